/// One thing that the doctor has looked at.
package struct Finding: Equatable, Sendable {
    /// How much it matters.
    package enum Weight: String, Sendable {
        /// As it should be.
        case well
        /// Works, and is not as it should be for long.
        case remark
        /// Something does not work, or is open to others.
        case fault
    }

    /// How much it matters; a fault makes the command end with status 1.
    package let weight: Weight
    /// The line that tells of it: what is so, why it matters, what to do.
    package let text: String

    /// Something that is as it should be.
    package static func well(_ what: String) -> Finding {
        Finding(weight: .well, text: what)
    }

    /// Something that works, with what is odd about it, why that matters and what to do.
    package static func remark(_ what: String, _ why: String, _ remedy: String) -> Finding {
        Finding(weight: .remark, text: "\(what): \(why). \(remedy).")
    }

    /// Something that does not work, or is open to others, with the reason and the remedy.
    package static func fault(_ what: String, _ why: String, _ remedy: String) -> Finding {
        Finding(weight: .fault, text: "\(what): \(why). \(remedy).")
    }
}

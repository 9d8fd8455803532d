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

    package let weight: Weight
    /// The line that tells of it: what is so, why it matters, what to do.
    package let text: String

    package static func well(_ what: String) -> Finding {
        Finding(weight: .well, text: what)
    }

    package static func remark(_ what: String, _ why: String, _ remedy: String) -> Finding {
        Finding(weight: .remark, text: "\(what): \(why). \(remedy).")
    }

    package static func fault(_ what: String, _ why: String, _ remedy: String) -> Finding {
        Finding(weight: .fault, text: "\(what): \(why). \(remedy).")
    }
}

import JSONCoding

/// A facilitator's reason for a change, which guests read; never blank.
package struct GuestReason: Equatable, Sendable {
    /// In Unicode scalars.
    package static let length = 0...500

    /// One line.
    package let text: String

    /// The reason of a request; nil without a text or for a blank one.
    ///
    /// - Throws: `InvalidFields` with an error of the field `reason`.
    package init?(_ text: String?) throws(InvalidFields) {
        var check = FieldCheck(unreadable: [])
        guard let reason = check.reason(text) else {
            if !check.errors.isEmpty { throw InvalidFields(errors: check.errors) }
            return nil
        }
        self = reason
    }

    package init(stored text: String) {
        self.text = text
    }

    /// Such as `Reason: “The hall is flooded.”`
    package var sentence: String { "Reason: “\(text)”" }
}

extension FieldCheck {
    mutating func reason(_ text: String?) -> GuestReason? {
        let text = self.text(text ?? "", "reason", GuestReason.length)
        let isBlank = text.allSatisfy(\.isWhitespace)
        return isBlank ? nil : GuestReason(stored: text)
    }
}

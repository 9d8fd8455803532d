/// What a person is called: 1–100 characters of any script, on one line.
package struct PersonName: Equatable, Sendable {
    /// How many Unicode scalars a name may have.
    package static let length = 1...100

    /// The name as it was given, white space included.
    package let text: String

    /// The name spelled `text`, or nil if it is blank, too long or holds control characters.
    package init?(_ text: String) {
        guard TextRule(length: Self.length).fault(in: text) == nil else { return nil }
        self.text = text
    }
}

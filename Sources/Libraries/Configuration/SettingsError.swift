/// All errors in the settings that a program was started with.
package struct SettingsError: Error, Equatable, CustomStringConvertible {
    /// A sentence for each error, in the order of the declarations; without the values of secrets.
    package let messages: [String]

    package var description: String { messages.joined(separator: "\n") }
}

/// A value in a message: in quotes, shortened, without control characters.
struct Quoted: CustomStringConvertible {
    private static let maximumLength = 80
    private let text: String

    init(_ text: some StringProtocol) {
        self.text = String(text)
    }

    var description: String {
        let shown = text.unicodeScalars.prefix(Self.maximumLength).map { scalar in
            scalar.properties.generalCategory == .control ? "\u{FFFD}" : String(scalar)
        }
        let rest = text.unicodeScalars.count > Self.maximumLength ? "…" : ""
        return "“" + shown.joined() + rest + "”"
    }
}

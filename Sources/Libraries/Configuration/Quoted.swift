/// A value as a message shows it: in quotes, shortened, without control characters.
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

import TextEncoding

/// A login name of ASCII letters, digits and `. _ @ + -`, compared without regard to case.
///
/// ASCII only, so that two names that look alike are the same.
package struct Username: Equatable, Sendable {
    package static let length = 2...64

    /// The name as its owner spells it.
    package let text: String
    /// The name in lower case, which is unique.
    package let key: String

    /// The username spelled `text`, or nil if it breaks a rule.
    package init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard Self.length.contains(bytes.count), bytes.allSatisfy(Self.isAllowed) else {
            return nil
        }
        self.text = text
        self.key = ASCII.lowercased(text)
    }

    /// Whether it may be an email address, which is private.
    package var mayBeAddress: Bool { text.utf8.contains(UInt8(ascii: "@")) }

    package static func == (left: Username, right: Username) -> Bool {
        left.key == right.key
    }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        ASCII.isAlphanumeric(byte) || "._@+-".utf8.contains(byte)
    }
}

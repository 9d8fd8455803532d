import TextEncoding

/// A plain email address, `local@domain`, that is safe in a mail header.
///
/// Only the dot-atom form of RFC 5322 §3.4.1 in ASCII is valid: no quoted local part, comments or
/// address literal. So no line break can inject a header.
package struct EmailAddress: Equatable, Sendable {
    /// The longest address (RFC 5321 §4.5.3.1.3 less the angle brackets).
    package static let maximumBytes = 254
    /// The longest part before the `@` (RFC 5321 §4.5.3.1.1).
    package static let maximumLocalBytes = 64

    package let text: String

    /// The sender of mails where none is configured.
    package static let defaultSender = EmailAddress(known: "bookings@localhost")

    private init(known text: String) {
        self.text = text
    }

    /// The address spelled `text`, or nil if it is not valid.
    package init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count <= Self.maximumBytes,
            let at = bytes.firstIndex(of: UInt8(ascii: "@"))
        else { return nil }
        guard Self.isLocalPart(bytes[..<at]), Self.isDomain(bytes[(at + 1)...]) else { return nil }
        self.text = text
    }

    private static func isLocalPart(_ bytes: ArraySlice<UInt8>) -> Bool {
        bytes.count <= maximumLocalBytes
            && bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
                .allSatisfy { !$0.isEmpty && $0.allSatisfy(isAtomText) }
    }

    private static func isDomain(_ bytes: ArraySlice<UInt8>) -> Bool {
        bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
            .allSatisfy { label in
                (1...63).contains(label.count)
                    && label.first != UInt8(ascii: "-") && label.last != UInt8(ascii: "-")
                    && label.allSatisfy { ASCII.isAlphanumeric($0) || $0 == UInt8(ascii: "-") }
            }
    }

    private static func isAtomText(_ byte: UInt8) -> Bool {
        ASCII.isAlphanumeric(byte) || "!#$%&'*+-/=?^_`{|}~".utf8.contains(byte)
    }
}

import TextEncoding
import Timekeeping

/// The content lines of an iCalendar object (RFC 5545 §3.1): UTF-8 in lines of at most 75 bytes that
/// end with CRLF.
struct CalendarText {
    private static let longestLine = 75

    private(set) var bytes: [UInt8] = []

    /// Adds a line, folded between characters and never within one.
    mutating func line(_ text: String) {
        var text = text
        text.withUTF8 { line in
            var start = 0
            var limit = Self.longestLine
            while line.count - start > limit {
                var end = start + limit
                // A byte 10xxxxxx continues a character.
                while line[end] & 0xC0 == 0x80 { end -= 1 }
                bytes += line[start..<end]
                bytes += "\r\n ".utf8
                start = end
                limit = Self.longestLine - 1
            }
            bytes += line[start...]
            bytes += "\r\n".utf8
        }
    }

    mutating func lines(_ texts: [String]) {
        for text in texts { line(text) }
    }

    /// A date-time in UTC (§3.3.5).
    static func dateTime(_ moment: Timestamp) -> String {
        String(
            ascii: moment.rfc3339.utf8.filter {
                $0 != UInt8(ascii: "-") && $0 != UInt8(ascii: ":")
            })
    }

    /// A quoted parameter value, which cannot contain quotes or control characters (§3.1).
    static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars where scalar.value >= 0x20 && scalar.value != 0x7F {
            quoted.unicodeScalars.append(scalar == "\"" ? "'" : scalar)
        }
        return quoted + "\""
    }

    /// The URL of an email address (RFC 6068 §2).
    static func mailAddress(_ address: String) -> String {
        let parts = address.split(separator: "@", maxSplits: 1)
        return "mailto:" + parts.map { PercentEncoding.encode(String($0)) }.joined(separator: "@")
    }

    /// A text value (§3.3.11), without the control characters that it may not contain.
    static func escaped(_ text: String) -> String {
        var escaped: [UInt8] = []
        escaped.reserveCapacity(text.utf8.count + 64)
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\\"), UInt8(ascii: ";"), UInt8(ascii: ","):
                escaped.append(UInt8(ascii: "\\"))
                escaped.append(byte)
            case UInt8(ascii: "\n"): escaped += "\\n".utf8
            case 0..<0x20, 0x7F: break
            default: escaped.append(byte)
            }
        }
        return String(decoding: escaped, as: UTF8.self)
    }
}

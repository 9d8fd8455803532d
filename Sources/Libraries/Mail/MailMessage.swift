import Glibc
import TextEncoding
import Timekeeping

/// An email with its parts (RFC 5322, RFC 2045–2047).
package struct MailMessage: Sendable {
    /// A calendar entry for the recipient's calendar (RFC 6047 §2.4).
    package struct CalendarPart: Sendable {
        let method: String
        let content: [UInt8]

        /// - Parameters:
        ///   - method: The scheduling method that the content has (RFC 5546 §1.4).
        ///   - content: In UTF-8.
        package init(method: String, content: [UInt8]) {
            self.method = method
            self.content = content
        }
    }

    /// The `Message-ID`; it stays the same when a message is sent again.
    let identity: String
    let sender: String
    let letterhead: Letterhead
    let recipient: String
    /// Nil writes the address alone.
    let recipientName: String?
    /// The address that gets the answer; nil for the sender.
    let replyAddress: String?
    let letter: Letter
    /// The URL at which the recipient unsubscribes; nil for a message that is not optional.
    let unsubscribeAddress: String?
    let calendar: CalendarPart?
    let date: Timestamp

    /// - Parameter sender: An address in ASCII; likewise the recipient and the reply address.
    package init(
        identity: String, sender: String, letterhead: Letterhead = Letterhead(), recipient: String,
        recipientName: String?,
        replyAddress: String? = nil, letter: Letter, unsubscribeAddress: String? = nil,
        calendar: CalendarPart? = nil, date: Timestamp
    ) {
        self.identity = identity
        self.sender = sender
        self.letterhead = letterhead
        self.recipient = recipient
        self.recipientName = recipientName
        self.replyAddress = replyAddress ?? letterhead.replyAddress
        self.letter = letter
        self.unsubscribeAddress = unsubscribeAddress
        self.calendar = calendar
        self.date = date
    }

    /// The message in lines of at most 76 bytes that end with CRLF.
    package var bytes: [UInt8] {
        let boundary = "part-\(identity.utf8.reduce(UInt64(14_695_981)) { $0 &* 31 &+ UInt64($1) })"
        let from = Self.mailbox(letterhead.name, sender)
        let to = Self.mailbox(recipientName, recipient)
        let replyTo = replyAddress.map { ["Reply-To: <\($0)>"] } ?? []
        let fields =
            [
                "From: \(from)", "To: \(to)",
            ] + replyTo + [
                "Subject: \(Self.headerText(letter.subject))", "Date: \(Self.dateTime(date))",
                "Message-ID: <\(identity)>", "MIME-Version: 1.0",
                "Auto-Submitted: auto-generated",
            ] + unsubscribeFields + [
                "Content-Type: multipart/alternative; boundary=\"\(boundary)\"", "", "",
            ]
        var message = Array(fields.joined(separator: "\r\n").utf8)
        let signature = letterhead.signature
        let text = Array(letter.text(signature: signature).utf8)
        message += Self.part("text/plain; charset=utf-8", text, boundary)
        let html = letter.html(signature: signature).bytes
        message += Self.part("text/html; charset=utf-8", html, boundary)
        if let calendar {
            message += Self.part(
                "text/calendar; charset=utf-8; method=\(calendar.method); name=\"booking.ics\"",
                calendar.content, boundary)
        }
        return message + "--\(boundary)--\r\n".utf8
    }

    /// The fields by which a mail program unsubscribes (RFC 2369 §3.2), over https also with one POST
    /// (RFC 8058 §3.1).
    private var unsubscribeFields: [String] {
        guard let address = unsubscribeAddress else { return [] }
        let field = "List-Unsubscribe:\r\n <\(address)>"
        guard address.hasPrefix("https://") else { return [field] }
        return [field, "List-Unsubscribe-Post: List-Unsubscribe=One-Click"]
    }

    /// A name and an address on a line of its own, or the address alone.
    private static func mailbox(_ name: String?, _ address: String) -> String {
        name.map { "\(phrase($0))\r\n <\(address)>" } ?? "<\(address)>"
    }

    private static func part(_ type: String, _ content: [UInt8], _ boundary: String) -> [UInt8] {
        let header = """
            --\(boundary)\r
            Content-Type: \(type)\r
            Content-Transfer-Encoding: quoted-printable\r
            \r

            """
        return header.utf8 + QuotedPrintable.encoded(content) + "\r\n".utf8
    }

    private static func dateTime(_ moment: Timestamp) -> String {
        var seconds = time_t(moment.unixSeconds)
        var calendar = tm()
        gmtime_r(&seconds, &calendar)
        return String(unsafeUninitializedCapacity: 40) { buffer in
            buffer.withMemoryRebound(to: CChar.self) {
                strftime($0.baseAddress, 40, "%a, %d %b %Y %H:%M:%S +0000", &calendar)
            }
        }
    }
}

extension MailMessage {
    /// The longest line of a header field, in bytes.
    private static let maximumLineLength = 76
    /// The longest text beside a field's name that is in one line.
    private static let maximumPlainLength = 60

    /// A name before an address (RFC 5322 §3.2.5): as it is where all of its words are atoms, quoted
    /// with dots and the like, else encoded.
    private static func phrase(_ name: String) -> String {
        let isPlain = name.utf8.allSatisfy { $0 == UInt8(ascii: " ") || isAlphanumeric($0) }
        let isQuotable = name.utf8.allSatisfy { isAlphanumeric($0) || " .'-".utf8.contains($0) }
        guard isQuotable, isPrintable(name), name.utf8.count <= maximumPlainLength else {
            return encodedWords(name)
        }
        return isPlain ? name : "\"\(name)\""
    }

    /// The text of an unstructured field; encoded unless it is printable ASCII that can be folded
    /// between words.
    private static func headerText(_ text: String) -> String {
        isPrintable(text) && !text.contains("=?")
            ? folded(text) ?? encodedWords(text)
            : encodedWords(text)
    }

    /// The text in lines that break before a space (RFC 5322 §2.2.3); nil if a word is too long.
    private static func folded(_ text: String) -> String? {
        var lines = [""]
        for word in text.split(separator: " ", omittingEmptySubsequences: false) {
            guard word.utf8.count <= maximumPlainLength else { return nil }
            let limit = lines.count == 1 ? maximumPlainLength : maximumLineLength - 1
            let line = lines[lines.count - 1]
            // A line of spaces alone would end the header for some programs.
            if line.utf8.count + 1 + word.utf8.count > limit, !word.isEmpty {
                lines.append(String(word))
            } else {
                lines[lines.count - 1] += line.isEmpty && lines.count == 1 ? word : " " + word
            }
        }
        return lines.allSatisfy { $0.utf8.count < maximumLineLength }
            ? lines.joined(separator: "\r\n ") : nil
    }

    /// Whether the text is ASCII without control characters, and does not begin or end with a space.
    private static func isPrintable(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy { (0x20...0x7E).contains($0) }
            && text.utf8.first != 0x20 && text.utf8.last != 0x20
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: false
        }
    }

    /// The text as encoded words (RFC 2047 §4.2), so that line breaks in a guest's text cannot add a
    /// field. The first one fits after `Subject: ` in a line of 76 bytes.
    private static func encodedWords(_ text: String) -> String {
        var words = [""]
        for scalar in text.unicodeScalars {
            let bytes = String(scalar).utf8
            let encoded = bytes.map { byte in
                isAlphanumeric(byte)
                    ? String(UnicodeScalar(byte)) : "=" + QuotedPrintable.hexadecimal(byte)
            }.joined()
            // A character is not divided between two words (RFC 2047 §5).
            if words[words.count - 1].utf8.count + encoded.utf8.count > 54 { words.append("") }
            words[words.count - 1] += encoded
        }
        return words.map { "=?UTF-8?Q?\($0)?=" }.joined(separator: "\r\n ")
    }
}

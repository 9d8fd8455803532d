import Foundation
import Timekeeping

/// An e-mail with its parts, as it goes over the wire (RFC 5322, RFC 2045–2047).
struct MailMessage {
    /// The identity of the message, the same however often it is sent.
    let identity: String
    let sender: String
    let recipient: String
    let recipientName: String
    let subject: String
    let text: String
    let html: HTML
    /// The calendar's part with its method; nil where there is nothing for a calendar.
    let calendar: (method: String, bytes: [UInt8])?
    let date: Timestamp

    /// The message in lines that end with CRLF.
    var bytes: [UInt8] {
        let boundary = "part-\(identity.utf8.reduce(UInt64(14_695_981)) { $0 &* 31 &+ UInt64($1) })"
        var lines = [
            "From: <\(sender)>", "To: \(Self.encodedWord(recipientName))\r\n <\(recipient)>",
            "Subject: \(Self.encodedWord(subject))", "Date: \(Self.date(date))",
            "Message-ID: <\(identity)>", "MIME-Version: 1.0", "Auto-Submitted: auto-generated",
            "Content-Type: multipart/alternative; boundary=\"\(boundary)\"", "",
        ]
        lines += part("text/plain; charset=utf-8", Array(text.utf8), boundary)
        lines += part("text/html; charset=utf-8", html.bytes, boundary)
        if let calendar {
            lines += part(
                "text/calendar; charset=utf-8; method=\(calendar.method); name=\"booking.ics\"",
                calendar.bytes, boundary)
        }
        lines += ["--\(boundary)--", ""]
        return Array(lines.joined(separator: "\r\n").utf8)
    }

    private func part(_ type: String, _ content: [UInt8], _ boundary: String) -> [String] {
        let encoded = Data(content).base64EncodedString(
            options: [.lineLength76Characters, .endLineWithCarriageReturn, .endLineWithLineFeed])
        return [
            "--\(boundary)", "Content-Type: \(type)", "Content-Transfer-Encoding: base64", "",
            encoded,
        ]
    }

    /// Text in a header field: words folded so that the first has room behind `Subject: ` within the
    /// 76 bytes of a line (RFC 2047 §2). Nothing that came from a guest stands there as itself, so
    /// no line break can smuggle a field in.
    private static func encodedWord(_ text: String) -> String {
        var words: [String] = []
        var chunk: [UInt8] = []
        for scalar in text.unicodeScalars {
            let bytes = Array(String(scalar).utf8)
            if chunk.count + bytes.count > 39 {
                words.append(Data(chunk).base64EncodedString())
                chunk = []
            }
            chunk += bytes
        }
        words.append(Data(chunk).base64EncodedString())
        return words.map { "=?UTF-8?B?\($0)?=" }.joined(separator: "\r\n ")
    }

    private static func date(_ moment: Timestamp) -> String {
        let time = LocalTime(moment, in: "UTC")
        let seconds = moment.unixSeconds % 60
        return
            "\(time.weekdayName.prefix(3)), \(time.day) \(time.monthName.prefix(3)) \(time.year) "
            + "\(time.clock):\(seconds < 10 ? "0" : "")\(seconds) +0000"
    }
}

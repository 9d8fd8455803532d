import Foundation
import Timekeeping

/// An e-mail with its parts (RFC 5322, RFC 2045–2047).
struct MailMessage {
    /// The `Message-ID`; it stays the same when a message is sent again.
    let identity: String
    let sender: String
    let recipient: String
    let recipientName: String
    let subject: String
    let text: String
    let html: HTML
    let calendar: CalendarEntry?
    let date: Timestamp

    /// The message in lines that end with CRLF.
    var bytes: [UInt8] {
        let boundary = "part-\(identity.utf8.reduce(UInt64(14_695_981)) { $0 &* 31 &+ UInt64($1) })"
        var lines = [
            "From: <\(sender)>", "To: \(Self.encodedWord(recipientName))\r\n <\(recipient)>",
            "Subject: \(Self.encodedWord(subject))", "Date: \(Self.dateTime(date))",
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

    /// The text as encoded words, so that line breaks in a guest's text cannot add a header field.
    ///
    /// The first word fits after `Subject: ` in a line of 76 bytes (RFC 2047 §2).
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

    private static func dateTime(_ moment: Timestamp) -> String {
        let time = LocalTime(moment, in: "UTC")
        let seconds = moment.unixSeconds % 60
        return
            "\(time.weekdayName.prefix(3)), \(time.day) \(time.monthName.prefix(3)) \(time.year) "
            + "\(time.clock):\(seconds < 10 ? "0" : "")\(seconds) +0000"
    }
}

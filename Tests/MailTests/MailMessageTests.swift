import Timekeeping
import XCTest

@testable import Mail

/// The header of a message (RFC 5322, RFC 2047).
final class MailMessageTests: XCTestCase {
    /// The unfolded header fields of a message.
    private func fields(subject: String, name: String) throws -> [String] {
        let message = MailMessage(
            identity: "mail-1@here", sender: "desk@example.org", recipient: "asha@example.org",
            recipientName: name, letter: Letter(subject: subject, name: nil, paragraphs: [subject]),
            date: try XCTUnwrap(Timestamp(rfc3339: "2027-01-01T00:00:00Z")))
        let header = try XCTUnwrap(
            message.bytes.split(separator: Array("\r\n\r\n".utf8), maxSplits: 1).first)
        XCTAssertTrue(header.allSatisfy { $0 < 0x7F }, "a header is ASCII")
        for line in header.split(separator: Array("\r\n".utf8)) {
            XCTAssertLessThanOrEqual(line.count, 76)
        }
        return header.split(separator: Array("\r\n ".utf8)).joined(separator: Array(" ".utf8))
            .map { $0 }
            .split(separator: Array("\r\n".utf8)).map { String(decoding: $0, as: UTF8.self) }
    }

    func testASubjectOrNameCannotAddAFieldOrAnAddress() throws {
        for text in [
            "Yoga", "Stille über Tag", "योग 🧘", "a\r\nBcc: eve@example.org",
            "a\nBcc: eve@example.org", "a\rBcc: eve@example.org", "a\r\n\r\n<script>",
            "a\u{85}b\u{2028}c", "?= <eve@example.org>,",
            "\"Asha\" <eve@example.org>, Bcc:", "=?UTF-8?Q?=0D=0ABcc:?=", "",
            String(repeating: "\r\nBcc: eve@example.org ", count: 20),
        ] {
            let fields = try fields(subject: text, name: text)
            XCTAssertEqual(
                fields.compactMap { $0.split(separator: ":").first },
                [
                    "From", "To", "Subject", "Date", "Message-ID", "MIME-Version",
                    "Auto-Submitted", "Content-Type",
                ], text)
            let recipient = fields.first { $0.hasPrefix("To: ") } ?? ""
            XCTAssertEqual(recipient.filter { $0 == "<" }.count, 1, recipient)
            XCTAssertTrue(recipient.hasSuffix(" <asha@example.org>"), recipient)
            let others = fields.filter { !$0.hasPrefix("Subject: ") }
            XCTAssertFalse(others.joined().contains("eve@example.org"), text)
        }
    }

    func testATextOfPrintableASCIIIsNotEncoded() throws {
        for (text, name) in [
            ("Changed: 50 % = half", "Dr. Priya Sharma"),
            (String(repeating: "Meditation ", count: 18) + "Retreat", "J.R.R."),
        ] {
            let fields = try fields(subject: text, name: name)
            XCTAssertTrue(fields.contains("Subject: \(text)"), "\(fields)")
            XCTAssertTrue(fields.contains("To: \"\(name)\" <asha@example.org>"), "\(fields)")
        }
    }

    func testTheSignatureEndsBothParts() throws {
        let letter = Letter(subject: "News", name: nil, paragraphs: ["Hello."])
        let message = MailMessage(
            identity: "1@example.org", sender: "desk@example.org",
            letterhead: Letterhead(name: "Haus", signature: "Haus\nSeeweg <1>"),
            recipient: "asha@example.org", recipientName: nil, letter: letter,
            date: Timestamp(clamping: 0))
        let text = String(decoding: message.bytes, as: UTF8.self)
        XCTAssertTrue(text.contains("From: Haus\r\n <desk@example.org>\r\n"), text)
        XCTAssertTrue(text.contains("Hello.\r\n\r\nHaus\r\nSeeweg <1>\r\n"), text)
        XCTAssertTrue(
            text.contains("<p><small>Haus<br>\r\nSeeweg &lt;1&gt;</small></p>\r\n</body>"), text)
    }

    func testAnswersGoToTheReplyAddress() throws {
        let message = MailMessage(
            identity: "mail-1@here", sender: "noreply@example.org", recipient: "asha@example.org",
            recipientName: "Asha", replyAddress: "desk@example.org",
            letter: Letter(subject: "a", name: nil, paragraphs: ["a"]),
            date: try XCTUnwrap(Timestamp(rfc3339: "2027-01-01T00:00:00Z")))
        let text = String(decoding: message.bytes, as: UTF8.self)
        XCTAssertTrue(text.contains("\r\nReply-To: <desk@example.org>\r\nSubject: a\r\n"), text)
    }
}

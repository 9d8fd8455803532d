import Foundation
import HTTPClient
import TestSupport
import XCTest

/// Input cannot add a line to response heads, mails, calendars or the log.
final class LineInjectionTests: SystemTestCase {
    /// Line ends: raw, percent-encoded, and characters whose low bytes are CR and LF.
    private static let ends = [
        "%0d%0a", "%0a", "%0d", "%E5%98%8D%E5%98%8A", "嘍嘊", "\u{85}", "\r", "\0",
    ]

    func testInputAddsNoHeaderFieldToAResponse() async throws {
        _ = try await system.event()
        let targets = [
            "/", "/events", "/events/1", "/e/1", "/e/1/calendar.ics", "/login", "/docs", "/nowhere",
            "/assets/x/y.js", "/payment/sandbox/return", "/sandbox/pay/x", "/me", "/readyz",
            "/api/facilitator/2/events",
        ]
        for end in Self.ends {
            let injected = end + "Injected:" + end + end + "injected"
            for base in [system.main.base, system.crm.base] {
                var heads = targets.filter { _ in end.hasPrefix("%") }.flatMap { target in
                    [
                        "GET \(target)\(injected) HTTP/1.1", "POST \(target)/\(injected) HTTP/1.1",
                        "GET \(target)?next=\(injected)&session_id=\(injected) HTTP/1.1",
                    ]
                }
                heads += [
                    "X-Request-Id", "Origin", "Authorization", "Idempotency-Key", "If-None-Match",
                    "Access-Control-Request-Headers", "Accept", "X-Forwarded-For",
                ].flatMap { name in
                    ["GET /me", "OPTIONS /book", "GET /events"].map {
                        "\($0) HTTP/1.1\n\(name): Bearer\(injected)"
                    }
                }
                for head in heads {
                    let response = try RawClient.exchange(head, with: base)
                    XCTAssertNotEqual(response.status, 500, head)
                    for (name, value) in response.fields {
                        XCTAssertFalse(name.contains("injected"), "\(name): \(head)")
                        XCTAssertFalse(value.lowercased().contains("injected"), "\(name): \(head)")
                        XCTAssertTrue(value.utf8.allSatisfy { (0x20..<0x7F).contains($0) }, head)
                    }
                    XCTAssertFalse(response.body.starts(with: "injected".utf8), head)
                }
            }
        }
    }

    func testInputAddsNoFieldToAMailOrACalendar() async throws {
        let title = #"Yoga, Tea; Rest\nATTENDEE:mailto:eve@example.org"#
        let text = "One\r\nATTENDEE:mailto:eve@example.org\nEND:VEVENT\rBcc: eve@example.org"
        let event = try await system.event()
        let edited = try await system.service.put(
            "/api/facilitator/2/events/\(event)",
            """
            {"title": \(title.asJSON), "location": \(title.asJSON), "description": \(text.asJSON)}
            """)
        XCTAssertEqual(edited.status, 200, edited.text)
        for field in ["title", "location"] {
            let refused = try await system.service.put(
                "/api/facilitator/2/events/\(event)", "{\"\(field)\": \(text.asJSON)}")
            XCTAssertEqual(refused.status, 422, field)
        }
        let asha = try await system.guest("asha")
        let name = #""Asha" <eve@example.org>, Bcc: eve@example.org"#
        _ = try await asha.patch("/me", #"{"name": \#(name.asJSON)}"#)
        _ = try await asha.book(event)

        let path = system.folder + "/mail/mail-1.eml"
        let mail = try await eventually { try? String(contentsOfFile: path, encoding: .utf8) }
        let parts = mail.components(separatedBy: "\r\n\r\n")
        XCTAssertEqual(
            Self.names(in: parts[0]),
            [
                "From", "To", "Subject", "Date", "Message-ID", "MIME-Version", "Auto-Submitted",
                "Content-Type",
            ])
        // A long subject is folded.
        let fields = parts[0].replacing("\r\n ", with: " ").split(separator: "\r\n")
        let others = fields.filter { !$0.hasPrefix("Subject: ") }
        XCTAssertFalse(others.joined().contains("eve@"), mail)
        try check(try XCTUnwrap(decodedParts(of: mail).last), title)
        try check(try await system.main.get("/e/\(event)/calendar.ics").text, title)
    }

    /// Checks that a calendar has one event with each property once, and the title escaped.
    private func check(_ calendar: String, _ title: String) throws {
        let names = Self.names(in: calendar).filter { !["BEGIN", "END"].contains($0) }
        XCTAssertEqual(Set(names).count, names.count, calendar)
        XCTAssertEqual(calendar.components(separatedBy: "END:VEVENT\r\n").count, 2, calendar)
        let unfolded = calendar.replacing("\r\n ", with: "")
        let escaped = #"Yoga\, Tea\; Rest\\nATTENDEE:mailto:eve@example.org"#
        XCTAssertTrue(unfolded.contains("\r\nSUMMARY:\(escaped)\r\n"), unfolded)
        XCTAssertTrue(unfolded.contains("\r\nLOCATION:\(escaped)\r\n"), unfolded)
        XCTAssertFalse(unfolded.contains("\nATTENDEE:mailto:eve"), unfolded)
    }

    /// The field names of a head or the property names of a calendar, in order.
    private static func names(in lines: String) -> [String] {
        lines.replacing("\r\n ", with: "").split(whereSeparator: \.isNewline).map { line in
            String(line.prefix { $0 != ":" && $0 != ";" })
        }
    }

    func testInputAddsNoLineToTheLog() async throws {
        let installation = try await Installation()
        addTeardownBlock { await installation.close() }
        let forged = "time=2027-01-01T00:00:00.000Z level=error event=forged"
        let target = forged.replacing(" ", with: "%20")
        for program in [installation.main, installation.crm] {
            for end in Self.ends {
                if end.hasPrefix("%") {
                    _ = try RawClient.exchange(
                        "GET /events\(end)\(target) HTTP/1.1", with: program.address)
                }
                for name in ["X-Request-Id", "X-Forwarded-For", "User-Agent", "Authorization"] {
                    _ = try RawClient.exchange(
                        "GET /me HTTP/1.1\n\(name): a\(end)\(forged)\"", with: program.address)
                }
            }
            for username in ["a\n\(forged)", "a\" \(forged)", "a\u{2028}\(forged)"] {
                _ = try await program.client.post(
                    "/auth/login", #"{"username": "\#(username.asJSON)", "password": "x"}"#)
                _ = try await program.client.post(
                    "/auth/login", #"{"username": \#(username.asJSON), "password": "x"}"#)
            }
            for method in ["FORGED\u{0B}event=forged", "event=forged", "event%3Dforged"] {
                _ = try RawClient.exchange("\(method) /events HTTP/1.1", with: program.address)
            }
        }
        let service = installation.crm.client.with(token: Installation.token)
        for text in ["a\" event=forged", "a\\\" event=forged level=error", "event=forged"] {
            let notice = try await service.post(
                "/notify",
                """
                {"booking_id": 7, "user": "Asha", "event": "Yoga", "facilitator_id": 1,
                 "type": \(text.asJSON), "request_id": \(text.asJSON)}
                """)
            XCTAssertEqual(notice.status, 200, notice.text)
        }
        await installation.stop()
        let line = #/time=\S+ level=\w+ event=(\w+)((?: \w+=(?:"(?:[^"\\]|\\.)*"|[^\s"=\\]+))*)/#
        for log in [try installation.log("main"), try installation.log("crm")] {
            let lines = log.split(whereSeparator: \.isNewline)
            XCTAssertGreaterThan(lines.count, 20)
            for text in lines {
                let event = try XCTUnwrap(text.wholeMatch(of: line), "\(text)").output.1
                XCTAssertNotEqual(event, "forged")
            }
        }
    }
}

import Foundation
import HTTPClient
import JSONCoding
import MainAPI
import SQLite
import TestSupport
import Timekeeping
import XCTest

/// The letters of a guest without an account, in the mail folder.
final class WalkInLettersTests: SystemTestCase {
    func testABookingByAnOwnerIsOneLetterWithTheCentreAndNamesTheOwner() async throws {
        let asha = try await system.facilitator("asha")
        try expect(
            200,
            await asha.put(
                "/api/centre",
                """
                {"name": "Haus am See", "address": "Seeweg 1\\n79098 Freiburg",
                 "contact": "hallo@haus.example\\n+49 761 1"}
                """))
        let event = try await system.event(title: "Quiet Days")
        let added = try await asha.post(
            "/api/facilitator/2/events/\(event)/bookings",
            #"{"name": "Ravi", "email": "ravi@example.org", "seats": 1}"#)
        XCTAssertEqual(added.status, 201, added.text)
        _ = try await part(
            1, "“Quiet Days” was booked for you.", "goes to hallo@haus.example",
            "Haus am See\r\nSeeweg 1\r\n79098 Freiburg\r\nhallo@haus.example\r\n+49 761 1\r\n")
        let path = "/api/facilitator/2/bookings/\(added.json["id"]?.int ?? 0)"
        try expect(200, await asha.post(path + "/cancellation", #"{"seats": 1, "refund": "none"}"#))
        _ = try await part(2, "The center has cancelled your booking of “Quiet Days”.")
        let cancelled = try await asha.get(path)
        XCTAssertEqual(
            cancelled.json["timeline"]?.array?.compactMap { $0["actor"]?.string },
            ["owner", "owner"], cancelled.text)
        let others = try await system.event(title: "Quiet Hours")
        let second = try await asha.post(
            "/api/facilitator/2/events/\(event)/bookings",
            #"{"name": "Mira", "email": "mira@example.org", "seats": 1}"#)
        _ = try await part(3, "“Quiet Days” was booked for you.")
        try expect(
            200,
            await asha.patch(
                "/api/facilitator/2/bookings/\(second.json["id"]?.int ?? 0)",
                #"{"event_id": \#(others)}"#))
        _ = try await part(4, "The center has moved your booking of “Quiet Days”")
        XCTAssertEqual(try system.mails().count, 4)
    }

    func testEachStepOfAWalkInsBookingIsOneLetter() async throws {
        let arjun = try await system.arjun()
        let first = try await system.event(title: "Quiet Days", price: 100_000)
        let second = try await system.event(title: "Quiet Hours", price: 80_000)
        let added = try await arjun.post(
            "/api/facilitator/2/events/\(first)/bookings",
            """
            {"name": "Ravi", "email": "ravi@example.org", "seats": 2,
             "paid": {"amount": 200000, "method": "cash"}}
            """)
        XCTAssertEqual(added.status, 201, added.text)
        let path = "/api/facilitator/2/bookings/\(added.json["id"]?.int ?? 0)"
        var entries = [try await part(1, "“Quiet Days” was booked for you.", "/e/")]

        try expect(200, await arjun.patch(path, #"{"event_id": \#(second)}"#))
        entries.append(
            try await part(
                2, "has moved your booking of “Quiet Days”", "₹400 was given back to you"))
        XCTAssertEqual(
            Set(entries.map { $0.components(separatedBy: "UID:").last?.prefix(12) }).count, 1)
        XCTAssertEqual(
            entries.map { $0.contains("SEQUENCE:0") }, [true, false], "\(entries)")

        try expect(
            200,
            await arjun.post(
                path + "/cancellation",
                #"{"seats": 1, "refund": "full", "reason": "Too few mats."}"#))
        _ = try await part(
            3, "has cancelled 1 seat of your booking", "You still have 1 seat.", "Too few mats.",
            "₹800 was given back to you")

        try expect(
            201, await arjun.post(path + "/refunds", #"{"amount": 10000, "reason": "Sorry."}"#))
        _ = try await part(4, "₹100 for “Quiet Hours” was given back to you.", "Sorry.")

        let message = try await arjun.post(
            "/api/facilitator/2/events/\(second)/messages",
            #"{"subject": "Heating", "text": "See https://example.org/hall"}"#)
        XCTAssertEqual(message.status, 201, message.text)
        XCTAssertEqual(message.json["letters"]?.int, 1)
        XCTAssertEqual(message.json["in_app"]?.int, 0)
        let written = try await letter(5)
        XCTAssertTrue(written.contains("Subject: Heating"), written)
        XCTAssertTrue(written.contains("\r\nList-Unsubscribe:\r\n <http"), written)
        XCTAssertTrue(
            decodedParts(of: written)[1].contains("<a href=\"https://example.org/hall\">"))

        system.advance(seconds: 217 * 3_600)
        let reminder = try await letter(6)
        XCTAssertTrue(reminder.contains("Subject: Reminder: Quiet Hours"), reminder)
        try expect(
            200, await system.service.post(path + "/cancellation", #"{"refund": "none"}"#))
        _ = try await part(7, "has cancelled your booking", "No money goes back.")
        let letters = try await settled()
        XCTAssertEqual(letters.count, 7)
        for text in letters {
            XCTAssertTrue(text.contains("<ravi@example.org>"), text)
            XCTAssertFalse(text.contains("/my/bookings"), text)
            XCTAssertFalse(text.lowercased().contains("log in"), text)
        }
        XCTAssertEqual(try system.letters(prefix: "facilitator-"), [])
    }

    func testOneClickStopsRemindersAndMessagesOfTheAddress() async throws {
        let arjun = try await system.arjun()
        let event = try await system.event()
        for name in ["Ravi", "Chaya"] {
            let added = try await arjun.post(
                "/api/facilitator/2/events/\(event)/bookings",
                #"{"name": "\#(name)", "email": "family@example.org"}"#)
            XCTAssertEqual(added.status, 201, added.text)
        }
        let path = "/api/facilitator/2/events/\(event)/messages"
        try expect(201, await arjun.post(path, #"{"subject": "One", "text": "Text"}"#))
        let text = decodedParts(of: try await letter(3))[0]
        let address = try XCTUnwrap(
            text.components(separatedBy: "Stop reminders and messages: ").last?
                .split(separator: "\r\n").first)
        let link = try XCTUnwrap(
            address.firstRange(of: "/unsubscribe/").map { address[$0.lowerBound...] })
        try expect(200, await system.main.post(String(link)))
        let second = try await arjun.post(path, #"{"subject": "Two", "text": "Text"}"#)
        XCTAssertEqual(second.json["letters"]?.int, 0, second.text)
        system.advance(seconds: 217 * 3_600)
        let database = try system.openDatabase()
        defer { database.close() }
        try await waitUntil {
            try database.read { tx in
                try tx.first("SELECT 1 FROM events WHERE reminded_start = starts_at") { _ in true }
            } == true
        }
        let letters = try await settled()
        XCTAssertEqual(letters.count, 3)
    }

    func testAnotherAddressRemovesTheFilesOfLetters() async throws {
        let arjun = try await system.arjun()
        let event = try await system.event()
        let added = try await arjun.post(
            "/api/facilitator/2/events/\(event)/bookings",
            #"{"name": "Ravi", "email": "ravi@example.org"}"#)
        let id = added.json["id"]?.int ?? 0
        _ = try await letter(1)
        try expect(
            200,
            await arjun.patch(
                "/api/facilitator/2/bookings/\(id)", #"{"name": "Guest", "email": null}"#))
        _ = try await eventually { [system] in try system?.mails().isEmpty == true ? () : nil }
        try await system.cancel(event)
        let letters = try await settled()
        XCTAssertEqual(letters, [])
    }

    func testUnknownFieldsOfAMessageAreRefused() async throws {
        let path = "/api/facilitator/2/events/\(try await system.event())/messages"
        let arjun = try await system.arjun()
        let refused = try await arjun.post(path, #"{"subject": "A", "text": "B", "to": "all"}"#)
        XCTAssertEqual(refused.status, 422, refused.text)
        XCTAssertEqual(refused.json["errors"]?[0]?["field"]?.string, "to")
    }

    /// The letters after all that is due was sent.
    private func settled() async throws -> [String] {
        _ = try await system.settledContents()
        return try system.mails()
    }

    private func letter(_ number: Int) async throws -> String {
        try await eventually { [system] in
            let mails = try system?.mails() ?? []
            return mails.count >= number ? mails[number - 1] : nil
        }
    }

    /// The calendar entry of a letter whose text has these parts; empty without one.
    private func part(_ number: Int, _ parts: String...) async throws -> String {
        let decoded = decodedParts(of: try await letter(number))
        for part in parts {
            XCTAssertTrue(decoded[0].contains(part), "\(part) in \(decoded[0])")
        }
        return decoded.count > 2 ? decoded[2] : ""
    }

    private func expect(_ status: Int, _ response: ClientResponse) throws {
        XCTAssertEqual(response.status, status, response.text)
    }
}

import Foundation
import HTTPClient
import JSONCoding
import SQLite
import TestSupport
import XCTest

/// The letters to guests about their waits for seats.
final class WaitlistLettersTests: SystemTestCase {
    override var environment: [String: String] {
        ["PUBLIC_URL": "https://book.example.org", "ALLOW_SANDBOX": "1"]
    }

    func testALetterForEachStepOfAWait() async throws {
        let event = try await system.event(title: "Stille über Tag", capacity: 1)
        let asha = try await system.guest("asha")
        let bhavin = try await system.guest("bhavin")
        let taken = try await asha.book(event)
        try await join(event, bhavin)
        let joined = try await letter(1)
        XCTAssertTrue(joined.contains("To: Bhavin\r\n <bhavin@example.org>"), joined)
        let text = decodedParts(of: joined)[0]
        for part in [
            "You are number 1 on the waiting list of “Stille über Tag” for 1 seat.",
            "Nothing is booked or charged unless you say yes to an offer.",
            "Show the event: https://book.example.org/e/\(event)\r\n",
        ] {
            XCTAssertTrue(text.contains(part), "\(part) is not in \(text)")
        }
        try await asha.cancelBooking(taken)
        let offered = decodedParts(of: try await letter(2))
        let mine = try await bhavin.get("/waitlist")
        let offer = try XCTUnwrap(mine.json["data"]?.array?.first?["booking_id"]?.int)
        XCTAssertTrue(
            offered[0].contains(
                "Confirm or decline: https://book.example.org/my/bookings/\(offer)\r\n"),
            offered[0])
        XCTAssertTrue(offered[0].contains(": 12 hours from now"), offered[0])
        XCTAssertTrue(
            offered[1].contains("<a href=\"https://book.example.org/my/bookings/\(offer)\">"),
            offered[1])
        system.advance(seconds: 12 * 3_600)
        let lapsed = try await letter(3)
        XCTAssertTrue(lapsed.contains("\r\nSubject: "), lapsed)
        XCTAssertTrue(
            decodedParts(of: lapsed)[0].contains("It was not accepted in time."), lapsed)
        let ids = try letters().flatMap { $0.matches(of: #/Message-ID: <(.*)>/#).map(\.output.1) }
        XCTAssertEqual(Set(ids).count, 3, "\(ids)")
    }

    func testTheNewsOfAnEventReachThoseWhoWait() async throws {
        let event = try await system.event(title: "Evening Talk", capacity: 1)
        try await system.guest("asha").book(event)
        let bhavin = try await system.guest("bhavin")
        let chaya = try await system.guest("chaya")
        for guest in [bhavin, chaya] { try await join(event, guest) }
        _ = try await letter(2)
        let left = try await bhavin.send("DELETE", "/events/\(event)/waitlist")
        XCTAssertEqual(left.status, 200, left.text)
        _ = try await letter(3)
        let moved = try await system.service.put(
            "/api/facilitator/2/events/\(event)",
            #"{"location": "Goa", "reason": "The hall is flooded."}"#)
        XCTAssertEqual(moved.status, 200, moved.text)
        let changed = decodedParts(of: try await letter(4))[0]
        for part in ["Hello Chaya,", "Rishikesh", "Goa", "The hall is flooded."] {
            XCTAssertTrue(changed.contains(part), "\(part) is not in \(changed)")
        }
        let start = 240 * 3_600
        system.advance(seconds: Int64(start - 3_600))
        let closed = decodedParts(of: try await letter(5))[0]
        XCTAssertTrue(closed.contains("makes no more offers"), closed)
        try await system.cancel(event)
        let cancelled = decodedParts(of: try await letter(6))[0]
        XCTAssertTrue(cancelled.contains("its waiting list has ended"), cancelled)
        XCTAssertEqual(try letters().count, 6)
    }

    func testAnswersGoToTheFacilitatorElseToTheCenter() async throws {
        try await restart(environment: [
            "MAIL_FROM": "noreply@example.org", "MAIL_REPLY_TO": "desk@example.org",
        ])
        let event = try await system.event(title: "Evening Talk", capacity: 1)
        try await system.guest("asha").book(event)
        try await join(event, system.guest("bhavin"))
        let first = try await letter(1)
        XCTAssertTrue(first.contains("\r\nReply-To: <desk@example.org>\r\n"), first)
        XCTAssertTrue(decodedParts(of: first)[0].contains("goes to desk@example.org."), first)
        try Program.crmAPI.run([
            "facilitator", "address", "arjun", "arjun@example.org", "--database",
            system.folder + "/crm.sqlite",
        ])
        try await eventually { [system] in
            let path = try XCTUnwrap(system).folder + "/main.sqlite"
            return try DatabaseContents(path: path).rows["facilitators"]?.contains {
                $0.contains("arjun@example.org")
            } == true ? () : nil
        }
        try await join(event, system.guest("chaya"))
        let second = try await letter(2)
        XCTAssertTrue(second.contains("\r\nReply-To: <arjun@example.org>\r\n"), second)
    }

    func testALetterWhoseReasonHasEndedIsNotSent() async throws {
        let folder = try await restart(
            sendingBy: """
                subject=$(grep '^Subject: ' /dev/stdin); case "$subject" in
                *waiting*) [ -e ready ] || exit 75;; esac
                echo "$subject" >> subjects
                """)
        let event = try await system.event(title: "Evening Talk", capacity: 1)
        try await system.guest("asha").book(event)
        let bhavin = try await system.guest("bhavin")
        try await join(event, bhavin)
        try await eventually { [system] in
            try await system?.main.get("/metrics").text.contains(
                "\nwaitlist_letter_failures_total 1\n") == true ? () : nil
        }
        _ = try await bhavin.send("DELETE", "/events/\(event)/waitlist")
        _ = FileManager.default.createFile(atPath: folder + "/ready", contents: nil)
        let subjects = try await eventually { [system] in
            system?.advance(seconds: 60)
            let text = try? String(contentsOfFile: folder + "/subjects", encoding: .utf8)
            return text?.contains("left the waiting list") == true ? text : nil
        }
        XCTAssertFalse(subjects.contains("You are on the waiting list"), subjects)
        let rows = try DatabaseContents(path: system.folder + "/main.sqlite").rows
        XCTAssertEqual(rows["waitlist_letters"]?.count, 2)
    }

    func testALetterThatIsSentAgainHasTheSameMessageID() async throws {
        let folder = try await restart(
            sendingBy: "grep '^Message-ID: <waitlist' /dev/stdin >> ids; true")
        try execute(
            """
            CREATE TRIGGER nothing_is_sent BEFORE UPDATE OF sent_at ON waitlist_letters
            BEGIN SELECT raise(ABORT, 'the disk takes nothing'); END
            """)
        let event = try await system.event(capacity: 1)
        try await system.guest("asha").book(event)
        try await join(event, system.guest("bhavin"))
        let ids = try await eventually { [system] in
            system?.advance(seconds: 20)
            let text = try? String(contentsOfFile: folder + "/ids", encoding: .utf8)
            let ids = text?.split(separator: "\r\n") ?? []
            return ids.count >= 2 ? ids : nil
        }
        XCTAssertEqual(Set(ids).count, 1, "\(ids)")
    }

    func testTheCopiesOfAnErasedGuestsLettersAreRemoved() async throws {
        let event = try await system.event(capacity: 1)
        try await system.guest("asha").book(event)
        let bhavin = try await system.guest("bhavin")
        try await join(event, bhavin)
        try await join(event, system.guest("chaya"))
        _ = try await letter(2)
        let erased = try await bhavin.eraseAccount(of: "bhavin")
        XCTAssertEqual(erased.status, 204, erased.text)
        try await eventually { [system] in
            try system?.letters(prefix: "waitlist-").count == 1 ? () : nil
        }
        XCTAssertTrue(try letters()[0].contains("chaya@example.org"))
    }

    private func join(_ event: Int, _ guest: TestClient) async throws {
        let joined = try await guest.post("/events/\(event)/waitlist")
        XCTAssertEqual(joined.status, 201, joined.text)
    }

    private func letters() throws -> [String] { try system.letters(prefix: "waitlist-") }

    private func letter(_ number: Int) async throws -> String {
        let path = system.folder + "/mail/waitlist-\(number).eml"
        return try await eventually { try? String(contentsOfFile: path, encoding: .utf8) }
    }
}

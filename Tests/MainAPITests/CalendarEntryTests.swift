import BookingDomain
import XCTest

@testable import MainAPI

/// Calendar files, held against RFC 5545.
final class CalendarEntryTests: XCTestCase {
    private let now = moment("2027-01-01T00:00:00Z")

    /// The lines, unfolded as a calendar does it (§3.1).
    private func lines(of bytes: [UInt8]) -> [String] {
        // By bytes: a fold may stand within what Swift takes for one character.
        bytes.split(separator: Array("\r\n ".utf8)).reduce([]) { $0 + $1 }
            .split(separator: Array("\r\n".utf8)).map { String(decoding: $0, as: UTF8.self) }
    }

    func testAnEventIsAnEntryInUTC() {
        let found = lines(
            of: CalendarEntry(event: event(version: 3), installation: "0a1b2c3d", now: now).bytes)
        XCTAssertEqual(
            found,
            [
                "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Sessions//Booking//EN",
                "CALSCALE:GREGORIAN", "METHOD:PUBLISH", "BEGIN:VEVENT",
                "UID:event-7.0a1b2c3d@sessions",
                "DTSTAMP:20270101T000000Z", "SEQUENCE:2", "DTSTART:20270212T033000Z",
                "DTEND:20270214T103000Z", "SUMMARY:Meditation Retreat", "LOCATION:Rishikesh",
                "END:VEVENT", "END:VCALENDAR",
            ])
    }

    func testACancelledEventSaysSo() {
        let found = lines(
            of: CalendarEntry(event: event(status: .cancelled), installation: "0a1b2c3d", now: now)
                .bytes)
        XCTAssertTrue(found.contains("STATUS:CANCELLED"))
    }

    /// An event is a moment and not a wall's clock, so summer time cannot move its entry.
    func testSummerTimeMovesNoEntry() {
        for (start, text) in [
            ("2027-03-28T00:30:00Z", "20270328T003000Z"),
            ("2027-10-31T01:30:00Z", "20271031T013000Z"),
        ] {
            let entry = CalendarEntry(
                event: event(timeZone: "Europe/Berlin", startsAt: start), installation: "0a1b2c3d",
                now: now)
            XCTAssertTrue(lines(of: entry.bytes).contains("DTSTART:\(text)"), text)
        }
    }

    func testTextIsEscapedAndNoLineCanBeAdded() {
        let hostile = "a,b;c\\d\nBEGIN:VALARM\r\nATTACH:x\u{7}"
        XCTAssertEqual(
            CalendarEntry.escaped(hostile), #"a\,b\;c\\d\nBEGIN:VALARM\nATTACH:x"#)
        let found = lines(
            of: CalendarEntry(
                event: event(title: hostile, description: hostile, location: hostile),
                installation: "0a1b2c3d", now: now
            ).bytes)
        XCTAssertEqual(found.filter { $0.hasPrefix("BEGIN:") }.count, 2)
        XCTAssertFalse(found.contains { $0.hasPrefix("ATTACH") })
    }

    func testLinesAreFoldedBetweenCharacters() {
        let title = String(repeating: "योग 🧘 ", count: 40)
        let bytes = CalendarEntry(event: event(title: title), installation: "0a1b2c3d", now: now)
            .bytes
        let text = String(decoding: bytes, as: UTF8.self)
        XCTAssertFalse(text.contains("\u{FFFD}"))
        for line in text.split(separator: "\r\n") {
            XCTAssertLessThanOrEqual(line.utf8.count, 75, String(line))
        }
        XCTAssertTrue(lines(of: bytes).contains("SUMMARY:\(title)"))
    }

    func testALineOfExactly75BytesIsNotFolded() {
        let line = String(repeating: "x", count: 75)
        XCTAssertEqual(CalendarEntry.folded(line), Array("\(line)\r\n".utf8))
        XCTAssertEqual(CalendarEntry.folded(line + "y"), Array("\(line)\r\n y\r\n".utf8))
    }

    func testAnInvitationIsTakenUpChangedAndTakenOut() {
        let asked = lines(of: invitation(sequence: 0, isCancelled: false).bytes)
        XCTAssertTrue(asked.contains("METHOD:REQUEST"))
        XCTAssertTrue(asked.contains("STATUS:CONFIRMED"))
        XCTAssertTrue(asked.contains("SEQUENCE:0"))
        let ended = lines(of: invitation(sequence: 2, isCancelled: true).bytes)
        XCTAssertTrue(ended.contains("METHOD:CANCEL"))
        XCTAssertTrue(ended.contains("STATUS:CANCELLED"))
        XCTAssertTrue(ended.contains("SEQUENCE:2"))
        XCTAssertEqual(asked.first { $0.hasPrefix("UID") }, ended.first { $0.hasPrefix("UID") })
    }

    private func invitation(sequence: Int, isCancelled: Bool) -> Invitation {
        let booking = Booking(
            id: BookingID(101), event: event(), userID: UserID(1), seats: 2, status: .confirmed,
            holdExpiresAt: nil, amount: 0, payment: .none, currency: Currency(stored: "INR"),
            refundPolicy: RefundPolicy(stored: []), refund: .none, createdAt: now,
            confirmedAt: now, cancelledAt: nil)
        return Invitation(
            booking: booking, guest: "asha@example.org", sender: "bookings@localhost",
            identity: "booking-101@here", sequence: sequence, isCancelled: isCancelled, now: now)
    }
}

import BookingDomain
import XCTest

@testable import MainAPI

/// Calendar entries in the format of RFC 5545.
final class CalendarEntryTests: XCTestCase {
    private let now = moment("2027-01-01T00:00:00Z")

    /// The unfolded lines (§3.1).
    private func lines(of entry: CalendarEntry) -> [String] {
        // Unfolds bytes, because a fold may be inside a grapheme cluster, which is one Character.
        entry.bytes.split(separator: Array("\r\n ".utf8)).reduce([]) { $0 + $1 }
            .split(separator: Array("\r\n".utf8)).map { String(decoding: $0, as: UTF8.self) }
    }

    private func entry(_ event: Event) -> CalendarEntry {
        CalendarEntry(event: event, installation: "0a1b2c3d", now: now)
    }

    func testTheTimesOfAnEntryAreInUTC() {
        XCTAssertEqual(
            lines(of: entry(event(version: 3))),
            [
                "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Sessions//Booking//EN",
                "CALSCALE:GREGORIAN", "METHOD:PUBLISH", "BEGIN:VEVENT",
                "UID:event-7.0a1b2c3d@sessions",
                "DTSTAMP:20270101T000000Z", "SEQUENCE:2", "DTSTART:20270212T033000Z",
                "DTEND:20270214T103000Z", "SUMMARY:Meditation Retreat", "LOCATION:Rishikesh",
                "END:VEVENT", "END:VCALENDAR",
            ])
    }

    func testTheEntryOfACancelledEventIsCancelled() {
        XCTAssertTrue(lines(of: entry(event(status: .cancelled))).contains("STATUS:CANCELLED"))
    }

    func testDaylightSavingTimeDoesNotMoveAnEntry() {
        for (start, text) in [
            ("2027-03-28T00:30:00Z", "20270328T003000Z"),
            ("2027-10-31T01:30:00Z", "20271031T013000Z"),
        ] {
            let entry = entry(event(timeZone: "Europe/Berlin", startsAt: start))
            XCTAssertTrue(lines(of: entry).contains("DTSTART:\(text)"), text)
        }
    }

    func testTextIsEscapedAndCannotAddALine() {
        let hostile = "a,b;c\\d\nBEGIN:VALARM\r\nATTACH:x\u{7}"
        XCTAssertEqual(
            CalendarEntry.escaped(hostile), #"a\,b\;c\\d\nBEGIN:VALARM\nATTACH:x"#)
        let found = lines(
            of: entry(event(title: hostile, description: hostile, location: hostile)))
        XCTAssertEqual(found.filter { $0.hasPrefix("BEGIN:") }.count, 2)
        XCTAssertFalse(found.contains { $0.hasPrefix("ATTACH") })
    }

    func testLinesAreFoldedBetweenCharacters() {
        let title = String(repeating: "योग 🧘 ", count: 40)
        let entry = entry(event(title: title))
        let text = String(decoding: entry.bytes, as: UTF8.self)
        XCTAssertFalse(text.contains("\u{FFFD}"))
        for line in text.split(separator: "\r\n") {
            XCTAssertLessThanOrEqual(line.utf8.count, 75, String(line))
        }
        XCTAssertTrue(lines(of: entry).contains("SUMMARY:\(title)"))
    }

    func testALineOfExactly75BytesIsNotFolded() {
        let line = String(repeating: "x", count: 75)
        XCTAssertEqual(CalendarEntry.folded(line), Array("\(line)\r\n".utf8))
        XCTAssertEqual(CalendarEntry.folded(line + "y"), Array("\(line)\r\n y\r\n".utf8))
    }

    func testACancellationHasTheUIDOfItsInvitation() {
        let invited = lines(of: invitation(sequence: 0, isCancelled: false))
        XCTAssertTrue(invited.contains("METHOD:REQUEST"))
        XCTAssertTrue(invited.contains("STATUS:CONFIRMED"))
        XCTAssertTrue(invited.contains("SEQUENCE:0"))
        let cancelled = lines(of: invitation(sequence: 2, isCancelled: true))
        XCTAssertTrue(cancelled.contains("METHOD:CANCEL"))
        XCTAssertTrue(cancelled.contains("STATUS:CANCELLED"))
        XCTAssertTrue(cancelled.contains("SEQUENCE:2"))
        XCTAssertEqual(
            invited.first { $0.hasPrefix("UID") }, cancelled.first { $0.hasPrefix("UID") })
    }

    private func invitation(sequence: Int, isCancelled: Bool) -> CalendarEntry {
        CalendarEntry(
            event: event(), installation: "0a1b2c3d", now: now,
            invitation: .init(
                guest: "asha@example.org", sender: "bookings@localhost", sequence: sequence,
                isCancelled: isCancelled))
    }
}

import BookingDomain
import XCTest

@testable import MainAPI

/// Calendar entries in the format of RFC 5545.
final class CalendarEntryTests: XCTestCase {
    private let now = moment("2027-01-01T00:00:00Z")

    /// The unfolded lines (§3.1).
    private func lines(of entry: CalendarEntry) -> [String] {
        // Unfolds bytes, because a fold may be inside a grapheme cluster, which is one Character.
        entry.object.bytes.split(separator: Array("\r\n ".utf8)).reduce([]) { $0 + $1 }
            .split(separator: Array("\r\n".utf8)).map { String(decoding: $0, as: UTF8.self) }
    }

    private let source = CalendarEntry.Source(
        installation: "0a1b2c3d", address: "https://book.example.org",
        organizer: "desk@example.org")

    private func entry(_ event: Event) -> CalendarEntry {
        CalendarEntry(event: event, source: source, now: now)
    }

    func testTheTimesOfAnEntryAreInUTC() {
        XCTAssertEqual(
            lines(of: entry(event(version: 3))),
            [
                "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Self-hosted//Booking//EN",
                "CALSCALE:GREGORIAN", "METHOD:PUBLISH", "BEGIN:VEVENT",
                "UID:event-7.0a1b2c3d@sessions",
                "DTSTAMP:20270101T000000Z", "SEQUENCE:2", "DTSTART:20270212T033000Z",
                "DTEND:20270214T103000Z", "SUMMARY:Meditation Retreat",
                "ORGANIZER;CN=\"Arjun Patel\":mailto:desk@example.org", "LOCATION:Rishikesh",
                "DESCRIPTION:https://book.example.org/e/7", "URL:https://book.example.org/e/7",
                "STATUS:CONFIRMED", "END:VEVENT", "END:VCALENDAR",
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
            CalendarText.escaped(hostile), #"a\,b\;c\\d\nBEGIN:VALARM\nATTACH:x"#)
        let found = lines(
            of: entry(event(title: hostile, description: hostile, location: hostile)))
        XCTAssertEqual(found.filter { $0.hasPrefix("BEGIN:") }.count, 2)
        XCTAssertFalse(found.contains { $0.hasPrefix("ATTACH") })
    }

    func testLinesAreFoldedBetweenCharacters() {
        let title = String(repeating: "योग 🧘 ", count: 40)
        let entry = entry(event(title: title))
        let text = String(decoding: entry.object.bytes, as: UTF8.self)
        XCTAssertFalse(text.contains("\u{FFFD}"))
        for line in text.split(separator: "\r\n") {
            XCTAssertLessThanOrEqual(line.utf8.count, 75, String(line))
        }
        XCTAssertTrue(lines(of: entry).contains("SUMMARY:\(title)"))
    }

    func testALineOfExactly75BytesIsNotFolded() {
        let line = String(repeating: "x", count: 75)
        XCTAssertEqual(folded(line), Array("\(line)\r\n".utf8))
        XCTAssertEqual(folded(line + "y"), Array("\(line)\r\n y\r\n".utf8))
    }

    private func folded(_ line: String) -> [UInt8] {
        var text = CalendarText()
        text.line(line)
        return text.bytes
    }

    func testACancellationHasTheUIDOfItsInvitation() {
        let invited = lines(of: invitation(sequence: 0, .confirmed))
        XCTAssertTrue(invited.contains("METHOD:REQUEST"))
        XCTAssertTrue(invited.contains("STATUS:CONFIRMED"))
        XCTAssertTrue(invited.contains("SEQUENCE:0"))
        let cancelled = lines(of: invitation(sequence: 2, .cancelled))
        XCTAssertTrue(cancelled.contains("METHOD:CANCEL"))
        XCTAssertTrue(cancelled.contains("STATUS:CANCELLED"))
        XCTAssertTrue(cancelled.contains("SEQUENCE:2"))
        XCTAssertEqual(
            invited.first { $0.hasPrefix("UID") }, cancelled.first { $0.hasPrefix("UID") })
    }

    func testTheFileOfABookingIsTheEntryOfItsLetters() {
        for status in [SeatState.confirmed, .cancelled, .refunded] {
            let letter = invitation(sequence: 4, status)
            var file = letter
            file.guest = nil
            XCTAssertEqual(
                lines(of: file),
                lines(of: letter).compactMap { line in
                    if line.hasPrefix("ATTENDEE") { return nil }
                    return line.hasPrefix("METHOD:") ? "METHOD:PUBLISH" : line
                })
        }
    }

    /// The properties of an event that a method requires, permits once and permits in any number
    /// (RFC 5546 §3.2.2 and §3.2.5); others are forbidden.
    private struct MethodRules {
        let method: String
        let statuses: Set<String>
        let required: Set<String>
        let permitted: Set<String> = [
            "CLASS", "CREATED", "DESCRIPTION", "DTEND", "GEO", "LAST-MODIFIED", "LOCATION",
            "PRIORITY", "RECURRENCE-ID", "SEQUENCE", "STATUS", "TRANSP", "URL",
        ]
        let repeated: Set<String> = ["ATTENDEE"]
    }

    func testInvitationsAndCancellationsHaveThePropertiesOfTheirMethod() throws {
        let common: Set = ["DTSTAMP", "DTSTART", "ORGANIZER", "SUMMARY", "UID"]
        let request = MethodRules(
            method: "REQUEST", statuses: ["TENTATIVE", "CONFIRMED"],
            required: common.union(["ATTENDEE"]))
        // The start and the title are optional in a cancellation, but calendars show them.
        let cancel = MethodRules(
            method: "CANCEL", statuses: ["CANCELLED"], required: common.union(["SEQUENCE"]))
        for (rules, status) in [(request, SeatState.confirmed), (cancel, .cancelled)] {
            let all = lines(of: invitation(sequence: 3, status))
            XCTAssertEqual(all.filter { $0 == "METHOD:\(rules.method)" }.count, 1)
            let begin = try XCTUnwrap(all.firstIndex(of: "BEGIN:VEVENT"))
            let end = try XCTUnwrap(all.firstIndex(of: "END:VEVENT"))
            let properties = all[(begin + 1)..<end].map { line in
                String(line.prefix { $0 != ":" && $0 != ";" })
            }
            for name in Set(properties) {
                let count = properties.count { $0 == name }
                XCTAssertTrue(
                    rules.repeated.contains(name)
                        || count == 1
                            && (rules.required.contains(name) || rules.permitted.contains(name)),
                    "\(rules.method) \(name) \(count)")
            }
            XCTAssertEqual(rules.required.subtracting(properties), [], rules.method)
            let stated = all.first { $0.hasPrefix("STATUS:") }?.dropFirst("STATUS:".count)
            XCTAssertTrue(rules.statuses.contains(String(stated ?? "")), rules.method)
        }
    }

    func testNamesAndAddressesCannotAddAParameterOrProperty() {
        XCTAssertEqual(CalendarText.quoted("A\";X=\"b\r\nURL:c"), "\"A';X='bURL:c\"")
        var entry = invitation(sequence: 0, .confirmed)
        entry.guest = "a?b&c%d@example.org"
        let attendee = lines(of: entry).first { $0.hasPrefix("ATTENDEE") }
        XCTAssertTrue(attendee?.hasSuffix(":mailto:a%3Fb%26c%25d@example.org") == true)
    }

    private func invitation(sequence: Int, _ status: SeatState) -> CalendarEntry {
        CalendarEntry(
            event: event(description: "Quiet."), source: source, now: now,
            booking: booking(status: status), sequence: sequence, guest: "asha@example.org")
    }
}

import Timekeeping
import XCTest

final class LocalDateTimeTests: XCTestCase {
    func testATimeIsWrittenAndReadAlike() throws {
        for text in [
            "1970-01-01T00:00", "2027-01-12T18:00", "2028-02-29T23:59", "9999-12-31T23:59",
        ] {
            XCTAssertEqual(LocalDateTime(text)?.text, text)
        }
        let time = try time("2027-01-12T18:05")
        XCTAssertEqual(time.date.text, "2027-01-12")
        XCTAssertEqual([time.hour, time.minute], [18, 5])
        XCTAssertLessThan(time, try self.time("2027-01-12T18:06"))
        XCTAssertLessThan(time, try self.time("2027-01-13T00:00"))
    }

    func testOtherTextsAreRefused() {
        let texts = [
            "", "2027-01-12", "2027-02-31T18:00", "2027-01-12T24:00", "2027-01-12T18:60",
            "2027-01-12t18:00", "2027-01-12 18:00", "2027-01-12T18:00Z", "2027-01-12T18:00:00",
            "2027-01-12T1800", "2027-01-12T18:0", "1969-12-31T23:59", "2027-01-12T18:00 ",
            String(repeating: "2", count: 100_000),
        ]
        for text in texts { XCTAssertNil(LocalDateTime(text), String(text.prefix(20))) }
    }

    func testSkippedTimesMoveForwardAndRepeatedTimesAreTheFirst() throws {
        let table: [(String, zone: String, String, ClockChange?)] = [
            ("2027-03-28T01:59", "Europe/Berlin", "2027-03-28T00:59:00Z", nil),
            ("2027-03-28T02:00", "Europe/Berlin", "2027-03-28T01:00:00Z", .skipped),
            ("2027-03-28T02:30", "Europe/Berlin", "2027-03-28T01:30:00Z", .skipped),
            ("2027-03-28T02:59", "Europe/Berlin", "2027-03-28T01:59:00Z", .skipped),
            ("2027-03-28T03:00", "Europe/Berlin", "2027-03-28T01:00:00Z", nil),
            ("2027-10-31T01:59", "Europe/Berlin", "2027-10-30T23:59:00Z", nil),
            ("2027-10-31T02:00", "Europe/Berlin", "2027-10-31T00:00:00Z", .repeated),
            ("2027-10-31T02:59", "Europe/Berlin", "2027-10-31T00:59:00Z", .repeated),
            ("2027-10-31T03:00", "Europe/Berlin", "2027-10-31T02:00:00Z", nil),
            ("2027-10-03T02:15", "Australia/Lord_Howe", "2027-10-02T15:45:00Z", .skipped),
            ("2027-10-03T02:30", "Australia/Lord_Howe", "2027-10-02T15:30:00Z", nil),
            ("2027-04-04T01:29", "Australia/Lord_Howe", "2027-04-03T14:29:00Z", nil),
            ("2027-04-04T01:45", "Australia/Lord_Howe", "2027-04-03T14:45:00Z", .repeated),
            ("2027-04-04T02:00", "Australia/Lord_Howe", "2027-04-03T15:30:00Z", nil),
            ("2011-12-29T23:59", "Pacific/Apia", "2011-12-30T09:59:00Z", nil),
            ("2011-12-30T12:00", "Pacific/Apia", "2011-12-30T22:00:00Z", .skipped),
            ("2011-12-31T00:00", "Pacific/Apia", "2011-12-30T10:00:00Z", nil),
            ("2027-06-15T18:00", "UTC", "2027-06-15T18:00:00Z", nil),
            ("1970-01-01T00:00", "Asia/Kolkata", "1970-01-01T00:00:00Z", nil),
        ]
        for (text, name, moment, change) in table {
            let zone = try XCTUnwrap(TimeZoneName(name))
            let resolved = try time(text).resolved(in: zone)
            XCTAssertEqual(resolved.moment.rfc3339, moment, "\(text) \(name)")
            XCTAssertEqual(resolved.clockChange, change, "\(text) \(name)")
        }
    }

    /// The local time of a moment leads back to it, except in the second of two repeated hours.
    func testMomentsSurviveTheWayToLocalTimeAndBack() throws {
        let names = [
            "Europe/Berlin", "Asia/Kolkata", "America/New_York", "Australia/Lord_Howe",
            "Pacific/Apia", "Africa/Cairo", "America/Sao_Paulo", "UTC",
        ]
        let start = try XCTUnwrap(Timestamp(rfc3339: "2027-01-01T00:00:00Z"))
        for zone in names.compactMap({ TimeZoneName($0) }) {
            let changes = zone.changes(after: start, before: start.adding(.seconds(366 * 86_400)))
            var seconds = 0
            for day in [start] + changes.map(\.moment) {
                for quarter in -192...192 {
                    let moment = day.adding(seconds: Int64(quarter) * 900)
                    let local = LocalDateTime(moment, in: zone)
                    let (resolved, change) = local.resolved(in: zone)
                    XCTAssertNotEqual(change, .skipped, "\(moment) \(zone.identifier)")
                    if resolved == moment { continue }
                    seconds += 1
                    XCTAssertEqual(change, .repeated, "\(moment) \(zone.identifier)")
                    XCTAssertEqual(LocalDateTime(resolved, in: zone), local)
                }
            }
            // An hour, or half an hour on Lord Howe Island.
            let expected =
                changes.isEmpty ? 0 : zone.identifier == "Australia/Lord_Howe" ? 2 : 4
            XCTAssertEqual(seconds, expected, zone.identifier)
        }
    }

    func testMomentsOfTheFirstDayHaveTimesOfTheDayBefore() throws {
        let zone = try XCTUnwrap(TimeZoneName("America/New_York"))
        let time = LocalDateTime(.earliest, in: zone)
        XCTAssertEqual([time.date.day, time.hour, time.minute], [31, 19, 0])
    }

    private func time(_ text: String) throws -> LocalDateTime {
        try XCTUnwrap(LocalDateTime(text))
    }
}

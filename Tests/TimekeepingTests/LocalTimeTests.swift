import Timekeeping
import XCTest

final class LocalTimeTests: XCTestCase {
    private func moment(_ text: String) throws -> Timestamp {
        try XCTUnwrap(Timestamp(rfc3339: text))
    }

    func testAMomentIsConvertedToTheTimeZone() throws {
        let cases = [
            ("2027-02-12T03:30:00Z", "Asia/Kolkata", "Fri 12 Feb", "09:00", "UTC+5:30"),
            ("2027-02-12T03:30:00Z", "America/New_York", "Thu 11 Feb", "22:30", "UTC−5"),
            ("2027-02-12T03:30:00Z", "UTC", "Fri 12 Feb", "03:30", "UTC"),
            ("2027-02-12T03:30:00Z", "Pacific/Chatham", "Fri 12 Feb", "17:15", "UTC+13:45"),
            ("2028-02-29T23:59:00Z", "Asia/Tokyo", "Wed 1 Mar", "08:59", "UTC+9"),
            ("2026-12-31T23:30:00Z", "Europe/Berlin", "Fri 1 Jan", "00:30", "UTC+1"),
        ]
        for (text, zone, date, clock, offset) in cases {
            let time = try LocalTime(moment(text), in: zone)
            XCTAssertEqual(
                [time.shortDate, time.clock, time.offsetName], [date, clock, offset], zone)
        }
    }

    func testTheOffsetFollowsDaylightSavingTime() throws {
        let before = try LocalTime(moment("2027-03-28T00:59:59Z"), in: "Europe/Berlin")
        let after = try LocalTime(moment("2027-03-28T01:00:00Z"), in: "Europe/Berlin")
        XCTAssertEqual([before.clock, after.clock], ["01:59", "03:00"])
        XCTAssertEqual([before.offsetName, after.offsetName], ["UTC+1", "UTC+2"])
        // In autumn an hour repeats, and only the offset differs.
        let first = try LocalTime(moment("2027-10-31T00:30:00Z"), in: "Europe/Berlin")
        let second = try LocalTime(moment("2027-10-31T01:30:00Z"), in: "Europe/Berlin")
        XCTAssertEqual([first.clock, second.clock], ["02:30", "02:30"])
        XCTAssertEqual([first.offsetName, second.offsetName], ["UTC+2", "UTC+1"])
    }

    func testAnUnknownTimeZoneCountsAsUTC() throws {
        let time = try LocalTime(moment("2027-02-12T03:30:00Z"), in: "Atlantis/Capital")
        XCTAssertEqual([time.clock, time.offsetName], ["03:30", "UTC"])
    }

    func testTheDayIsThatOfTheTimeZone() throws {
        let evening = try LocalTime(moment("2027-02-12T18:00:00Z"), in: "Asia/Kolkata")
        let night = try LocalTime(moment("2027-02-12T19:00:00Z"), in: "Asia/Kolkata")
        XCTAssertFalse(evening.isSameDay(as: night))
        let noon = try LocalTime(moment("2027-02-13T12:00:00Z"), in: "UTC")
        XCTAssertTrue(night.isSameDay(as: noon))
    }
}

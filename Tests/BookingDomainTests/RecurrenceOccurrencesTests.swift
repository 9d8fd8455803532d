import BookingDomain
import Timekeeping
import XCTest

final class RecurrenceOccurrencesTests: XCTestCase {
    /// Examples of RFC 5545 §3.8.5.3.
    func testDatesAreThoseOfTheStandardsExamples() throws {
        let table = [
            ("FREQ=DAILY;INTERVAL=10;COUNT=5", "1997-09-02", "0902 0912 0922 1002 1012"),
            (
                "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO", "1997-08-05",
                "0805 0810 0819 0824"
            ),
            (
                "FREQ=MONTHLY;COUNT=10;BYDAY=1FR", "1997-09-05",
                "0905 1003 1107 1205 0102 0206 0306 0403 0501 0605"
            ),
            ("FREQ=MONTHLY;UNTIL=19971224T000000Z;BYDAY=1FR", "1997-09-05", "0905 1003 1107 1205"),
            (
                "FREQ=MONTHLY;INTERVAL=2;COUNT=10;BYDAY=1SU,-1SU", "1997-09-07",
                "0907 0928 1102 1130 0104 0125 0301 0329 0503 0531"
            ),
            ("FREQ=MONTHLY;COUNT=6;BYDAY=-2MO", "1997-09-22", "0922 1020 1117 1222 0119 0216"),
        ]
        for (rule, start, dates) in table {
            let found = try occurrences(rule, from: start + "T09:00", in: "America/New_York")
            XCTAssertEqual(
                found.map { $0.local.date.text.dropFirst(5).filter { $0 != "-" } },
                dates.split(separator: " ").map(String.init), rule)
        }
    }

    func testAStartThatDoesNotMatchIsNoDate() throws {
        XCTAssertEqual(
            try dates("FREQ=WEEKLY;BYDAY=TU;COUNT=2", from: "2027-01-13T18:00"),
            ["2027-01-19", "2027-01-26"])
        XCTAssertEqual(
            try dates("FREQ=MONTHLY;BYDAY=1MO;COUNT=2", from: "2027-01-13T18:00"),
            ["2027-02-01", "2027-03-01"])
    }

    func testWeekdaysWithAndWithoutANumberAreAllDates() throws {
        XCTAssertEqual(
            try dates("FREQ=MONTHLY;BYDAY=-1WE,MO,1MO;COUNT=6", from: "2027-01-12T18:00"),
            ["2027-01-18", "2027-01-25", "2027-01-27", "2027-02-01", "2027-02-08", "2027-02-15"])
    }

    func testAMonthWithoutTheDayIsPassedOver() throws {
        XCTAssertEqual(
            try dates("FREQ=MONTHLY;COUNT=4", from: "2027-01-31T18:00"),
            ["2027-01-31", "2027-03-31", "2027-05-31", "2027-07-31"])
        XCTAssertEqual(
            try dates("FREQ=MONTHLY;INTERVAL=12;COUNT=2", from: "2028-02-29T18:00"),
            ["2028-02-29", "2032-02-29"])
    }

    func testAnEndIsIncluded() throws {
        let start = "2027-01-12T18:00"
        // 18:00 in Berlin is 17:00 in UTC.
        let table = [
            ("UNTIL=20270113", 2), ("UNTIL=20270112", 1), ("UNTIL=20270113T170000Z", 2),
            ("UNTIL=20270113T165959Z", 1), ("UNTIL=20270113T235959Z", 2), ("COUNT=2", 2),
        ]
        for (end, count) in table {
            XCTAssertEqual(
                try occurrences("FREQ=DAILY;" + end, from: start).count, count, end)
        }
    }

    // MARK: Exceptions

    func testExceptionsCountAndAreLeftOut() throws {
        XCTAssertEqual(
            try dates(
                "FREQ=WEEKLY;COUNT=4", from: "2027-01-12T18:00",
                except: ["2027-01-12", "2027-01-26"]),
            ["2027-01-19", "2027-02-02"])
    }

    func testExceptionsThatAreNoDatesHaveNoEffect() throws {
        XCTAssertEqual(
            try dates(
                "FREQ=WEEKLY;COUNT=2", from: "2027-01-12T18:00",
                except: ["2027-01-13", "2027-01-26", "2020-01-01"]),
            ["2027-01-12", "2027-01-19"])
    }

    // MARK: Limits

    func testRulesBeyondTheLimitsAreRefused() {
        let none = "No date matches the rule from the start to its end, at most 5 years later."
        let late = "The last date must be at most 5 years after the start, by 2032-01-12."
        let many = "The rule makes more than 400 dates: choose an earlier UNTIL."
        let table = [
            ("FREQ=DAILY;UNTIL=20280216", many),
            ("FREQ=DAILY;UNTIL=20320112", many),
            ("FREQ=DAILY;UNTIL=20320113", late),
            ("FREQ=MONTHLY;UNTIL=20320113", late),
            ("FREQ=MONTHLY;UNTIL=20320112T230000Z", late),
            ("FREQ=MONTHLY;COUNT=62", late),
            ("FREQ=WEEKLY;COUNT=400", late),
            ("FREQ=MONTHLY;INTERVAL=1000;COUNT=2", late),
            ("FREQ=MONTHLY;INTERVAL=1000;BYDAY=5MO;COUNT=400", none),
            // The start is a Tuesday.
            ("FREQ=DAILY;INTERVAL=7;BYDAY=MO;COUNT=1", none),
            ("FREQ=DAILY;UNTIL=20270111", none),
            ("FREQ=DAILY;UNTIL=20270112T165959Z", none),
            ("FREQ=DAILY;UNTIL=19700101", none),
        ]
        for (rule, detail) in table {
            XCTAssertThrowsError(try occurrences(rule, from: "2027-01-12T18:00"), rule) { error in
                XCTAssertEqual((error as? RecurrenceRule.Violation)?.detail, detail, rule)
            }
        }
    }

    func testRulesAtTheLimitsAreAccepted() throws {
        let table = [
            ("FREQ=DAILY;UNTIL=20280215", 400), ("FREQ=DAILY;COUNT=400", 400),
            ("FREQ=MONTHLY;UNTIL=20320112", 61), ("FREQ=MONTHLY;COUNT=61", 61),
            ("FREQ=MONTHLY;UNTIL=20320112T225959Z", 61), ("FREQ=MONTHLY;INTERVAL=1000;COUNT=1", 1),
        ]
        for (rule, count) in table {
            XCTAssertEqual(
                try occurrences(rule, from: "2027-01-12T18:00").count, count, rule)
        }
    }

    func testExceptionsDoNotLowerTheNumberOfDates() {
        XCTAssertThrowsError(
            try dates(
                "FREQ=DAILY;UNTIL=20280216", from: "2027-01-12T18:00", except: ["2027-01-12"])
        ) { XCTAssertEqual($0 as? RecurrenceRule.Violation, .tooMany) }
    }

    func testARuleWithoutADateLeftIsRefused() {
        XCTAssertThrowsError(
            try dates("FREQ=DAILY;COUNT=1", from: "2027-01-12T18:00", except: ["2027-01-12"])
        ) { error in
            XCTAssertEqual(
                (error as? RecurrenceRule.Violation)?.detail,
                "The rule has no date left without its exceptions.")
        }
    }

    func testDatesEndWithTheYear9999() throws {
        XCTAssertEqual(
            try dates("FREQ=DAILY;COUNT=2", from: "9999-12-30T18:00"), ["9999-12-30", "9999-12-31"])
        XCTAssertThrowsError(try dates("FREQ=DAILY;COUNT=3", from: "9999-12-30T18:00"))
    }

    // MARK: Order

    /// Samoa went from 29 to 31 December 2011, so that the time of the 30th is that of the 31st.
    func testADayThatAZoneSkipsIsLeftOut() throws {
        let found = try occurrences(
            "FREQ=DAILY;COUNT=4", from: "2011-12-29T18:00", in: "Pacific/Apia")
        XCTAssertEqual(
            found.map(\.local.date.text), ["2011-12-29", "2011-12-31", "2012-01-01"])
        XCTAssertEqual(found.first?.moment.rfc3339, "2011-12-30T04:00:00Z")
        XCTAssertEqual(found.dropFirst().first?.moment.rfc3339, "2011-12-31T04:00:00Z")
    }

    func testEachDateIsLaterThanTheOneBefore() throws {
        var generator = SystemRandomNumberGenerator()
        let zones = ["Europe/Berlin", "Australia/Lord_Howe", "Pacific/Apia", "Africa/Cairo"]
        var made = 0
        for _ in 0..<300 {
            let count = Int.random(in: 1...60, using: &generator)
            let rule = try RecurrenceRule(Self.randomRule(count: count, using: &generator))
            let minutes = Int.random(in: 0..<(10 * 365 * 1_440), using: &generator)
            let zone = try XCTUnwrap(TimeZoneName(zones.randomElement(using: &generator) ?? "UTC"))
            let start = LocalDateTime(
                Timestamp(clamping: 1_767_225_600 + Int64(minutes) * 60), in: zone)
            guard let found = try? rule.occurrences(from: start, in: zone) else { continue }
            made += 1
            let title = "\(rule.text) from \(start.text) in \(zone.identifier)"
            XCTAssertEqual(found.count, count, title)
            XCTAssertGreaterThanOrEqual(found[0].local, start, title)
            for (earlier, later) in zip(found, found.dropFirst()) {
                XCTAssertLessThan(earlier.local, later.local, title)
                XCTAssertLessThan(earlier.moment, later.moment, title)
            }
            for occurrence in found where occurrence.clockChange != .skipped {
                XCTAssertEqual(LocalDateTime(occurrence.moment, in: zone), occurrence.local, title)
            }
        }
        XCTAssertGreaterThan(made, 50)
    }

    private static func randomRule(
        count: Int, using generator: inout SystemRandomNumberGenerator
    ) -> String {
        let frequency = ["DAILY", "WEEKLY", "MONTHLY"].randomElement(using: &generator) ?? ""
        var days = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"].shuffled(using: &generator)
            .prefix(Int.random(in: 0...7, using: &generator))
        if frequency == "MONTHLY" {
            let ordinals = ["", "1", "2", "5", "-1", "-3"]
            days = ArraySlice(days.map { (ordinals.randomElement(using: &generator) ?? "") + $0 })
        }
        let interval = Int.random(in: 1...3, using: &generator)
        let list = days.isEmpty ? "" : ";BYDAY=" + days.joined(separator: ",")
        return "FREQ=\(frequency);INTERVAL=\(interval)\(list);COUNT=\(count)"
    }

    // MARK: Helpers

    private func occurrences(
        _ rule: String, from start: String, in zone: String = "Europe/Berlin",
        except exceptions: [String] = []
    ) throws -> [RecurrenceRule.Occurrence] {
        try RecurrenceRule(rule).occurrences(
            from: try XCTUnwrap(LocalDateTime(start)), in: try XCTUnwrap(TimeZoneName(zone)),
            except: Set(exceptions.compactMap { LocalDate($0) }))
    }

    private func dates(
        _ rule: String, from start: String, except exceptions: [String] = []
    ) throws -> [String] {
        try occurrences(rule, from: start, except: exceptions).map(\.local.date.text)
    }
}

import BookingDomain
import XCTest

final class RecurrenceRuleTests: XCTestCase {
    func testTheTextIsNormalized() throws {
        let table = [
            ("FREQ=DAILY;COUNT=10", "FREQ=DAILY;COUNT=10"),
            ("freq=weekly;byday=tu,th;count=10", "FREQ=WEEKLY;BYDAY=TU,TH;COUNT=10"),
            (
                "COUNT=400;BYDAY=MO;INTERVAL=1000;FREQ=DAILY",
                "FREQ=DAILY;INTERVAL=1000;BYDAY=MO;COUNT=400"
            ),
            ("WKST=MO;FREQ=WEEKLY;INTERVAL=1;COUNT=007", "FREQ=WEEKLY;COUNT=7"),
            ("FREQ=MONTHLY;BYDAY=+2TU,-1SU,5FR;COUNT=1", "FREQ=MONTHLY;BYDAY=2TU,-1SU,5FR;COUNT=1"),
            ("FREQ=MONTHLY;BYDAY=TU,2TU;COUNT=1", "FREQ=MONTHLY;BYDAY=TU,2TU;COUNT=1"),
            ("FREQ=DAILY;UNTIL=20270630", "FREQ=DAILY;UNTIL=20270630"),
            ("FREQ=DAILY;UNTIL=20270630t160000z", "FREQ=DAILY;UNTIL=20270630T160000Z"),
        ]
        for (text, normalized) in table {
            let rule = try RecurrenceRule(text)
            XCTAssertEqual(rule.text, normalized)
            XCTAssertEqual(try RecurrenceRule(rule.text), rule)
        }
    }

    func testOtherRulesAreRefusedWithTheirReason() {
        let form = "The rule must have parts such as FREQ=WEEKLY, separated by semicolons."
        let frequency = "FREQ must be DAILY, WEEKLY or MONTHLY."
        let interval = "INTERVAL must be a number from 1 to 1000."
        let count = "COUNT must be a number from 1 to 400."
        let days = "BYDAY must list weekdays such as TU,TH, or 2TU and -1SU for months."
        let until = "UNTIL must be a date such as 20270630 or a UTC time such as 20270630T160000Z."
        let parts = "is not supported: a rule has FREQ, INTERVAL, BYDAY, and COUNT or UNTIL."
        let monthly = "BYDAY may number its weekdays only with FREQ=MONTHLY."
        let table = [
            ("", form), (";", form), ("FREQ=DAILY;COUNT=1;", form), ("FREQ=DAILY;;COUNT=1", form),
            ("FREQ", form), ("=1;FREQ=DAILY", form), ("RRULE:FREQ=DAILY;COUNT=1", form),
            ("FREQ=DAILY; COUNT=1", form), ("FREQ=DAILY\nCOUNT=1", frequency),
            ("FREQ=DAILY;ＣＯＵＮＴ=1", form), ("FREQ=WEE\u{212A}LY;COUNT=1", form),
            ("COUNT=1", frequency), ("FREQ=;COUNT=1", frequency),
            ("FREQ=YEARLY;COUNT=1", frequency), ("FREQ=HOURLY;COUNT=1", frequency),
            ("FREQ=DAILY=1;COUNT=1", frequency),
            ("FREQ=DAILY;BYMONTHDAY=1;COUNT=1", "BYMONTHDAY \(parts)"),
            ("FREQ=MONTHLY;BYDAY=MO;BYSETPOS=1;COUNT=1", "BYSETPOS \(parts)"),
            ("FREQ=DAILY;X-PART=1;COUNT=1", "X-PART \(parts)"),
            ("FREQ=DAILY;COUNT=1;WKST=SU", "WKST must be MO: weeks begin on Monday."),
            ("FREQ=DAILY;COUNT=1;WKST=", "WKST must be MO: weeks begin on Monday."),
            ("FREQ=DAILY;FREQ=DAILY;COUNT=1", "FREQ must be in the rule only once."),
            ("FREQ=DAILY;COUNT=1;count=1", "COUNT must be in the rule only once."),
            ("FREQ=DAILY;WKST=MO;WKST=MO;COUNT=1", "WKST must be in the rule only once."),
            ("FREQ=DAILY;INTERVAL=0;COUNT=1", interval),
            ("FREQ=DAILY;INTERVAL=1001;COUNT=1", interval),
            ("FREQ=DAILY;INTERVAL=-1;COUNT=1", interval),
            ("FREQ=DAILY;INTERVAL=+1;COUNT=1", interval),
            ("FREQ=DAILY;INTERVAL=;COUNT=1", interval),
            ("FREQ=DAILY;INTERVAL=99999999999999999999;COUNT=1", interval),
            ("FREQ=WEEKLY;BYDAY=;COUNT=1", days), ("FREQ=WEEKLY;BYDAY=XX;COUNT=1", days),
            ("FREQ=WEEKLY;BYDAY=MO,;COUNT=1", days), ("FREQ=WEEKLY;BYDAY=MONDAY;COUNT=1", days),
            ("FREQ=MONTHLY;BYDAY=6MO;COUNT=1", days), ("FREQ=MONTHLY;BYDAY=0MO;COUNT=1", days),
            ("FREQ=MONTHLY;BYDAY=-6MO;COUNT=1", days), ("FREQ=MONTHLY;BYDAY=-MO;COUNT=1", days),
            ("FREQ=MONTHLY;BYDAY=+-1MO;COUNT=1", days), ("FREQ=MONTHLY;BYDAY=2;COUNT=1", days),
            ("FREQ=WEEKLY;BYDAY=2TU;COUNT=1", monthly), ("FREQ=DAILY;BYDAY=-1SU;COUNT=1", monthly),
            ("FREQ=WEEKLY;BYDAY=TU,TU;COUNT=1", "BYDAY must list TU only once."),
            ("FREQ=MONTHLY;BYDAY=2TU,+2TU;COUNT=1", "BYDAY must list 2TU only once."),
            ("FREQ=DAILY", "The rule needs an end: COUNT or UNTIL."),
            (
                "FREQ=DAILY;COUNT=1;UNTIL=20270630",
                "The rule must have only one end: COUNT or UNTIL."
            ),
            ("FREQ=DAILY;COUNT=0", count), ("FREQ=DAILY;COUNT=401", count),
            ("FREQ=DAILY;COUNT=ten", count), ("FREQ=DAILY;COUNT=", count),
            ("FREQ=DAILY;UNTIL=", until), ("FREQ=DAILY;UNTIL=2027-06-30", until),
            ("FREQ=DAILY;UNTIL=20270631", until), ("FREQ=DAILY;UNTIL=20270630T160000", until),
            ("FREQ=DAILY;UNTIL=20270630T240000Z", until),
            ("FREQ=DAILY;UNTIL=20270630T160000+01:00", until),
            ("FREQ=DAILY;UNTIL=20270630T160000.5Z", until),
            ("FREQ=DAILY;UNTIL=20270630 160000Z", until), ("FREQ=DAILY;UNTIL=19691231", until),
            (
                "FREQ=DAILY;COUNT=1" + String(repeating: "1", count: 200),
                "The rule must have at most 200 characters."
            ),
        ]
        for (text, detail) in table {
            XCTAssertThrowsError(try RecurrenceRule(text), text) { error in
                XCTAssertEqual((error as? RecurrenceRule.Violation)?.detail, detail, text)
            }
        }
    }
}

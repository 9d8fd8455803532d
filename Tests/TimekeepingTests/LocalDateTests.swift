import Timekeeping
import XCTest

final class LocalDateTests: XCTestCase {
    func testADateIsWrittenAndReadAlike() throws {
        for text in ["1970-01-01", "2027-02-12", "2028-02-29", "9999-12-31"] {
            XCTAssertEqual(LocalDate(text)?.text, text)
        }
        let date = try date("2028-02-29")
        XCTAssertEqual([date.year, date.month, date.day], [2028, 2, 29])
    }

    func testOtherTextsAreRefused() {
        let texts = [
            "", "2027-02-31", "2027-02-29", "2027-13-01", "2027-00-10", "2027-1-1", "1969-12-31",
            "10000-01-01", "12.2.2027", "2027-02-12T", "2027-02-12Z", " 2027-02-12", "2027/02/12",
            "20270212",
            "２０２７-02-12", String(repeating: "1", count: 100_000),
        ]
        for text in texts { XCTAssertNil(LocalDate(text), String(text.prefix(20))) }
    }

    func testDatesAreCountedAcrossMonthsAndYears() throws {
        let start = try date("2027-12-30")
        XCTAssertEqual(start.advanced(by: 2), try date("2028-01-01"))
        XCTAssertEqual(start.distance(to: try date("2028-03-01")), 62)
        XCTAssertLessThan(start, try date("2028-01-01"))
        let month =
            try date("2028-02-29").firstOfMonth()..<date("2028-02-29").firstOfMonth(adding: 1)
        XCTAssertEqual(month.count, 29)
    }

    func testMonthsAndYearsAreCarriedOver() throws {
        let date = try date("2027-11-30")
        XCTAssertEqual(date.firstOfMonth().text, "2027-11-01")
        XCTAssertEqual(date.firstOfMonth(adding: 2).text, "2028-01-01")
        XCTAssertEqual(date.firstOfMonth(adding: 60).text, "2032-11-01")
        XCTAssertEqual(date.adding(years: 5).text, "2032-11-30")
        XCTAssertEqual(try self.date("2028-02-29").adding(years: 1).text, "2029-03-01")
        XCTAssertEqual(try self.date("2028-02-29").adding(years: 4).text, "2032-02-29")
    }

    func testWeeksBeginOnMonday() throws {
        let monday = try date("2027-02-15")
        XCTAssertEqual((0..<8).map { monday.advanced(by: $0).weekday }, [0, 1, 2, 3, 4, 5, 6, 0])
        XCTAssertEqual(try date("1970-01-01").weekday, 3)
    }

    func testTheOffsetDecidesTheDate() throws {
        let moment = try XCTUnwrap(Timestamp(rfc3339: "2027-02-12T23:30:00Z"))
        XCTAssertEqual(LocalDate(moment, offset: 1_799).text, "2027-02-12")
        XCTAssertEqual(LocalDate(moment, offset: 1_800).text, "2027-02-13")
        let first = LocalDate(.earliest, offset: -1)
        XCTAssertEqual(first.distance(to: LocalDate(.earliest, offset: 0)), 1)
    }

    private func date(_ text: String) throws -> LocalDate { try XCTUnwrap(LocalDate(text)) }
}

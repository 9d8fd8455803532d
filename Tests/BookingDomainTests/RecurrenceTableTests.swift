import BookingDomain
import Foundation
import JSONCoding
import Timekeeping
import XCTest

/// Compares rules with the dates of python-dateutil, which Scripts/recurrence-table writes.
final class RecurrenceTableTests: XCTestCase {
    func testDatesAndMomentsAreThoseOfTheTable() throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "Fixtures/recurrence.json")
        let table = try JSONValue(parsing: Array(try Data(contentsOf: file)))
        let cases = try XCTUnwrap(table["cases"]?.array)
        XCTAssertGreaterThanOrEqual(cases.count, 300)
        for row in cases {
            let text = try XCTUnwrap(row["rule"]?.string)
            let start = try XCTUnwrap(row["start"]?.string)
            let name = try XCTUnwrap(row["zone"]?.string)
            let title = "\(text) from \(start) in \(name)"
            let occurrences = try RecurrenceRule(text).occurrences(
                from: try XCTUnwrap(LocalDateTime(start)), in: try XCTUnwrap(TimeZoneName(name)))
            let dates = { (change: ClockChange) in
                occurrences.filter { $0.clockChange == change }.map(\.local.date.text)
            }
            XCTAssertEqual(occurrences.map(\.local.date.text), strings(row["dates"]), title)
            XCTAssertEqual(occurrences.map(\.moment.rfc3339), strings(row["moments"]), title)
            XCTAssertEqual(dates(.skipped), strings(row["skipped"]), title)
            XCTAssertEqual(dates(.repeated), strings(row["repeated"]), title)
        }
    }

    private func strings(_ list: JSONValue?) -> [String?]? { list?.array?.map(\.string) }
}

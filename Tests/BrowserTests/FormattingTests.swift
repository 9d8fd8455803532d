import Foundation
import JSONCoding
import XCTest

/// The cases of Tests/Formatting, which the server's pages pass as well.
final class FormattingTests: BrowserTestCase {
    func testMoneyAndTimesAreFormattedAsInTheTable() async throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../Formatting/cases.json")
        let cases = try JSONValue(parsing: Array(try Data(contentsOf: file)))
        try await browser.open("/e/5")
        try await browser.waitUntilDrawn()
        let failures = try await browser.runAsync(
            """
            const { money, day, time, zoneName } = await import(
                document.querySelector('link[href$="format.js"]').href);
            const cases = arguments[0];
            const found = [
                ...cases.money.map((row) => [row.text, money(row.amount, row.currency)]),
                ...cases.times.map((row) => [
                    `${row.day}, ${row.time}, ${row.zoneName}`,
                    `${day(row.moment, row.zone)}, ${time(row.moment, row.zone)}, ${
                        zoneName({ starts_at: row.moment, time_zone: row.zone })}`,
                ]),
            ];
            if (found.length < 30) return ['not enough cases'];
            return found.filter(([expected, actual]) => actual !== expected);
            """, cases)
        XCTAssertEqual(failures, [])
    }
}

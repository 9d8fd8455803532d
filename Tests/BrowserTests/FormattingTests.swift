import Foundation
import JSONCoding
import XCTest

/// The cases of Tests/Formatting, which the server's pages pass as well.
final class FormattingTests: BrowserTestCase {
    func testMoneyAndTimesAreFormattedAsInTheTable() async throws {
        let failures = try await failures(
            """
            await loadZones(cases.times.map(({ zone }) => zone));
            return [
                ...cases.money.map((row) => [row.text, format.money(row.amount, row.currency)]),
                ...cases.times.map((row) => [
                    `${row.day}, ${row.time}, ${row.zoneName}`,
                    `${format.day(row.moment, row.zone)}, ${format.time(row.moment, row.zone)}, ${
                        format.zoneName({ starts_at: row.moment, time_zone: row.zone })}`,
                ]),
            ];
            """)
        XCTAssertEqual(failures, [])
    }

    func testWrittenAmountsAreUnderstoodOrRefusedAsInTheTable() async throws {
        let failures = try await failures(
            """
            return cases.parsing.map((row) => [
                `${row.text}: ${row.amount ?? row.refusal}`,
                `${row.text}: ${format.parseMoney(row.text, row.currency)}`,
            ]);
            """)
        XCTAssertEqual(failures, [])
    }

    func testTheTextOfAnAmountsFieldIsUnderstoodAsTheSameAmount() async throws {
        let failures = try await failures(
            """
            const amounts = [0, 1, 5, 10, 99, 100, 999, 1000, 1001, 1010, 12345, 1500000, 99999999];
            return ['INR', 'JPY', 'KWD', 'AUD', 'HUF', 'EUR'].flatMap((currency) => amounts.map(
                (amount) => [amount, format.parseMoney(format.moneyField(amount, currency), currency)]));
            """)
        XCTAssertEqual(failures, [])
    }

    func testTheDifferenceToACheaperEventIsThatOfTheTable() async throws {
        let failures = try await failures(
            """
            const address = document.querySelector('link[href$="format.js"]').href;
            const { differenceBack } = await import(new URL('./facilitator/booking-words.js', address));
            return cases.moves.map((row) => [
                row.back, differenceBack({ amount: row.amount, amount_paid: row.paid }, row.price)]);
            """, atLeast: 6)
        XCTAssertEqual(failures, [])
    }

    func testRulesOfSeriesAreInTheWordsOfTheTable() async throws {
        let failures = try await failures(
            """
            const address = document.querySelector('link[href$="format.js"]').href;
            const { ruleInWords } = await import(new URL('./facilitator/rule-words.js', address));
            return cases.rules.map((row) => [row.text, ruleInWords(row.rule, row.start)]);
            """, atLeast: 14)
        XCTAssertEqual(failures, [])
    }

    func testTheFormsCurrenciesAreThoseOfTheTable() async throws {
        let failures = try await failures(
            """
            const address = document.querySelector('link[href$="format.js"]').href;
            const { currencies } = await import(new URL('./facilitator/currencies.js', address));
            return currencies.concat(cases.currencies.slice(currencies.length))
                .map((code, index) => [cases.currencies[index], code]);
            """)
        XCTAssertEqual(failures, [])
    }

    /// The pairs of expected and actual values that differ. `script` has the rows of the table in
    /// `cases` and the module in `format`, and returns pairs.
    private func failures(
        _ script: String, atLeast count: Int = 30
    ) async throws -> JSONValue {
        let file = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../Formatting/cases.json")
        let cases = try JSONValue(parsing: Array(try Data(contentsOf: file)))
        try await browser.open("/e/5")
        try await browser.waitUntilDrawn()
        return try await browser.runAsync(
            """
            const format = await import(document.querySelector('link[href$="format.js"]').href);
            const { loadZones } = await import(document.querySelector('link[href$="time-zones.js"]').href);
            const found = await (async (cases) => { \(script) })(arguments[0]);
            if (found.length < \(count)) return ['not enough cases'];
            return found.filter(([expected, actual]) => actual !== expected);
            """, cases)
    }
}

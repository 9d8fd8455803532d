import BookingDomain
import Foundation
import JSONCoding
import Timekeeping
import XCTest

@testable import MainAPI

/// The cases of Tests/Formatting, which the scripts of the pages pass too.
final class FormattingCasesTests: XCTestCase {
    func testMoneyIsFormattedAsInTheTable() throws {
        let cases = try XCTUnwrap(try table()["money"]?.array)
        XCTAssertGreaterThan(cases.count, 15)
        for row in cases {
            let amount = try XCTUnwrap(row["amount"]?.integer)
            let currency = Currency(stored: try XCTUnwrap(row["currency"]?.string))
            XCTAssertEqual(Money(amount: amount, currency: currency).text, row["text"]?.string)
        }
    }

    func testTheDifferenceToACheaperEventIsThatOfTheTable() throws {
        let cases = try XCTUnwrap(try table()["moves"]?.array)
        XCTAssertGreaterThan(cases.count, 5)
        for row in cases {
            let amount = try XCTUnwrap(row["amount"]?.integer)
            let paid = try XCTUnwrap(row["paid"]?.integer)
            let price = try XCTUnwrap(row["price"]?.integer)
            let sums = BookingSums(amount: amount, paid: paid, due: 0, returned: 0, payableUnit: 1)
            let difference = max(0, amount - price)
            XCTAssertEqual(
                sums.reduced(by: difference, due: difference).refund, row["back"]?.integer,
                "\(row)")
        }
    }

    func testTimesAreFormattedAsInTheTable() throws {
        let cases = try XCTUnwrap(try table()["times"]?.array)
        XCTAssertGreaterThan(cases.count, 10)
        for row in cases {
            let start = try XCTUnwrap(row["moment"]?.string)
            let zone = try XCTUnwrap(row["zone"]?.string)
            let local = LocalTime(moment(start), in: zone)
            let formatter = EventFormatter(event: event(timeZone: zone, startsAt: start))
            XCTAssertEqual(
                ["\(local.shortDate) \(local.year)", local.clock, formatter.zoneName],
                [row["day"]?.string, row["time"]?.string, row["zoneName"]?.string],
                "\(start) \(zone)")
        }
    }

    func testTheCurrenciesInUseAreThoseOfTheTable() throws {
        let letters = (UInt8(ascii: "A")...UInt8(ascii: "Z")).map { String(UnicodeScalar($0)) }
        let codes = letters.flatMap { one in
            letters.flatMap { two in letters.map { one + two + $0 } }
        }
        XCTAssertEqual(
            codes.filter { Currency($0) != nil },
            try table()["currencies"]?.array?.compactMap(\.string))
    }

    private func table() throws -> JSONValue {
        let file = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../Formatting/cases.json")
        return try JSONValue(parsing: Array(try Data(contentsOf: file)))
    }
}

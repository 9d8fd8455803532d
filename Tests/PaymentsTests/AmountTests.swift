import BookingDomain
import XCTest

@testable import Payments

/// What gateways count amounts in. Docs: docs.stripe.com/currencies
final class AmountTests: XCTestCase {
    func testStripeCountsInUnitsOfItsOwn() throws {
        let table: [(code: String, amount: Int64, figure: Int64?)] = [
            ("INR", 50_000, 50_000), ("JPY", 500, 500), ("ISK", 500, 50_000),
            ("MGA", 15_000, 150), ("MGA", 15_050, nil), ("KWD", 1_230, 1_230),
            ("KWD", 1_235, nil), ("IQD", 1_230, 123), ("UGX", 50_000, nil), ("INR", 49, nil),
            ("EUR", 50, 50), ("EUR", 100_000_000, nil), ("ISK", .max, nil),
        ]
        for (code, amount, figure) in table {
            let currency = Currency(stored: code)
            XCTAssertEqual(
                try? StripeAmounts.charge(amount, currency), figure, "\(code) \(amount)")
            guard let figure else { continue }
            XCTAssertEqual(StripeAmounts.local(figure, code), amount, "\(code) \(figure)")
        }
    }

    func testRazorpayTakesNoLastDigitOfThree() {
        let table: [(code: String, amount: Int64, isTaken: Bool)] = [
            ("INR", 100, true), ("INR", 99, false), ("JPY", 1, true), ("KWD", 1_230, true),
            ("KWD", 1_235, false),
        ]
        for (code, amount, isTaken) in table {
            let figure = try? RazorpayAmounts.charge(amount, Currency(stored: code))
            XCTAssertEqual(figure, isTaken ? amount : nil, "\(code) \(amount)")
        }
    }

    func testEveryShareOfWhatWasPaidCanBeSentBack() {
        for (code, paid): (String, Int64) in [("KWD", 1_230), ("MGA", 15_000), ("INR", 1_001)] {
            let currency = Currency(stored: code)
            for percent: Int64 in 0...100 {
                let share = RefundPolicy(stored: [.init(hoursBefore: 0, percent: percent)])
                    .refund(of: paid, cancelledAt: .earliest, startsAt: .latest)
                    .less(0, in: currency).amount
                XCTAssertTrue(share.isMultiple(of: currency.payableUnit), "\(code) \(share)")
                XCTAssertNotNil(StripeAmounts.figure(share, currency), "\(code) \(share)")
                XCTAssertLessThan(paid * percent / 100 - share, currency.payableUnit)
            }
        }
    }
}

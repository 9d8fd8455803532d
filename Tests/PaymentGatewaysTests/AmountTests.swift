import BookingDomain
import Timekeeping
import XCTest

@testable import PaymentGateways

/// Amounts in the units of the gateways. Docs: docs.stripe.com/currencies
final class AmountTests: XCTestCase {
    func testAmountsInStripesUnitsConvertBack() {
        for (code, amount, figure): (String, Int64, Int64) in [
            ("INR", 50_000, 50_000), ("JPY", 500, 500), ("ISK", 500, 50_000),
            ("MGA", 15_000, 150), ("KWD", 1_230, 1_230), ("IQD", 1_230, 123),
        ] {
            XCTAssertEqual(StripeAmounts.figure(amount, Currency(stored: code)), figure, code)
            XCTAssertEqual(StripeAmounts.local(figure, code), amount, code)
        }
    }

    func testAnAmountOutsideTheLimitsIsRefusedWithTheLimit() {
        for (amount, detail): (Int64, String) in [
            (1, "₹0.01 cannot be paid online. A payment must be at least ₹0.50."),
            (
                100_000_000,
                "₹1,000,000 cannot be paid online. A payment must be at most ₹999,999.99."
            ),
        ] {
            XCTAssertThrowsError(try StripeAmounts.charge(amount, Currency(stored: "INR"))) {
                XCTAssertEqual(($0 as? UnpayableOrder)?.detail, detail)
            }
        }
        XCTAssertThrowsError(try RazorpayRequests.checkPayable(99, Currency(stored: "INR"))) {
            XCTAssertEqual(
                ($0 as? UnpayableOrder)?.detail,
                "₹0.99 cannot be paid online. A payment must be at least ₹1.")
        }
    }

    func testEveryShareOfAPaymentCanBeRefunded() {
        for (code, paid): (String, Int64) in [("KWD", 1_230), ("MGA", 15_000), ("INR", 1_001)] {
            let currency = Currency(stored: code)
            for percent: Int64 in 0...100 {
                let share = RefundPolicy(stored: [.init(hoursBefore: 0, percent: percent)])
                    .refund(of: paid, cancelledAt: .earliest, startsAt: .latest)
                    .amount
                let sums = BookingSums(
                    amount: paid, paid: paid, due: 0, returned: 0,
                    payableUnit: currency.payableUnit)
                let refund = sums.reduced(by: paid, due: share).refund
                XCTAssertTrue(refund.isMultiple(of: currency.payableUnit), "\(code) \(refund)")
                XCTAssertNotNil(StripeAmounts.figure(refund, currency), "\(code) \(refund)")
                XCTAssertLessThan(paid * percent / 100 - refund, currency.payableUnit)
            }
        }
    }
}

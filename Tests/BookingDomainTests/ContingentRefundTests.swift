import BookingDomain
import TestSupport
import Timekeeping
import XCTest

/// Refunds that wait until cancelled seats are taken again.
final class ContingentRefundTests: XCTestCase {
    private let tier = RefundPolicy.Tier(hoursBefore: 24, percent: 50, percentIfFilled: 100)

    func testSeatsAreTakenOnceConfirmedOnesLeaveTooFewPlaces() {
        let table: [(open: Int, capacity: Int, confirmed: Int, taken: Int)] = [
            (0, 10, 10, 0), (1, 10, 9, 0), (1, 10, 10, 1), (3, 10, 7, 0), (3, 10, 8, 1),
            (3, 10, 10, 3), (3, 20, 10, 0), (2, 5, 9, 2),
        ]
        for (open, capacity, confirmed, taken) in table {
            XCTAssertEqual(
                ContingentRefund.seatsTaken(open: open, capacity: capacity, confirmed: confirmed),
                taken, "\(open) of \(capacity), \(confirmed) confirmed")
        }
    }

    func testThePartsOfASumAddUpToIt() {
        XCTAssertEqual(ContingentRefund.parts(of: 100, seats: 3, unit: 1), [33, 33, 34])
        XCTAssertEqual(ContingentRefund.parts(of: 500, seats: 3, unit: 100), [100, 200, 200])
        XCTAssertEqual(ContingentRefund.parts(of: 1, seats: 2, unit: 1), [0, 1])
        var random = SplitMix64(seed: 7)
        for _ in 0..<1_000 {
            let unit: Int64 = Bool.random(using: &random) ? 1 : 100
            let sum = Int64.random(in: 0...1_000_000, using: &random) * unit
            let parts = ContingentRefund.parts(
                of: sum, seats: Int.random(in: 1...10, using: &random), unit: unit)
            XCTAssertEqual(parts.reduce(0, +), sum)
            XCTAssertLessThanOrEqual((parts.max() ?? 0) - (parts.min() ?? 0), unit)
            XCTAssertTrue(parts.allSatisfy { $0 % unit == 0 })
        }
    }

    func testTheQuoteHasBothSums() throws {
        let policy = try XCTUnwrap(RefundPolicy([tier]))
        let booking = Cast.booking(of: Cast.retreat(refundPolicy: policy))
        let quote = try booking.quoteCancellation(at: Cast.now)
        XCTAssertEqual([quote.refund.amount, quote.refund.amountIfFilled], [1_500_000, 3_000_000])
        XCTAssertEqual(quote.contingent, 1_500_000)
        let one = try booking.quoteCancellation(of: 1, at: Cast.now)
        XCTAssertEqual([one.refund.amount, one.refund.amountIfFilled], [750_000, 1_500_000])
        for choice in [RefundChoice.full, .none, .sum(200)] {
            let chosen = try booking.quoteCancellation(
                by: .facilitator, refund: choice, at: Cast.now)
            XCTAssertEqual(chosen.contingent, 0, "\(choice)")
        }
    }

    func testNoSumIsGivenBackTwice() {
        // Of two seats at 500, one is given up: 250 at once, 250 wait.
        let sums = BookingSums(
            amount: 500, paid: 1_000, due: 250, returned: 250, contingent: 250, payableUnit: 1)
        XCTAssertEqual(sums.rest, 500, "the waiting part cannot be given back otherwise")
        XCTAssertEqual(sums.outstanding, 0)
        let released = sums.releasing(250)
        XCTAssertEqual([released.due, released.refund, released.outstanding], [500, 250, 0])
        let cancelled = sums.reduced(by: 500, due: 500)
        XCTAssertEqual([cancelled.due, cancelled.refund], [750, 500])
    }

    func testThePolicyRejectsALowerShareIfFilled() {
        func detail(_ tiers: [RefundPolicy.Tier]) -> String? {
            RefundPolicy(tiers) == nil ? "refused" : nil
        }
        XCTAssertNil(detail([tier]))
        XCTAssertNil(detail([.init(hoursBefore: 24, percent: 50, percentIfFilled: 50)]))
        XCTAssertNotNil(detail([.init(hoursBefore: 24, percent: 50, percentIfFilled: 49)]))
        XCTAssertNotNil(detail([.init(hoursBefore: 24, percent: 50, percentIfFilled: 101)]))
        XCTAssertNotNil(
            detail([
                .init(hoursBefore: 48, percent: 80),
                .init(hoursBefore: 24, percent: 50, percentIfFilled: 90),
            ]), "who cancels later must not get more in the end")
        XCTAssertNil(
            detail([
                .init(hoursBefore: 48, percent: 100),
                .init(hoursBefore: 24, percent: 50, percentIfFilled: 100),
                .init(hoursBefore: 0, percent: 0, percentIfFilled: 50),
            ]))
    }

    func testTheStatusFollowsFromTheSums() {
        func status(_ released: Int64, _ open: Int64) -> ContingentRefund.Status {
            ContingentRefund(amount: 100, released: released, open: open).status
        }
        XCTAssertEqual(status(0, 100), .open)
        XCTAssertEqual(status(50, 50), .open)
        XCTAssertEqual(status(100, 0), .released)
        XCTAssertEqual(status(50, 0), .over)
        XCTAssertEqual(status(0, 0), .over)
    }
}

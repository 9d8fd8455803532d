import BookingDomain
import TestSupport
import Timekeeping
import XCTest

/// How much goes back, over tables of cancellations, refunds and moves.
final class BookingSumsTests: XCTestCase {
    /// One change of a booking, and what must follow from it.
    private struct Step {
        let seats: Int
        let refund: RefundChoice
        /// The price of the seats that are left.
        let amount: Int64
        /// All that is due so far.
        let due: Int64
        /// What goes back at once.
        let back: Int64
    }

    /// A booking, paid in full, of which seats are given up in steps; half the price goes back.
    private struct Case {
        let amount: Int64
        let seats: Int
        var currency = "INR"
        /// What went back before the first step.
        var returned: Int64 = 0
        let steps: [Step]
    }

    private let cases = [
        // Three seats at 3,000 each, one by one.
        Case(
            amount: 9_000, seats: 3,
            steps: [
                Step(seats: 1, refund: .policy, amount: 6_000, due: 1_500, back: 1_500),
                Step(seats: 1, refund: .full, amount: 3_000, due: 4_500, back: 3_000),
                Step(seats: 1, refund: .none, amount: 0, due: 4_500, back: 0),
            ]),
        // A price that the seats do not divide: the seats that are left have the rounded-down part.
        Case(
            amount: 1_000, seats: 3,
            steps: [
                Step(seats: 1, refund: .full, amount: 666, due: 334, back: 334),
                Step(seats: 1, refund: .full, amount: 333, due: 667, back: 333),
                Step(seats: 1, refund: .full, amount: 0, due: 1_000, back: 333),
            ]),
        Case(
            amount: 1_001, seats: 2,
            steps: [
                Step(seats: 1, refund: .policy, amount: 500, due: 250, back: 250),
                Step(seats: 1, refund: .policy, amount: 0, due: 500, back: 250),
            ]),
        // Money that went back before counts toward what is due later.
        Case(
            amount: 9_000, seats: 3, returned: 500,
            steps: [
                Step(seats: 1, refund: .policy, amount: 6_000, due: 1_500, back: 1_000),
                Step(seats: 2, refund: .policy, amount: 0, due: 4_500, back: 3_000),
            ]),
        Case(
            amount: 9_000, seats: 3, returned: 4_000,
            steps: [
                Step(seats: 1, refund: .policy, amount: 6_000, due: 1_500, back: 0),
                Step(seats: 2, refund: .full, amount: 0, due: 7_500, back: 3_500),
            ]),
        // A chosen sum is due as it is.
        Case(
            amount: 9_000, seats: 3,
            steps: [
                Step(seats: 1, refund: .sum(1), amount: 6_000, due: 1, back: 1),
                Step(seats: 1, refund: .sum(8_000), amount: 3_000, due: 8_001, back: 8_000),
                Step(seats: 1, refund: .full, amount: 0, due: 9_000, back: 999),
            ]),
        // Gateways pay whole tens of a dinar's thousandths, and whole ariary.
        Case(
            amount: 3_330, seats: 3, currency: "KWD",
            steps: [
                Step(seats: 1, refund: .policy, amount: 2_220, due: 550, back: 550),
                Step(seats: 2, refund: .policy, amount: 0, due: 1_660, back: 1_110),
            ]),
        Case(
            amount: 30_300, seats: 1, currency: "MGA",
            steps: [Step(seats: 1, refund: .policy, amount: 0, due: 15_100, back: 15_100)]),
    ]

    func testEachStepOfACancellationReturnsWhatIsDueAndNotYetReturned() throws {
        for (index, example) in cases.enumerated() {
            var (amount, seats) = (example.amount, example.seats)
            var (due, returned): (Int64, Int64) = (0, example.returned)
            for step in example.steps {
                let booking = booking(
                    amount: amount, paid: example.amount, due: due, seats: seats,
                    currency: example.currency)
                let quote = try booking.quoteCancellation(
                    of: step.seats, by: .facilitator, refund: step.refund, returned: returned,
                    at: Cast.now)
                let place = "case \(index), \(step)"
                XCTAssertEqual(quote.reduction.amount, step.amount, place)
                XCTAssertEqual(quote.reduction.due, step.due, place)
                XCTAssertEqual(quote.refund.amount, step.back, place)
                (amount, due) = (quote.reduction.amount, quote.reduction.due)
                seats -= step.seats
                returned += quote.refund.amount
            }
        }
    }

    func testAnySequenceReturnsNoMoreThanWasPaidAndInTheEndAllOfIt() throws {
        var random = SplitMix64(seed: 7)
        for _ in 0..<2_000 {
            let (price, count) = (Int64.random(in: 1...99_999, using: &random), 10)
            let paid = price * Int64(count)
            var (amount, seats, due, returned) = (paid, count, Int64(0), Int64(0))
            while seats > 0 {
                let step = Int.random(in: 1...seats, using: &random)
                let choice: RefundChoice = Bool.random(using: &random) ? .policy : .full
                let quote = try booking(amount: amount, paid: paid, due: due, seats: seats)
                    .quoteCancellation(
                        of: step, by: .facilitator, refund: choice, returned: returned,
                        at: Cast.now)
                XCTAssertGreaterThanOrEqual(quote.refund.amount, 0)
                XCTAssertGreaterThanOrEqual(quote.reduction.due, due)
                (amount, due) = (quote.reduction.amount, quote.reduction.due)
                seats -= step
                returned += quote.refund.amount
                XCTAssertLessThanOrEqual(returned, paid - amount)
                XCTAssertEqual(amount, price * Int64(seats))
            }
            XCTAssertEqual(returned, due)
        }
    }

    func testPaymentsCountForTheRemainingSeatsFirst() throws {
        // Of three seats at 3,000 this much is paid; one is given up with its whole price.
        for (paid, due, outstanding): (Int64, Int64, Int64) in [
            (0, 0, 6_000), (1_000, 0, 5_000), (6_000, 0, 0), (7_000, 1_000, 0), (9_000, 3_000, 0),
        ] {
            let sums = BookingSums(amount: 9_000, paid: paid, due: 0, returned: 0, payableUnit: 1)
            XCTAssertEqual(sums.outstanding, 9_000 - paid)
            let reduction = sums.reduced(by: 3_000, due: 3_000)
            XCTAssertEqual(
                reduction,
                .init(amount: 6_000, due: due, refund: due, outstanding: outstanding), "\(paid)")
        }
    }

    func testAChosenSumIsDueAlthoughSeatsAreNotPaid() {
        let sums = BookingSums(amount: 9_000, paid: 1_000, due: 0, returned: 0, payableUnit: 1)
        XCTAssertEqual(
            sums.reduced(by: 3_000, due: 800, isChosen: true),
            .init(amount: 6_000, due: 800, refund: 800, outstanding: 5_800))
    }

    func testARefundWithoutACancellationLeavesNothingToPay() {
        let sums = BookingSums(
            amount: 9_000, paid: 9_000, due: 0, returned: 2_000, payableUnit: 1)
        XCTAssertEqual(sums.outstanding, 0)
        XCTAssertEqual(sums.rest, 7_000)
    }

    func testMoreThanWasKeptCannotBeChosen() {
        let booking = booking(amount: 9_000, paid: 9_000, due: 0, seats: 3)
        XCTAssertThrowsError(
            try booking.quoteCancellation(
                of: 1, by: .facilitator, refund: .sum(8_001), returned: 1_000, at: Cast.now)
        ) { XCTAssertEqual($0 as? Refusal, .refundTooLarge(left: 8_000)) }
        XCTAssertThrowsError(try booking.quoteCancellation(of: 4, at: Cast.now)) {
            XCTAssertEqual($0 as? Refusal, .seatsOutOfRange(held: 3))
        }
    }

    private func booking(
        amount: Int64, paid: Int64, due: Int64, seats: Int, currency: String = "INR"
    ) -> Booking {
        let policy = RefundPolicy(stored: [.init(hoursBefore: 24, percent: 50)])
        return Booking(
            id: BookingID(1), event: Cast.retreat(refundPolicy: policy), userID: UserID(5),
            seats: seats, status: .confirmed, holdExpiresAt: nil, amount: amount, due: due,
            payment: .init(status: .success, provider: "stripe", amountPaid: paid),
            currency: Currency(stored: currency), refundPolicy: policy, refund: .none,
            createdAt: Cast.now, confirmedAt: Cast.now, cancelledAt: nil)
    }
}

import BookingDomain
import Timekeeping
import XCTest

/// The times at which the poller queries gateways about payments and refunds.
final class PaymentScheduleTests: XCTestCase {
    private let begun = Timestamp(clamping: 1_800_000_000)

    func testAnOpenCheckoutIsQueriedAfterOneFiveAndFifteenMinutesThenHourly() {
        let attempt = attempt(at: .stripe, closingAfter: 20_000)
        let steps: [(Int64, Int64)] = [
            (0, 60), (60, 300), (299, 300), (300, 900), (900, 900 + 3_600), (4_500, 8_100),
            (18_900, 20_000),
        ]
        for (now, next) in steps {
            XCTAssertEqual(check(attempt, in: .open, after: now), next, "after \(now) s")
        }
        XCTAssertNil(check(attempt, in: .paid, after: 60))
        XCTAssertNil(check(attempt, in: .refused, after: 60))
    }

    func testACheckoutAfterItsTimeIsQueriedOftenUntilItIsClosed() {
        let attempt = attempt(at: .stripe, closingAfter: 900)
        XCTAssertEqual(check(attempt, in: .open, after: 300), 900)
        XCTAssertEqual(check(attempt, in: .open, after: 900), 905, "the seats are still held")
        XCTAssertEqual(check(attempt, in: .open, after: 1_000), 1_060)
        XCTAssertNil(
            check(attempt, in: .closed, after: 900), "a closed session of Stripe takes no payment")
    }

    func testALatePaymentIsQueriedHourlyForThreeDays() {
        let attempt = attempt(at: .razorpay, closingAfter: 900)
        XCTAssertEqual(check(attempt, in: .closed, after: 900), 4_500)
        XCTAssertEqual(check(attempt, in: .closed, after: 259_199), 262_799)
        XCTAssertNil(check(attempt, in: .closed, after: 259_200))
    }

    func testQueriesOfASilentGatewayBackOff() {
        let pauses = [0, 1, 5, 20].map { checks in
            attempt(at: .stripe, closingAfter: 900, checks: checks)
                .nextCheckAfterError(at: begun).seconds(since: begun)
        }
        XCTAssertEqual(pauses, [2, 4, 64, 900])
    }

    func testAnUnansweredRefundIsResentAndAPendingOneIsQueriedForThirtyDays() {
        let tries = [0, 1, 6, 7, 50].map { next(try: $0, remoteID: nil, after: 0) }
        XCTAssertEqual(tries, [30, 60, 1_920, 3_600, 3_600])
        XCTAssertEqual(next(try: 1, remoteID: "re_1", after: 0), 3_600)
        XCTAssertEqual(next(try: 9, remoteID: "re_1", after: 86_399), 86_399 + 3_600)
        XCTAssertEqual(next(try: 9, remoteID: "re_1", after: 86_400), 2 * 86_400)
        XCTAssertNil(next(try: 9, remoteID: "re_1", after: 30 * 86_400 + 1))
    }

    func testAKeyIsValidForADay() {
        let lost = attempt(at: .stripe, closingAfter: 86_400, checkoutID: nil)
        XCTAssertFalse(lost.keyMayHaveExpired(at: begun.adding(seconds: 86_399)))
        XCTAssertTrue(lost.keyMayHaveExpired(at: begun.adding(seconds: 86_400)))
        let known = attempt(at: .stripe, closingAfter: 86_400)
        XCTAssertFalse(known.keyMayHaveExpired(at: begun.adding(seconds: 90_000)))
        XCTAssertTrue(
            refund(try: 1, remoteID: nil).keyMayHaveExpired(at: begun.adding(seconds: 86_400)))
    }

    private func check(
        _ attempt: PaymentAttempt, in state: PaymentAttempt.State, after seconds: Int64
    ) -> Int64? {
        attempt.nextCheck(in: state, at: begun.adding(seconds: seconds))?.seconds(since: begun)
    }

    private func next(try tries: Int, remoteID: String?, after seconds: Int64) -> Int64? {
        refund(try: tries, remoteID: remoteID).nextTry(at: begun.adding(seconds: seconds))?
            .seconds(since: begun)
    }

    private func attempt(
        at provider: PaymentProvider, closingAfter seconds: Int64, checks: Int = 0,
        checkoutID: String? = "cs_1"
    ) -> PaymentAttempt {
        PaymentAttempt(
            id: PaymentAttemptID(1), bookingID: BookingID(7), number: 1, provider: provider,
            idempotencyKey: "pay-7-1", request: [], checkoutID: checkoutID, url: nil, state: .open,
            createdAt: begun, closesAt: begun.adding(seconds: seconds), checks: checks)
    }

    private func refund(try tries: Int, remoteID: String?) -> Refund {
        Refund(
            id: RefundID(1), bookingID: BookingID(7), provider: .stripe, paymentID: "pi_1",
            amount: 5_000, currency: Currency(stored: "INR"), reason: .guestCancelled,
            status: .initiated, generation: 1, remoteID: remoteID, failure: nil, tries: tries,
            sentAt: begun, createdAt: begun, updatedAt: begun)
    }
}

import BookingDomain
import BookingStore
import SQLite
import Timekeeping
import XCTest

final class PaymentTests: PaymentTestCase {
    func testAPaymentAfterTheErasureIsRefunded() throws {
        let event = try makeEvent(price: price)
        let held = try book(event, by: bhavin)
        let attempt = try begin(held)
        let late = now.adding(seconds: 1_000)
        try perform(at: late) { try $0.eraseAccount(of: bhavin, generation: 0) }
        XCTAssertEqual(try pay(attempt, at: late), .paidTooLate)
        XCTAssertEqual(try booking(held.id).status, .expired)
        XCTAssertEqual(try refund().amount, price)
        XCTAssertEqual(try find(event).seatsLeft, 20)
        XCTAssertEqual(try messages(of: held), [])
        try apply(remote("re_1", price, .processed, ours: refund()))
        XCTAssertEqual(try messages(of: held), [])
        XCTAssertEqual(try noticeTypes(of: held), [])
        try assertSound()
    }

    func testErasingAnAccountCancelsTheHoldOfAStartedEvent() throws {
        let event = try makeEvent(price: price, startsInHours: 1)
        let begun = now.adding(seconds: 3_600)
        let held = try book(event, by: bhavin, at: begun.adding(seconds: -60))
        let attempt = try begin(held, at: begun.adding(seconds: -60))
        try perform(at: begun) { try $0.eraseAccount(of: bhavin, generation: 0) }
        XCTAssertEqual(try booking(held.id, at: begun).status, .cancelled)
        XCTAssertEqual(try pay(attempt, at: begun), .paidTooLate)
        XCTAssertEqual(try refund().amount, price)
        try assertSound()
    }

    func testErasedGuestsGetNoMessageAboutACancelledEvent() throws {
        let event = try makeEvent(startsInHours: 1)
        let booking = try book(event, by: bhavin)
        let during = now.adding(seconds: 3_601)
        try perform(at: during) { try $0.eraseAccount(of: bhavin, generation: 0) }
        try perform(at: during) { try $0.cancelEvent(event.id, of: arjun.id) }
        XCTAssertEqual(try messages(of: booking), [])
        try assertSound()
    }

    func testRefundsFoundWithAPaymentAreStoredWithIt() throws {
        let made = try remote("re_1", 2_000, .processed)
        let booking = try paid(makeEvent(price: price), refunds: [made])
        XCTAssertEqual(booking.refund.id, "re_1")
        XCTAssertEqual(try refund().amount, 2_000)
        try assertSound()
    }

    func testOnlyTheRestOfALatePaymentIsRefunded() throws {
        let event = try makeEvent(capacity: 1, price: price)
        let held = try book(event, by: bhavin)
        let attempt = try begin(held)
        let late = now.adding(seconds: 1_000)
        try book(event, by: meera, at: late)
        let made = try remote("re_1", 2_000, .processed)
        XCTAssertEqual(try pay(attempt, refunds: [made], at: late), .paidTooLate)
        XCTAssertEqual(try refund(2).amount, 3_000)
        try assertSound()
    }

    func testAnAlreadyRefundedLatePaymentTakesNoSeat() throws {
        let event = try makeEvent(price: price)
        let held = try book(event, by: bhavin)
        let attempt = try begin(held)
        let made = try remote("re_1", price, .processed)
        XCTAssertEqual(
            try pay(attempt, refunds: [made], at: now.adding(seconds: 1_000)), .paidTooLate)
        XCTAssertEqual(try booking(held.id).status, .refunded)
        XCTAssertEqual(try integer("SELECT count(*) FROM refunds"), 1)
        try assertSound()
    }

    func testTheCheckoutOfAHoldOfADayClosesWithinTheDay() throws {
        let event = try makeEvent(price: price)
        let attempt = try perform { tx in
            let held = try tx.book(
                .one, of: event.id, for: bhavin, holdLength: .seconds(86_400))
            return try tx.startPayment(of: held.id, for: bhavin, at: .sandbox) { order in
                Array("\(order.expiresAt.unixSeconds)".utf8)
            }
        }
        let end = try XCTUnwrap(Int64(String(decoding: attempt.request, as: UTF8.self)))
        XCTAssertLessThan(end, now.adding(seconds: 86_400).unixSeconds)
        XCTAssertGreaterThan(end, now.adding(seconds: 84_000).unixSeconds)
    }

    func testAHoldWhosePaymentWasRefundedInFullIsNotConfirmed() throws {
        let event = try makeEvent(capacity: 1, price: price)
        let held = try book(event, by: bhavin)
        let made = try remote("re_1", price, .processed)
        XCTAssertEqual(try pay(begin(held), refunds: [made]), .givenBack)
        XCTAssertEqual(try booking(held.id).status, .refunded)
        XCTAssertEqual(try read { try $0.events.find(event.id) }?.seatsLeft, 1)
        XCTAssertEqual(try noticeTypes(of: held), [])
        try assertSound()
    }

    func testTheGuestIsInformedOfASecondPayment() throws {
        let booking = try paid(makeEvent(price: price))
        let attempt = try XCTUnwrap(
            database.read { try $0.paymentAttempts.all(of: booking.id).first })
        XCTAssertEqual(try pay(attempt, as: "pay_2"), .paidTwice)
        try apply(remote("re_1", of: "pay_2", price, .failed, ours: refund()))
        let messages = try self.messages(of: booking)
        XCTAssertTrue(messages.contains { $0.contains("paid twice") }, "\(messages)")
        XCTAssertTrue(messages.contains { $0.contains("has failed") }, "\(messages)")
        XCTAssertEqual(try timeline(of: booking).suffix(2), ["payment_returned", "refund_failed"])
        let after = try self.booking(booking.id)
        XCTAssertEqual(after.refund, .none, "the booking is untouched")
        XCTAssertEqual(after.status, .confirmed)
        try assertMailed(["confirmed", "payment_returned", "refund_failed"])
        try assertSound()
    }

    func testTheGuestIsInformedOfAPaymentOfTheWrongAmount() throws {
        let held = try book(makeEvent(price: price), by: bhavin)
        XCTAssertEqual(try pay(begin(held), amount: 4_999), .wrongAmount)
        XCTAssertTrue(try messages(of: held).contains { $0.contains("was wrong") })
        try assertMailed(["payment_returned"])
    }

    func testThePaymentOfAnExpiredBookingHasFailed() throws {
        let event = try makeEvent(price: price)
        let over = now.adding(seconds: 1_000)
        let never = try book(event, by: meera)
        XCTAssertEqual(try booking(never.id).payment.status, .pending)
        XCTAssertEqual(try booking(never.id, at: over).payment.status, .failed)
        let held = try book(event, by: bhavin)
        let attempt = try begin(held)
        XCTAssertEqual(
            try booking(held.id, at: over).payment.status, .pending, "it may be paid yet")
        try perform { try $0.refuseCheckout(of: attempt) }
        XCTAssertEqual(try booking(held.id, at: over).payment.status, .failed)
        let cancelled = try perform { try $0.cancelBooking(held.id, of: bhavin) }
        XCTAssertEqual(cancelled.booking.payment.status, .failed)
    }

    func testTheTimeToPayEndsAMinuteBeforeAHoldWithAStartedPayment() throws {
        let held = try book(makeEvent(price: price), by: bhavin)
        let end = try XCTUnwrap(held.holdExpiresAt)
        XCTAssertEqual(held.payment.payBefore, end)
        _ = try begin(held)
        let started = try booking(held.id)
        XCTAssertEqual(started.payment.payBefore, end)
        XCTAssertEqual(started.holdExpiresAt, end.adding(seconds: 60))
        XCTAssertNil(try booking(held.id, at: end.adding(seconds: 60)).payment.payBefore)
    }

    func testAReleasedHoldExpiresOnceInItsTimeline() throws {
        let held = try book(makeEvent(price: price), by: bhavin)
        let attempt = try begin(held)
        let end = attempt.closesAt
        let closed = GatewayCheckout(
            id: "checkout_\(attempt.id)", state: .closed, url: nil,
            reference: CheckoutReference(
                installation: "", bookingID: held.id, attempt: attempt.number), payments: [])
        try perform(at: end) { tx in
            XCTAssertEqual(try tx.applyCheckout(closed, to: attempt.id), .expired)
        }
        let history = try read(at: end.adding(seconds: 100)) {
            try $0.bookings.history(of: held.id, for: bhavin)
        }
        let changes = try XCTUnwrap(history).changes
        XCTAssertEqual(changes.map(\.kind), [.held, .paymentStarted, .expired, .paymentFailed])
        XCTAssertEqual(changes.last?.actor, .system)
    }

    func testACheckoutOfHeldSeatsIsClosedFirst() throws {
        let cancelled = try makeEvent(price: price)
        let other = try begin(try book(cancelled, by: bhavin))
        try perform { try $0.cancelEvent(cancelled.id, of: arjun.id) }
        let later = now.adding(seconds: 60)
        let waiting = try begin(try book(makeEvent(price: price), by: bhavin, at: later), at: later)
        let due = try read(at: waiting.closesAt) { try $0.paymentAttempts.due(limit: 2) }
        XCTAssertEqual(due.map(\.id), [waiting.id, other.id])
    }

    private func assertMailed(_ kinds: [String], line: UInt = #line) throws {
        try database.writeSynchronously { _ = try $0.mails.collect(limit: 100) }
        XCTAssertEqual(
            try texts(
                """
                SELECT coalesce(c.kind, 'confirmed')
                FROM mails m LEFT JOIN booking_changes c ON c.id = m.change_id ORDER BY m.id
                """), kinds, line: line)
    }
}

import BookingDomain
import BookingStore
import SQLite
import XCTest

final class RefundTests: PaymentTestCase {
    func testTheLetterOfACancellationHasTheCalendarEntryThoughTheRefundWasFaster() throws {
        let event = try makeEvent(price: price)
        _ = try paid(event)
        try perform { _ = try $0.cancelEvent(event.id, of: arjun.id) }
        try apply(remote("re_1", price, .processed, ours: refund()))
        try perform { _ = try $0.mails.collect(limit: 100) }
        let mails = try database.read { try $0.mails.due(limit: 9) }
        XCTAssertEqual(mails.map(\.change), [.confirmed, .cancelled, .refundProcessed])
        XCTAssertEqual(mails.map(\.isSuperseded), [true, false, false])
    }

    func testAnAcceptedRefundCannotFail() throws {
        let booking = try paid(event(refunding: 100))
        try perform { try $0.cancelBooking(booking.id, of: bhavin) }
        let sent = try refund()
        // A refund made at the dashboard replaces the stored one.
        try apply(remote("re_1", price, .initiated))
        XCTAssertFalse(try perform { try $0.failRefund(sent, reason: "refunded already") })
        XCTAssertEqual(try refund().status, .initiated)
        try apply(remote("re_1", price, .processed))
        XCTAssertEqual(try self.booking(booking.id).status, .refunded)
        try assertSound()
    }

    func testAFailedRefundThatTheGatewayProcessedIsProcessed() throws {
        let booking = try paid(event(refunding: 50))
        try perform { try $0.cancelBooking(booking.id, of: bhavin) }
        let sent = try refund()
        XCTAssertTrue(try perform { try $0.failRefund(sent, reason: "no") })
        try apply(remote("re_1", 2_500, .processed, ours: sent))
        let found = try refund()
        XCTAssertEqual(found.status, .processed)
        XCTAssertNil(found.failure)
        XCTAssertEqual(try self.booking(booking.id).status, .refunded)
        assertRefusal(.refundNotFailed(.processed)) {
            try perform { try $0.retryRefund(sent.id, of: arjun.id) }
        }
        try assertSound()
    }

    func testARefundOfAnEarlierGenerationSettlesTheCurrentOne() throws {
        for status in [RefundStatus.processed, .initiated] {
            let payment = "pay_\(status)"
            let booking = try paid(event(refunding: 50), payment: payment)
            try perform { try $0.cancelBooking(booking.id, of: bhavin) }
            let number = try XCTUnwrap(integer("SELECT max(id) FROM refunds"))
            let first = try refund(Int64(number))
            try perform { try $0.failRefund(first, reason: "no") }
            try perform { try $0.retryRefund(first.id, of: arjun.id) }
            try apply(remote("re_\(status)", of: payment, 2_500, status, ours: first))
            let found = try refund(Int64(number))
            XCTAssertEqual(found.status, status)
            XCTAssertEqual(found.remoteID, "re_\(status)")
            XCTAssertEqual(try integer("SELECT max(id) FROM refunds"), number, "no other refund")
        }
        try assertSound()
    }

    func testAFailedGatewayRefundLeavesRoomForAnother() throws {
        _ = try paid(makeEvent(price: price))
        try apply(remote("re_1", price, .initiated))
        // Gateways list the latest refund first.
        try apply(remote("re_2", 4_000, .processed), remote("re_1", price, .failed))
        XCTAssertEqual(try refund(1).status, .failed)
        XCTAssertEqual(try refund(2).status, .processed)
        try assertSound()
    }

    func testALateAnswerDoesNotReopenAFailedRefund() throws {
        let booking = try paid(event(refunding: 100))
        try perform { try $0.cancelBooking(booking.id, of: bhavin) }
        let sent = try refund()
        try apply(remote("re_1", price, .failed, ours: sent))
        try apply(remote("re_1", price, .initiated, ours: sent))
        XCTAssertEqual(try refund().status, .failed)
    }

    func testAnExternalRefundReducesTheRefundOfACancellation() throws {
        let booking = try paid(event(refunding: 50))
        try apply(remote("re_1", 2_000, .processed))
        let quote = try database.read {
            try $0.quoteCancellation(of: booking.id, for: bhavin)
        }
        XCTAssertEqual(quote.amountReturned, 2_000)
        XCTAssertEqual(quote.refund.amount, 500)
        let cancelled = try perform { try $0.cancelBooking(booking.id, of: bhavin) }
        XCTAssertEqual(cancelled.quote, quote)
        XCTAssertEqual(try refund(2).amount, 500)
        try assertSound()
    }

    func testAnExternalRefundAboveTheShareLeavesNoRefund() throws {
        let booking = try paid(event(refunding: 50))
        try apply(remote("re_1", 3_000, .processed))
        let cancelled = try perform { try $0.cancelBooking(booking.id, of: bhavin) }
        XCTAssertEqual(cancelled.quote.refund.amount, 0)
        XCTAssertEqual(try integer("SELECT count(*) FROM refunds"), 1)
        XCTAssertEqual(cancelled.booking.status, .refunded)
    }

    func testACancelledBookingWithARefundedPaymentIsRefunded() throws {
        let events = [try makeEvent(price: price), try makeEvent(price: price)]
        let bookings = try events.enumerated().map { index, event in
            let booking = try paid(event, payment: "pay_\(index)")
            try apply(remote("re_\(index)", of: "pay_\(index)", price, .processed))
            return booking
        }
        let cancelled = try perform { try $0.cancelBooking(bookings[0].id, of: bhavin) }
        XCTAssertEqual(cancelled.booking.status, .refunded)
        try perform { try $0.cancelEvent(events[1].id, of: arjun.id) }
        for booking in bookings {
            XCTAssertEqual(try self.booking(booking.id).status, .refunded)
            XCTAssertEqual(
                try noticeTypes(of: booking),
                ["booking.confirmed", "booking.cancelled", "booking.refunded"])
        }
        XCTAssertEqual(try integer("SELECT count(*) FROM refunds"), 2)
        try assertSound()
    }

    private func event(refunding percent: Int64) throws -> Event {
        try makeEvent(price: price, refunds: [.init(hoursBefore: 1, percent: percent)])
    }
}

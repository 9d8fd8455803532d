import BookingDomain
import BookingStore
import SQLite
import Timekeeping
import XCTest

final class CancelBookingTests: StoreTestCase {
    func testCancellingFreesTheSeatsOnceAndTellsEverybody() throws {
        let event = try makeEvent()
        let booking = try book(event, by: bhavin, seats: 3)
        let cancelled = try perform(CancelBooking(booking: booking.id, user: bhavin)).booking
        XCTAssertEqual(cancelled.status, .cancelled)
        XCTAssertEqual(cancelled.event.seatsLeft, 20)
        assertRefusal(.bookingNotCancellable(.cancelled)) {
            try perform(CancelBooking(booking: booking.id, user: bhavin))
        }
        XCTAssertEqual(try find(event).seatsLeft, 20)
        XCTAssertEqual(
            try noticeTypes(of: booking), ["booking.confirmed", "booking.cancelled"])
        let inbox = try database.read {
            try Notifications.inbox(of: bhavin, PageRequest(), on: $0)
        }
        XCTAssertEqual(inbox.page.items.map(\.kind), [.bookingCancelled])
        XCTAssertEqual(inbox.unread, 1)
        let history = try database.read {
            try Bookings.history(of: booking.id, of: bhavin, at: now, on: $0)
        }
        XCTAssertEqual(history?.changes.map(\.kind), [.confirmed, .cancelled])
        XCTAssertEqual(history?.booking, cancelled)
        try assertSound()
    }

    func testAHeldBookingIsCancelledWithoutANotice() throws {
        let booking = try book(makeEvent(price: 100), by: bhavin)
        let cancelled = try perform(CancelBooking(booking: booking.id, user: bhavin))
        XCTAssertEqual(cancelled.quote.refund.reason, .nothingPaid)
        XCTAssertEqual(try noticeTypes(of: booking), [])
        try assertSound()
    }

    func testAnothersBookingAnExpiredHoldAndARunningEventAreRefused() throws {
        let booking = try book(makeEvent(price: 100), by: bhavin)
        assertRefusal(.notFound(.booking)) {
            try perform(CancelBooking(booking: booking.id, user: meera))
        }
        let later = now.adding(seconds: 900)
        assertRefusal(.bookingNotCancellable(.expired)) {
            try perform(CancelBooking(booking: booking.id, user: bhavin), at: later)
        }
        let free = try book(makeEvent(startsInHours: 1), by: bhavin)
        assertRefusal(.eventStarted) {
            try perform(
                CancelBooking(booking: free.id, user: bhavin), at: now.adding(seconds: 3600))
        }
    }

    func testTheQuoteGoesByThePolicyFrozenOntoTheBooking() throws {
        let event = try makeEvent(
            price: 1001, startsInHours: 48, refunds: [.init(hoursBefore: 24, percent: 50)])
        let held = try book(event, by: bhavin)
        try execute(
            """
            UPDATE bookings SET status = 'confirmed', payment_status = 'success',
                amount_paid = 1001, confirmed_at = \(now) WHERE id = \(held.id)
            """)
        let stricter = EventFields(refundPolicy: [])
        try perform(EditEvent(event: event.id, facilitator: arjun, fields: stricter))
        let booking = try XCTUnwrap(
            database.read { try Bookings.find(held.id, of: bhavin, at: now, on: $0) })
        XCTAssertEqual(try booking.quoteCancellation(at: now).refund.amount, 500)
        let late = now.adding(seconds: 24 * 3600 + 1)
        XCTAssertEqual(try booking.quoteCancellation(at: late).refund.reason, .tooLate)
    }
}

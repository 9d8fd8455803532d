import BookingDomain
import BookingStore
import SQLite
import Timekeeping
import XCTest

final class CancelBookingTests: StoreTestCase {
    func testCancellingFreesTheSeatsOnceAndIsRecordedEverywhere() throws {
        let event = try makeEvent()
        let booking = try book(event, by: bhavin, seats: 3)
        let cancelled = try perform { try $0.cancelBooking(booking.id, of: bhavin) }.booking
        XCTAssertEqual(cancelled.status, .cancelled)
        XCTAssertEqual(cancelled.event.seatsLeft, 20)
        assertRefusal(.bookingNotCancellable(.cancelled)) {
            try perform { try $0.cancelBooking(booking.id, of: bhavin) }
        }
        XCTAssertEqual(try find(event).seatsLeft, 20)
        XCTAssertEqual(
            try noticeTypes(of: booking), ["booking.confirmed", "booking.cancelled"])
        let inbox = try database.read {
            try $0.notifications.inbox(of: bhavin, PageRequest())
        }
        XCTAssertEqual(inbox.page.items.map(\.kind), [.bookingCancelled])
        XCTAssertEqual(inbox.unread, 1)
        let history = try database.read {
            try $0.bookings.history(of: booking.id, for: bhavin)
        }
        XCTAssertEqual(history?.changes.map(\.kind), [.confirmed, .cancelled])
        XCTAssertEqual(history?.booking, cancelled)
        try assertSound()
    }

    func testAHeldBookingIsCancelledWithoutANotice() throws {
        let booking = try book(makeEvent(price: 100), by: bhavin)
        let cancelled = try perform { try $0.cancelBooking(booking.id, of: bhavin) }
        XCTAssertEqual(cancelled.quote.refund.reason, .nothingPaid)
        XCTAssertEqual(try noticeTypes(of: booking), [])
        try assertSound()
    }

    func testCancellingIsRefusedForOtherGuestsExpiredHoldsAndStartedEvents() throws {
        let booking = try book(makeEvent(price: 100), by: bhavin)
        assertRefusal(.notFound(.booking)) {
            try perform { try $0.cancelBooking(booking.id, of: meera) }
        }
        let later = now.adding(seconds: 900)
        assertRefusal(.bookingNotCancellable(.expired)) {
            try perform(at: later) { try $0.cancelBooking(booking.id, of: bhavin) }
        }
        let free = try book(makeEvent(startsInHours: 1), by: bhavin)
        assertRefusal(.eventStarted) {
            try perform(at: now.adding(seconds: 3600)) { try $0.cancelBooking(free.id, of: bhavin) }
        }
    }

    func testTheQuoteUsesTheRefundPolicyOfTheBooking() throws {
        let event = try makeEvent(
            price: 1001, startsInHours: 48, refunds: [.init(hoursBefore: 24, percent: 50)])
        let held = try book(event, by: bhavin)
        try execute(
            """
            UPDATE bookings SET status = 'confirmed', payment_status = 'success',
                amount_paid = 1001, confirmed_at = \(now) WHERE id = \(held.id)
            """)
        let stricter = EventFields(refundPolicy: [])
        try perform { try $0.editEvent(event.id, by: arjun, stricter) }
        let booking = try XCTUnwrap(
            database.read { try $0.bookings.find(held.id, of: bhavin) })
        XCTAssertEqual(try booking.quoteCancellation(at: now).refund.amount, 500)
        let late = now.adding(seconds: 24 * 3600 + 1)
        XCTAssertEqual(try booking.quoteCancellation(at: late).refund.reason, .tooLate)
    }
}

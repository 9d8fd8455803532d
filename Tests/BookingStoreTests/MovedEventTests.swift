import BookingDomain
import BookingStore
import JSONCoding
import SQLite
import Timekeeping
import XCTest

/// Edits of an event's time and place, and the cancellations that they allow.
final class MovedEventTests: PaymentTestCase {
    /// The start of the event, in ten days.
    private var start: Timestamp { now.adding(seconds: 240 * 3600) }

    func testWhileTheEventIsMovedThePaymentIsRefundedInFull() throws {
        let (event, booking) = try booked()
        XCTAssertEqual(try quote(booking).reason.code, "notice_given")
        let moves: [(fields: EventFields, back: EventFields)] = [
            (fields(start: 7_200, end: 10_800), fields(start: 0, end: 3_600)),
            (fields(start: 0, end: 7_200), fields(start: 0, end: 3_600)),
            (EventFields(location: "Goa"), EventFields(location: "Rishikesh")),
        ]
        for (number, (move, back)) in moves.enumerated() {
            try edit(event, move)
            XCTAssertEqual(
                try quote(booking),
                RefundQuote(amount: price, percent: 100, reason: .eventMoved), "\(number)")
            try edit(event, back)
            XCTAssertEqual(try quote(booking).reason.code, "notice_given", "\(number)")
        }
        try edit(event, EventFields(title: "Silence", capacity: 30))
        XCTAssertEqual(try quote(booking).reason.code, "notice_given")
        try edit(event, moves[0].fields)
        let cancelled = try perform { try $0.cancelBooking(booking.id, of: bhavin) }
        XCTAssertEqual(cancelled.booking.refund.amount, price)
        try assertSound()
    }

    func testTheFullRefundEndsWithTheStartOfTheEvent() throws {
        let (event, booking) = try booked()
        try edit(event, fields(start: -86_400, end: -82_800))
        let newStart = start.adding(seconds: -86_400)
        XCTAssertEqual(
            try quote(booking, at: newStart.adding(seconds: -1)).reason, .eventMoved)
        assertRefusal(.eventStarted) { try quote(booking, at: newStart) }
    }

    func testABookingMadeAfterTheMoveFollowsThePolicy() throws {
        let (event, _) = try booked()
        try edit(event, EventFields(location: "Goa"))
        let later = try book(event, by: meera)
        XCTAssertFalse(later.isEventMoved)
        XCTAssertFalse(try self.booking(later.id).isEventMoved)
    }

    func testACorrectionNotifiesGuestsAndKeepsThePolicy() throws {
        let (event, booking) = try booked()
        try edit(event, EventFields(location: "Rishikesh, Laxman Jhula", isCorrection: true))
        XCTAssertEqual(try quote(booking).reason.code, "notice_given")
        XCTAssertEqual(try timeline(of: booking).last, "event_changed")
        XCTAssertTrue(try XCTUnwrap(messages(of: booking).last).contains("has changed"))
        // A correction of one field leaves the move of another one as it was.
        try edit(event, fields(start: 3_600, end: 7_200))
        try edit(event, EventFields(location: "Rishikesh", isCorrection: true))
        XCTAssertEqual(try quote(booking).reason, .eventMoved)
        try edit(event, fields(start: 0, end: 3_600))
        XCTAssertEqual(try quote(booking).reason.code, "notice_given")
        // Nor does a correction of a move take it back.
        try edit(event, EventFields(location: "Haridwr"))
        try edit(event, EventFields(location: "Haridwar", isCorrection: true))
        XCTAssertEqual(try quote(booking).reason, .eventMoved)
    }

    func testACorrectionOfTheStartIsRefused() throws {
        let (event, _) = try booked()
        var correction = fields(start: 60, end: 3_600)
        correction.isCorrection = true
        XCTAssertEqual(try errors(of: correction, event), ["correction invalid"])
    }

    func testBookedSeatsDoNotMoveIntoThePast() throws {
        let event = try makeEvent(price: price)
        let past = fields(start: -240 * 3600, end: 3_600)
        let booking = try book(event, by: bhavin)
        XCTAssertEqual(try errors(of: past, event), ["starts_at out_of_range"])
        try perform { try $0.cancelBooking(booking.id, of: bhavin) }
        XCTAssertEqual(try errors(of: past, event), [])
    }

    func testAMovedEventThatHasBegunCanBeEdited() throws {
        let (event, _) = try booked()
        try perform(at: start.adding(seconds: 60)) {
            _ = try $0.editEvent(event.id, by: arjun, EventFields(title: "Silence"))
        }
    }

    /// A booking that was paid when the policy still returned half of it.
    private func booked() throws -> (Event, Booking) {
        let event = try makeEvent(
            price: price, refunds: [.init(hoursBefore: 1, percent: 50)])
        return (event, try paid(event))
    }

    /// The event's times, in seconds after its first start.
    private func fields(start seconds: Int64, end: Int64) -> EventFields {
        EventFields(
            startsAt: start.adding(seconds: seconds), endsAt: start.adding(seconds: end))
    }

    private func edit(_ event: Event, _ fields: EventFields) throws {
        try perform { _ = try $0.editEvent(event.id, by: arjun, fields) }
    }

    private func quote(_ booking: Booking, at time: Timestamp? = nil) throws -> RefundQuote {
        try read(at: time) { try $0.quoteCancellation(of: booking.id, for: bhavin) }.refund
    }

    /// The fields and codes of the errors of an edit.
    private func errors(of fields: EventFields, _ event: Event) throws -> [String] {
        do {
            try edit(event, fields)
            return []
        } catch let invalid as InvalidFields {
            return invalid.errors.map { "\($0.field) \($0.code)" }
        }
    }
}

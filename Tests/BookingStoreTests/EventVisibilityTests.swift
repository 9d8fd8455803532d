import BookingDomain
import BookingStore
import SQLite
import Timekeeping
import XCTest

/// Unlisted events, drafts, the end of booking, and the reasons that guests read.
final class EventVisibilityTests: PaymentTestCase {
    func testOnlyPublicEventsAreInListsAndSearches() throws {
        let listed = try makeEvent("Silent Walk")
        for (title, visibility) in [("Silent Dinner", "unlisted"), ("Silent Draft", "draft")] {
            try edit(makeEvent(title), EventFields(visibility: visibility))
        }
        var filters = [EventFilter(), EventFilter(), EventFilter(), EventFilter(), EventFilter()]
        filters[1].search = "silent"
        filters[2].search = "silent session"
        filters[3].status = .all
        filters[3].from = .earliest
        filters[4].facilitator = arjun.id
        for filter in filters {
            let found = try read { try $0.events.page(filter, PageRequest()).items.map(\.id) }
            XCTAssertEqual(found, [listed.id], "\(filter)")
        }
        let own = try read { try $0.events.page(.all(of: arjun.id), PageRequest()).items }
        XCTAssertEqual(own.map(\.visibility), [.public, .unlisted, .draft])
        try assertSound()
    }

    func testAFacilitatorWithoutPublicEventsIsNotListed() throws {
        let event = try makeEvent()
        try edit(event, EventFields(visibility: "unlisted"))
        XCTAssertEqual(try read { try $0.facilitators.all() }, [])
        try edit(event, EventFields(visibility: "public"))
        XCTAssertEqual(try read { try $0.facilitators.all() }, [arjun])
    }

    func testADraftIsFoundByItsFacilitatorOnly() throws {
        let event = try makeEvent()
        try edit(event, EventFields(visibility: "draft"))
        XCTAssertNil(try read { try $0.events.findPublished(event.id) })
        XCTAssertEqual(
            try read { try $0.events.find(event.id, of: arjun.id) }.visibility, .draft)
        assertRefusal(.notFound(.event)) { try book(event, by: bhavin) }
        let booking = try book(makeEvent("Open"), by: bhavin)
        assertRefusal(.eventIsDraft) {
            try perform {
                try $0.addBooking(AddedBooking(name: "Asha"), to: event.id, of: arjun.id)
            }
        }
        assertRefusal(.eventIsDraft) {
            try perform { try $0.moveBooking(booking.id, of: arjun.id, to: event.id) }
        }
        try edit(event, EventFields(visibility: "unlisted"))
        XCTAssertNotNil(try read { try $0.events.findPublished(event.id) })
        try book(event, by: bhavin)
    }

    func testAnEventWithBookingsDoesNotBecomeADraft() throws {
        let event = try makeEvent(price: price)
        let booking = try book(event, by: bhavin)
        let draft = EventFields(visibility: "draft")
        assertRefusal(.eventHasBookings) { try edit(event, draft) }
        try perform { try $0.cancelBooking(booking.id, of: bhavin) }
        assertRefusal(.eventHasBookings) { try edit(event, draft) }
        try edit(event, EventFields(visibility: "unlisted"))
        try edit(makeEvent(), draft)
        try assertSound()
    }

    func testBookingClosesTheGivenTimeBeforeTheStart() throws {
        let event = try makeEvent()
        try edit(event, EventFields(bookingClosesMinutesBefore: 90))
        let closesAt = event.startsAt.adding(seconds: -5_400)
        XCTAssertEqual(try find(event).bookingClosesAt, closesAt)
        assertRefusal(.bookingClosed) { try book(event, by: bhavin, at: closesAt) }
        try book(event, by: bhavin, at: closesAt.adding(seconds: -1))
        try edit(event, EventFields(title: "Silence"))
        assertRefusal(.bookingClosed) { try book(event, by: meera, at: closesAt) }
        try edit(event, EventFields(bookingClosesMinutesBefore: .some(nil)))
        XCTAssertNil(try find(event).bookingClosesAt)
        try book(event, by: meera, at: closesAt)
    }

    func testALatePaymentTakesNoSeatsAfterBookingHasClosed() throws {
        for (minutes, outcome) in [(0, CheckoutOutcome.confirmed), (60, .paidTooLate)] {
            let event = try makeEvent(price: price, startsInHours: 2)
            try edit(event, EventFields(bookingClosesMinutesBefore: Int64(minutes)))
            let attempt = try begin(book(event, by: bhavin))
            let late = event.startsAt.adding(seconds: -1_800)
            XCTAssertEqual(
                try pay(attempt, as: "pay_\(minutes)", at: late), outcome, "\(minutes)")
        }
        try assertSound()
    }

    func testGuestsReadTheReasonsOfAMoveAndOfACancellation() throws {
        let event = try makeEvent()
        let booking = try book(event, by: bhavin)
        try edit(event, EventFields(title: "Silence", reason: "Not told"))
        try edit(event, EventFields(location: "Goa", reason: "The bridge is closed."))
        XCTAssertEqual(try find(event).details.changeReason?.text, "The bridge is closed.")
        try edit(event, EventFields(location: "Pune", reason: " "))
        XCTAssertNil(try find(event).details.changeReason)
        let reason = try GuestReason("The hall is flooded.")
        let cancelled = try perform {
            try $0.cancelEvent(event.id, of: arjun.id, reason: reason)
        }
        XCTAssertEqual(cancelled.details.cancellationReason, reason)
        let told = try messages(of: booking).map { message in
            message.firstRange(of: "Reason: ").map { String(message[$0.lowerBound...]) }
        }
        XCTAssertEqual(
            told, ["Reason: “The bridge is closed.”", nil, "Reason: “The hall is flooded.”"])
    }

    @discardableResult
    private func edit(_ event: Event, _ fields: EventFields) throws -> Event {
        try perform { try $0.editEvent(event.id, by: arjun, fields) }
    }
}

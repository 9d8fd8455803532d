import BookingDomain
import BookingStore
import JSONCoding
import SQLite
import Timekeeping
import XCTest

final class EventTests: StoreTestCase {
    func testAFacilitatorWithoutEventsIsNotListed() throws {
        let before = try database.read { try $0.facilitators.all().map(\.name) }
        XCTAssertEqual(before, [])
        _ = try makeEvent()
        try perform { try $0.facilitators.save(Facilitator(id: .init(9), name: "New Here")) }
        let after = try database.read { try $0.facilitators.all().map(\.name) }
        XCTAssertEqual(after, [arjun.name])
    }

    func testAnInvalidStoredRefundPolicyThrows() throws {
        let event = try makeEvent()
        for text in ["", "[", "{}", "[1]", "[{\"hours_before\":1}]", "[] ", "null"] {
            try execute("UPDATE events SET refund_policy = \(text)")
            XCTAssertThrowsError(
                try database.read { try $0.events.find(event.id) }, text
            ) { error in
                XCTAssertEqual((error as? UnreadableRow)?.column, "refund_policy")
            }
        }
    }

    func testANewEventIsReadBackUnchanged() throws {
        let event = try makeEvent("Sound Bath", refunds: [.init(hoursBefore: 24, percent: 50)])
        XCTAssertEqual(event.version, 1)
        XCTAssertEqual(event.facilitator, arjun)
        XCTAssertEqual(event.seatsLeft, 20)
        XCTAssertEqual(event.refundPolicy.tiers, [.init(hoursBefore: 24, percent: 50)])
        XCTAssertEqual(try find(event), event)
    }

    func testAnEditChangesOnlyItsFieldsAndIncrementsTheVersion() throws {
        let event = try makeEvent()
        let edited = try edit(event, EventFields(title: "Silence", price: 500))
        XCTAssertEqual(edited.title, "Silence")
        XCTAssertEqual(edited.price, 500)
        XCTAssertEqual(edited.location, event.location)
        XCTAssertEqual(edited.version, 2)
        XCTAssertEqual(try edit(event, EventFields(title: "Silence")).version, 2)
    }

    func testAStaleEditIsRefused() throws {
        let event = try makeEvent()
        try edit(event, EventFields(title: "Silence"), version: 1)
        assertRefusal(.versionStale(current: 2)) {
            try edit(event, EventFields(title: "Noise"), version: 1)
        }
        assertRefusal(.versionStale(current: 2)) {
            try perform { try $0.cancelEvent(event.id, of: arjun.id, expectedVersions: [1]) }
        }
    }

    func testEventsOfOtherFacilitatorsAreNotFound() throws {
        let event = try makeEvent()
        let kavya = Facilitator(id: FacilitatorID(3), name: "Kavya Reddy")
        assertRefusal(.notFound(.event)) {
            try perform { try $0.editEvent(event.id, by: kavya, EventFields()) }
        }
        assertRefusal(.notFound(.event)) {
            try perform { try $0.cancelEvent(event.id, of: kavya.id) }
        }
    }

    func testACapacityBelowTheTakenSeatsIsRefused() throws {
        let event = try makeEvent(price: 100)
        try book(event, by: bhavin, seats: 4)
        assertRefusal(.capacityBelowTaken(taken: 4)) {
            try edit(event, EventFields(capacity: 3))
        }
        XCTAssertEqual(try edit(event, EventFields(capacity: 4)).seatsLeft, 0)
        let holdIsOver = now.adding(seconds: 900)
        let edited = try perform(at: holdIsOver) {
            try $0.editEvent(event.id, by: arjun, EventFields(capacity: 1))
        }
        XCTAssertEqual(edited.seatsLeft, 1)
        try assertSound()
    }

    func testInvalidFieldsAreNamed() throws {
        let event = try makeEvent()
        XCTAssertThrowsError(try edit(event, EventFields(title: "", price: -1))) { error in
            XCTAssertEqual((error as? InvalidFields)?.errors.map(\.field), ["title", "price"])
        }
    }

    func testGuestsGetAMessageForANewLocationAndNotForANewTitle() throws {
        let event = try makeEvent()
        try book(event, by: bhavin)
        try edit(event, EventFields(title: "Silence"))
        XCTAssertEqual(try kinds(of: bhavin), [])
        try edit(event, EventFields(location: "Goa"))
        XCTAssertEqual(try kinds(of: bhavin), [.eventChanged])
        XCTAssertEqual(try kinds(of: meera), [])
    }

    func testCancellingAnEventTwiceCancelsAndReportsEachBookingOnce() throws {
        let event = try makeEvent()
        let first = try book(event, by: bhavin)
        let second = try book(event, by: meera, seats: 2)
        let gone = try register("ravi")
        let third = try book(event, by: gone)
        try perform { try $0.cancelBooking(third.id, of: gone) }
        for _ in 1...2 {
            let cancelled = try perform { try $0.cancelEvent(event.id, of: arjun.id) }
            XCTAssertEqual(cancelled.status, .cancelled)
            XCTAssertEqual(cancelled.version, 2)
            XCTAssertEqual(cancelled.seatsLeft, 20)
        }
        for booking in [first, second, third] {
            XCTAssertEqual(
                try noticeTypes(of: booking), ["booking.confirmed", "booking.cancelled"])
        }
        XCTAssertEqual(try kinds(of: bhavin), [.eventCancelled])
        XCTAssertEqual(try kinds(of: meera), [.eventCancelled])
        XCTAssertEqual(try kinds(of: gone), [.bookingCancelled])
        assertRefusal(.eventCancelled) { try edit(event, EventFields(title: "Again")) }
        try assertSound()
    }

    func testCancellingAnEventCancelsHeldBookingsWithoutANotice() throws {
        let event = try makeEvent(price: 100)
        let held = try book(event, by: bhavin)
        try perform { try $0.cancelEvent(event.id, of: arjun.id) }
        let found = try database.read {
            try $0.bookings.find(held.id, of: bhavin)
        }
        XCTAssertEqual(found?.status, .cancelled)
        XCTAssertEqual(try noticeTypes(of: held), [])
        try assertSound()
    }

    func testAnExpiredHoldStaysExpiredWhenTheEventIsCancelled() throws {
        let event = try makeEvent(price: 100)
        let held = try book(event, by: bhavin)
        let later = now.adding(seconds: 900)
        try perform(at: later) { try $0.cancelEvent(event.id, of: arjun.id) }
        let history = try read(at: later) {
            try $0.bookings.history(of: held.id, for: bhavin)
        }
        XCTAssertEqual(history?.booking.status, .expired)
        XCTAssertEqual(history?.changes.map(\.kind), [.held, .expired])
        XCTAssertEqual(try kinds(of: bhavin), [])
        try assertSound()
    }

    func testAPastEventCannotBeEditedOrCancelled() throws {
        let event = try makeEvent(startsInHours: -2)
        assertRefusal(.eventPast) { try edit(event, EventFields(title: "Again")) }
        assertRefusal(.eventPast) {
            try perform { try $0.cancelEvent(event.id, of: arjun.id) }
        }
    }

    @discardableResult
    private func edit(
        _ event: Event, _ fields: EventFields, version: Int64? = nil
    ) throws -> Event {
        try perform {
            try $0.editEvent(event.id, by: arjun, fields, expectedVersions: version.map { [$0] })
        }
    }

    private func kinds(of user: UserID) throws -> [InAppNotification.Kind] {
        try database.read { try $0.notifications.inbox(of: user, PageRequest()) }
            .page.items.map(\.kind)
    }
}

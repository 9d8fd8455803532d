import BookingDomain
import JSONCoding
import SQLite
import Timekeeping
import XCTest

@testable import BookingStore

/// The effects of a changed event on its bookings, which are recorded in several transactions.
final class PendingEventChangeTests: PaymentTestCase {
    private let half = [RefundPolicy.Tier(hoursBefore: 24, percent: 50)]

    override func tearDown() {
        XCTAssertNoThrow(try assertSound())
        super.tearDown()
    }

    func testBookingsOfACancelledEventReadAsCancelledBeforeItIsStored() throws {
        let event = try eventWithBookingsOfAllKinds()
        let later = now.adding(seconds: 60)
        try perform(at: later) { tx in
            try tx.cancel(tx.events.find(event.id, of: arjun.id), reason: nil)
        }
        let moment = now.adding(seconds: 3_600)
        let before = try state(of: event, at: moment)
        XCTAssertEqual(before.event.seatsLeft, 20)
        XCTAssertEqual(
            try integer("SELECT count(*) FROM notifications WHERE kind = 'event_cancelled'"), 0)
        XCTAssertEqual(try unrecorded(), 7)
        try assertSound()
        try perform(at: moment) { while try $0.recordEffects(of: event.id, limit: 1) > 0 {} }
        let after = try state(of: event, at: moment)
        for (read, stored) in zip(before.bookings, after.bookings) {
            XCTAssertEqual(read.comparable, stored.comparable, "booking \(stored.booking.id)")
        }
        XCTAssertEqual(before.event, after.event)
        XCTAssertEqual(before.report, after.report)
        XCTAssertEqual(before.statuses, after.statuses)
        XCTAssertEqual(
            after.bookings.map(\.booking.status.rawValue),
            [
                "cancelled", "cancelled", "cancelled", "cancelled", "cancelled", "cancelled",
                "refunded", "expired",
            ])
        XCTAssertEqual(try unrecorded(), 0)
        XCTAssertEqual(try texts("SELECT event_id FROM pending_event_changes"), [])
    }

    func testAChangeRecordsTheEffectsOnItsFirstBookingsAtOnce() throws {
        let event = try crowdedEvent(bookings: 130)
        XCTAssertEqual(try cancel(event).seatsLeft, 200)
        XCTAssertEqual(try unrecorded(), 31)
        XCTAssertEqual(try perform { try $0.recordEffects(of: event.id, limit: 20) }, 20)
        XCTAssertEqual(try unrecorded(), 11)
        try open()
        XCTAssertEqual(try perform { try $0.recordEffects(of: event.id, limit: 20) }, 11)
        XCTAssertEqual(try unrecorded(), 0)
        let told = try texts(
            """
            SELECT count(*) || ' of ' || user_id FROM notifications
            WHERE kind = 'event_cancelled' GROUP BY user_id HAVING count(*) <> 1
            """)
        XCTAssertEqual(told, [])
        XCTAssertEqual(
            try integer("SELECT count(*) FROM outbox WHERE type = 'booking.cancelled'"), 130)
    }

    func testGuestsOfAMovedEventMayCancelBeforeTheirOwnTimeIsStored() throws {
        let event = try makeEvent(price: price, refunds: half)
        let booked = try paid(event)
        try startMoving(event)
        XCTAssertTrue(try booking(booked.id).isEventMoved)
        let pending = try timeline(of: booking(booked.id))
        XCTAssertEqual(pending.last, "event_changed")
        let quote = try read { try $0.quoteCancellation(of: booked.id, for: bhavin) }
        XCTAssertEqual(quote.refund.amount, price)
        try perform { _ = try $0.recordEffects(of: event.id) }
        XCTAssertTrue(try booking(booked.id).isEventMoved)
        XCTAssertEqual(try timeline(of: booking(booked.id)), pending)
        XCTAssertEqual(
            try messages(of: booked).last?.hasSuffix(
                "You can cancel with a full refund until it starts."), true)
    }

    func testABookingMadeAfterTheMoveIsNotMoved() throws {
        let event = try makeEvent()
        let first = try book(event, by: bhavin)
        try startMoving(event)
        let second = try book(event, by: meera)
        XCTAssertFalse(try booking(second.id).isEventMoved)
        try perform { _ = try $0.recordEffects(of: event.id) }
        XCTAssertTrue(try booking(first.id).isEventMoved)
        XCTAssertFalse(try booking(second.id).isEventMoved)
        XCTAssertEqual(try messages(of: second), [])
    }

    func testOtherStepsOfABookingComeAfterTheEffectsOfTheChange() throws {
        let event = try makeEvent()
        let booked = try book(event, by: bhavin)
        try startMoving(event)
        func assertWaits(_ change: (Transaction) throws -> some Any, line: UInt = #line) {
            XCTAssertThrowsError(try perform { _ = try change($0) }, line: line) {
                XCTAssertEqual($0 as? UnrecordedEffects, .init(events: [event.id]), line: line)
            }
        }
        assertWaits { try $0.cancelBooking(booked.id, of: bhavin) }
        assertWaits { try $0.cancelEvent(event.id, of: arjun.id) }
        assertWaits { try $0.eraseAccount(of: bhavin, generation: 0) }
        assertWaits {
            try $0.sendMessage(
                MessageDraft(subject: "Mats", text: "Bring one."), to: event.id, by: arjun.id)
        }
        assertWaits { try $0.editEvent(event.id, by: arjun, EventFields(title: "Silence")) }
        assertWaits { tx in try tx.preview { try tx.cancelEvent(event.id, of: arjun.id) } }
        try perform { _ = try $0.recordEffects(of: event.id) }
        try perform { _ = try $0.cancelBooking(booked.id, of: bhavin) }
        XCTAssertEqual(
            try timeline(of: booking(booked.id)), ["confirmed", "event_changed", "cancelled"])
    }

    func testAnErasureAtTheStartRecordsTheEffectsFirst() throws {
        let event = try makeEvent()
        let booked = try book(event, by: bhavin)
        try perform { tx in
            try tx.cancel(tx.events.find(event.id, of: arjun.id), reason: nil)
        }
        let guest = ErasedGuest(id: bhavin, registeredAt: now)
        XCTAssertEqual(try perform { try $0.eraseAgain([guest]) }, 1)
        XCTAssertEqual(try timeline(of: booking(booked.id)), ["confirmed", "cancelled"])
        XCTAssertEqual(try unrecorded(), 0)
    }

    func testAnActiveBookingOfACancelledEventIsAViolation() throws {
        let event = try makeEvent()
        try book(event, by: bhavin)
        try perform { tx in
            try tx.cancel(tx.events.find(event.id, of: arjun.id), reason: nil)
            try tx.execute("DELETE FROM pending_event_changes")
        }
        let rules = try database.read { try Invariants.check($0) }.map(\.rule)
        XCTAssertEqual(rules, [.effectsRecorded])
        try perform { tx in
            try tx.pendingEventChanges.insert(.cancelled, of: event.id)
            _ = try tx.recordEffects(of: event.id)
        }
    }

    // MARK: - Data

    /// An event with bookings that are free of charge, held, paid, in dispute, paid at the door, paid in
    /// part, refunded in full before, and expired.
    private func eventWithBookingsOfAllKinds() throws -> Event {
        let free = try makeEvent("Yoga", refunds: half)
        try book(free, by: register("asha"))
        try perform { tx in
            _ = try tx.editEvent(free.id, by: arjun, EventFields(price: price))
        }
        let event = try find(free)
        try book(event, by: register("ravi"), at: now.adding(seconds: 30))
        _ = try pay(checkout(of: event, by: register("lena"), "pay_1"), as: "pay_1")
        _ = try pay(checkout(of: event, by: register("omar"), "pay_2"), as: "pay_2")
        try perform { tx in
            let dispute = GatewayDispute(
                id: "d_1", paymentID: "pay_2", amount: price, status: .lost)
            let event = ReportedEvent(provider: .sandbox, id: "evt_1", type: "dispute")
            _ = try tx.applyDispute(dispute, at: .sandbox, event: event)
        }
        for paid in [price, price - 1_000] {
            let added = AddedBooking(
                name: "Noor", payment: OfflinePayment(amount: paid, method: .cash))
            try perform { _ = try $0.addBooking(added, to: event.id, of: arjun.id) }
        }
        let returned = try checkout(of: event, by: register("tara"), "pay_3")
        _ = try pay(returned, as: "pay_3")
        let remote = try remote("re_1", of: "pay_3", price, .processed)
        _ = try apply(remote)
        try book(event, by: register("zoe"), at: now.adding(seconds: -3_000))
        return event
    }

    /// Moves the event to Goa, with all effects on its bookings pending.
    private func startMoving(_ event: Event) throws {
        try perform { tx in
            let before = try tx.events.find(event.id, of: arjun.id)
            let draft = try EventDraft(editing: before, with: EventFields(location: "Goa"))
            try tx.change(before, to: draft, isCorrection: false)
        }
    }

    private func checkout(
        of event: Event, by user: UserID, _ payment: String
    ) throws -> PaymentAttempt {
        let held = try book(event, by: user)
        return try perform {
            try $0.startPayment(of: held.id, for: user, at: .sandbox) { _ in [] }
        }
    }

    private func crowdedEvent(bookings: Int) throws -> Event {
        let event = try makeEvent(capacity: 200)
        for number in 0..<bookings { try book(event, by: register("guest\(number)")) }
        return event
    }

    @discardableResult
    private func cancel(_ event: Event) throws -> Event {
        try perform { try $0.cancelEvent(event.id, of: arjun.id) }
    }

    /// The bookings of cancelled events whose rows have yet to follow.
    private func unrecorded() throws -> Int? {
        try integer(
            """
            SELECT count(*) FROM bookings b JOIN events e ON e.id = b.event_id
            WHERE e.status = 'cancelled' AND b.status IN ('held', 'confirmed')
            """)
    }

    // MARK: - Comparison

    private struct State {
        let event: Event
        let bookings: [ReadBooking]
        /// The IDs on the roster by status.
        let statuses: [String: [BookingID]]
        let report: [MoneyReport.Sum]
    }

    private struct ReadBooking {
        let booking: Booking
        let timeline: [BookingChange]

        /// Without the ID that the gateway gives, and the sums on lines of the timeline.
        var comparable: [String] {
            let refund = "\(String(describing: booking.refund.status)) \(booking.refund.amount)"
            return [
                booking.status.rawValue, "\(booking.event)", "\(booking.payment)", refund,
                "\(booking.outstanding)", "\(String(describing: booking.cancelledAt))",
                "\(String(describing: booking.refund.refundedAt))",
            ] + timeline.map { "\($0.kind) \($0.at)" }
        }
    }

    private func state(of event: Event, at moment: Timestamp) throws -> State {
        try read(at: moment) { tx in
            let page = PageRequest(limit: 200)
            let rows = try tx.bookings.roster(
                of: event.id, facilitator: arjun.id, status: nil, page)
            var statuses: [String: [BookingID]] = [:]
            for status in SeatState.allCases {
                statuses[status.rawValue] = try tx.bookings.roster(
                    of: event.id, facilitator: arjun.id, status: status, page
                ).items.map(\.booking.id)
            }
            return State(
                event: try XCTUnwrap(tx.events.find(event.id)),
                bookings: try rows.items.map { row in
                    ReadBooking(
                        booking: row.booking, timeline: try tx.timelines.all(of: row.booking))
                },
                statuses: statuses,
                report: try tx.moneyReport(on: event.id, of: arjun.id).sums)
        }
    }
}

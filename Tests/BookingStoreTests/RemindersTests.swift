import BookingDomain
import BookingStore
import SQLite
import Timekeeping
import XCTest

/// Reminders a day before the start of an event.
final class RemindersTests: StoreTestCase {
    private let lead = Duration.seconds(86_400)

    /// The first moment at which guests are reminded of an event in ten days.
    private var moment: Timestamp { now.adding(seconds: 216 * 3_600) }

    func testGuestsOfAnEventAreRemindedOnceADayBefore() throws {
        let event = try makeEvent()
        for guest in [bhavin, meera] { try book(event, by: guest) }
        try markAllSent()
        XCTAssertEqual(try reminders(at: moment.adding(seconds: -1)), [])
        for _ in 0..<2 {
            XCTAssertEqual(try reminders(at: moment).map(\.booking.userID), [bhavin, meera])
            try open()
        }
        try markAllSent()
        XCTAssertEqual(try reminders(at: moment.adding(seconds: 3_600)), [])
        XCTAssertFalse(try read(at: moment) { try $0.reminders.areDue(before: lead) })
    }

    func testGuestsAreRemindedLateAfterAnOutage() throws {
        try book(makeEvent(), by: bhavin)
        XCTAssertEqual(try reminders(at: moment.adding(seconds: 80_000)).count, 1)
    }

    func testAStartedEventHasNoReminders() throws {
        try book(makeEvent(), by: bhavin)
        XCTAssertEqual(try reminders(at: moment.adding(seconds: 86_400)), [])
    }

    func testABookingOfTheLastDayHasNoReminder() throws {
        let event = try makeEvent()
        try book(event, by: bhavin, at: moment.adding(seconds: -1))
        try book(event, by: meera, at: moment)
        XCTAssertEqual(try reminders(at: moment).map(\.booking.userID), [bhavin])
    }

    func testHeldAndCancelledBookingsHaveNoReminder() throws {
        let priced = try makeEvent(price: 100)
        try perform(at: moment.adding(seconds: -1)) {
            _ = try $0.book(.one, of: priced.id, for: bhavin)
        }
        let free = try makeEvent()
        let booking = try book(free, by: meera)
        try perform { try $0.cancelBooking(booking.id, of: meera) }
        let cancelled = try makeEvent()
        try book(cancelled, by: bhavin)
        try perform { try $0.cancelEvent(cancelled.id, of: arjun.id) }
        XCTAssertEqual(try reminders(at: moment), [])
    }

    func testGuestsWhoHaveStoppedRemindersGetNone() throws {
        let event = try makeEvent()
        for guest in [bhavin, meera] { try book(event, by: guest) }
        try perform { try $0.reminders.setStopped(true, for: .account(bhavin)) }
        let mails = try reminders(at: moment)
        XCTAssertEqual(mails.map(\.booking.userID), [meera])
        try perform { try $0.reminders.setStopped(true, for: .account(meera)) }
        XCTAssertEqual(try reminders(at: moment).map(\.isObsolete), [true], "it waits already")
        try perform { try $0.reminders.setStopped(false, for: .account(meera)) }
        XCTAssertEqual(try reminders(at: moment).map(\.isObsolete), [false])
        try perform { try $0.eraseAccount(of: meera, generation: 0) }
        XCTAssertNil(try read { try $0.reminders.areStopped(for: .account(meera)) })
    }

    func testAReminderIsObsoleteAfterACancellationOrAMove() throws {
        let events = [try makeEvent("A"), try makeEvent("B"), try makeEvent("C")]
        let bookings = try events.map { try book($0, by: bhavin) }
        XCTAssertEqual(try reminders(at: moment).map(\.isObsolete), [false, false, false])
        try perform(at: moment) { tx in
            _ = try tx.cancelBooking(bookings[0].id, of: bhavin)
            _ = try tx.editEvent(
                events[1].id, by: arjun, fields(of: events[1], movedBy: 3_600))
        }
        let mails = try due(at: moment).filter(\.isReminder)
        XCTAssertEqual(mails.map(\.isObsolete), [true, true, false])
        try perform(at: moment) { tx in try mails.forEach(tx.mails.drop) }
        XCTAssertEqual(try due(at: moment).filter(\.isReminder), [])
    }

    func testAnEventThatMovesAwayHasAnotherReminder() throws {
        let event = try makeEvent()
        try book(event, by: bhavin)
        XCTAssertEqual(try reminders(at: moment).count, 1)
        try markAllSent()
        // The letter about a start within the next day reminds of it.
        try perform(at: moment) {
            _ = try $0.editEvent(event.id, by: arjun, fields(of: event, movedBy: -3_600))
        }
        try markAllSent()
        XCTAssertEqual(try reminders(at: moment), [])
        try perform(at: moment) {
            _ = try $0.editEvent(event.id, by: arjun, fields(of: event, movedBy: 86_400))
        }
        try markAllSent()
        XCTAssertEqual(try reminders(at: moment), [])
        XCTAssertEqual(try reminders(at: moment.adding(seconds: 86_400)).count, 1)
        try markAllSent()
        XCTAssertEqual(try reminders(at: moment.adding(seconds: 90_000)), [])
    }

    func testRemindersAreCollectedWithEveryLimit() throws {
        let events = [try makeEvent("A"), try makeEvent("B")]
        let guests = try (1...5).map { try register("guest\($0)", email: "g\($0)@example.com") }
        for event in events { for guest in guests { try book(event, by: guest) } }
        for limit in 1...7 {
            try execute("DELETE FROM mails")
            try execute("UPDATE events SET reminded_start = NULL")
            var steps = 0
            while try perform(at: moment, { try $0.reminders.collect(before: lead, limit: limit) })
            {
                steps += 1
            }
            XCTAssertEqual(steps, 2 * (5 / limit + 1), "\(limit) at a time")
            XCTAssertEqual(try due(at: moment).filter(\.isReminder).count, 10, "\(limit) at a time")
        }
    }

    func testFindingDueRemindersDoesNotDependOnTheNumberOfEvents() throws {
        let plan = try database.read { tx in
            try tx.all(
                """
                EXPLAIN QUERY PLAN SELECT id, starts_at FROM events
                WHERE status = 'scheduled' AND reminded_start IS NOT starts_at
                AND starts_at > 1 AND starts_at <= 2 ORDER BY starts_at LIMIT 1
                """
            ) { $0.string(3) }.joined(separator: "; ")
        }
        XCTAssertTrue(plan.contains("INDEX events_to_remind (starts_at>? AND starts_at<?)"), plan)
    }

    /// Collects the reminders, and returns those that are due.
    private func reminders(at moment: Timestamp) throws -> [DueMail] {
        while try perform(at: moment, { try $0.reminders.collect(before: lead, limit: 9) }) {}
        return try due(at: moment).filter(\.isReminder)
    }

    private func due(at moment: Timestamp) throws -> [DueMail] {
        try read(at: moment) { try $0.mails.due(limit: 99) }
    }

    private func markAllSent() throws {
        try perform { try $0.mails.collect(limit: 99) }
        try execute("UPDATE mails SET next_attempt_at = NULL, sent_at = 0")
    }

    private func fields(of event: Event, movedBy seconds: Int64) -> EventFields {
        EventFields(
            startsAt: event.startsAt.adding(seconds: seconds),
            endsAt: event.endsAt.adding(seconds: seconds))
    }
}

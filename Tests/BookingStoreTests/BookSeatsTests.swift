import BookingDomain
import SQLite
import Timekeeping
import XCTest

@testable import BookingStore

final class BookSeatsTests: StoreTestCase {
    func testABookingOfAFreeEventIsConfirmedWithANotice() throws {
        let event = try makeEvent()
        let booking = try book(event, by: bhavin, seats: 2)
        XCTAssertEqual(booking.status, .confirmed)
        XCTAssertEqual(booking.confirmedAt, now)
        XCTAssertNil(booking.payment.status)
        XCTAssertNil(booking.holdExpiresAt)
        XCTAssertEqual(booking.event.seatsLeft, 18)
        XCTAssertEqual(try noticeTypes(of: booking), ["booking.confirmed"])
        try assertReadsBack(booking)
    }

    func testABookingOfAPricedEventIsHeldWithoutANotice() throws {
        let event = try makeEvent(price: 1_500_000, refunds: [.init(hoursBefore: 24, percent: 50)])
        let booking = try book(event, by: bhavin, seats: 2)
        XCTAssertEqual(booking.status, .held)
        XCTAssertEqual(booking.holdExpiresAt, now.adding(seconds: 900))
        XCTAssertEqual(booking.amount, 3_000_000)
        XCTAssertEqual(booking.payment.status, .pending)
        XCTAssertEqual(booking.refundPolicy.tiers, [.init(hoursBefore: 24, percent: 50)])
        XCTAssertEqual(try noticeTypes(of: booking), [])
        try assertReadsBack(booking)
    }

    func testABookingHasTheCurrentVersionOfTheEvent() throws {
        let event = try makeEvent("Meditation")
        XCTAssertEqual(try book(event, by: bhavin).event.title, "Meditation")
        var fields = EventFields()
        fields.title = "Silence"
        fields.capacity = 7
        try perform { try $0.editEvent(event.id, by: arjun, fields) }
        let second = try book(event, by: meera)
        XCTAssertEqual(second.event.title, "Silence")
        XCTAssertEqual(second.event.seatsLeft, 5)

        let renamed = Facilitator(id: arjun.id, name: "Arjun Rao")
        try perform { try $0.editEvent(event.id, by: renamed, fields) }
        let third = try book(event, by: register("kavya"))
        XCTAssertEqual(third.event.facilitator.name, "Arjun Rao")

        try perform { try $0.cancelEvent(event.id, of: arjun.id) }
        assertRefusal(.eventCancelled) { try book(event, by: register("dev")) }
    }

    func testARolledBackEditIsNotCached() throws {
        let event = try makeEvent("Meditation")
        var fields = EventFields()
        fields.title = "Silence"
        XCTAssertThrowsError(
            try perform { tx in
                _ = try tx.editEvent(event.id, by: arjun, fields)
                let booked = try tx.book(.one, of: event.id, for: bhavin)
                XCTAssertEqual(booked.event.title, "Silence")
                throw Refusal.notFound(.event)
            })
        XCTAssertEqual(try book(event, by: bhavin).event.title, "Meditation")
    }

    func testASecondActiveBookingIsRefusedWithTheIDOfTheFirst() throws {
        let event = try makeEvent()
        let first = try book(event, by: bhavin)
        assertRefusal(.alreadyBooked(first.id)) { try book(event, by: bhavin, seats: 2) }
        try book(event, by: meera)
        try perform { try $0.cancelBooking(first.id, of: bhavin) }
        XCTAssertNotEqual(try book(event, by: bhavin).id, first.id)
    }

    func testBookingTooManySeatsIsRefusedWithTheNumberOfSeatsLeft() throws {
        let event = try makeEvent(capacity: 3)
        try book(event, by: bhavin, seats: 2)
        assertRefusal(.eventFull(seatsLeft: 1)) { try book(event, by: meera, seats: 2) }
        try book(event, by: meera, seats: 1)
        assertRefusal(.eventFull(seatsLeft: 0)) { try book(event, by: register("kavya")) }
        try assertSound()
    }

    func testPastRunningCancelledAndUnknownEventsCannotBeBooked() throws {
        assertRefusal(.eventPast) { try book(makeEvent(startsInHours: -1), by: bhavin) }
        assertRefusal(.eventStarted) { try book(makeEvent(startsInHours: 0), by: bhavin) }
        let cancelled = try makeEvent()
        try perform { try $0.cancelEvent(cancelled.id, of: arjun.id) }
        assertRefusal(.eventCancelled) { try book(cancelled, by: bhavin) }
        assertRefusal(.notFound(.event)) {
            try perform { try $0.book(.one, of: EventID(999), for: bhavin) }
        }
        assertRefusal(.notFound(.user)) { try book(makeEvent(), by: UserID(999)) }
    }

    func testAnExpiredHoldFreesItsSeatsAtOnce() throws {
        let event = try makeEvent(capacity: 2, price: 100)
        let held = try book(event, by: bhavin, seats: 2)
        let end = now.adding(seconds: 900)
        XCTAssertEqual(try find(event, at: end.adding(seconds: -1)).seatsLeft, 0)
        XCTAssertEqual(try find(event, at: end).seatsLeft, 2)
        let history = try XCTUnwrap(
            read(at: end) { try $0.bookings.history(of: held.id, for: bhavin) })
        XCTAssertEqual(history.booking.status, .expired)
        XCTAssertEqual(history.changes.map(\.kind), [.held, .expired])
        XCTAssertEqual(try integer("SELECT taken FROM event_seats"), 2)
        try book(event, by: meera, seats: 2, at: end)
        XCTAssertEqual(try find(event, at: end).seatsLeft, 0)
        XCTAssertEqual(
            try read(at: end) { try $0.bookings.history(of: held.id, for: bhavin) }?
                .changes, history.changes)
        try assertSound()
    }

    func testAGuestCanBookAgainAfterTheHoldExpired() throws {
        let event = try makeEvent(capacity: 1, price: 100)
        try book(event, by: bhavin)
        let later = now.adding(seconds: 3600)
        XCTAssertEqual(try book(event, by: bhavin, at: later).status, .held)
        try assertSound()
    }

    func testTheDatabaseRefusesOverbooking() throws {
        let event = try makeEvent(capacity: 3)
        try book(event, by: bhavin, seats: 2)
        let overbookings: [SQL] = [
            """
            INSERT INTO bookings (event_id, user_id, seats, status, amount, currency,
                refund_policy, created_at, confirmed_at)
            VALUES (\(event.id), \(meera), 2, 'confirmed', 0, 'INR', '[]', 0, 0)
            """,
            "UPDATE bookings SET seats = 4 WHERE event_id = \(event.id)",
            "UPDATE event_seats SET capacity = 1 WHERE event_id = \(event.id)",
        ]
        for overbooking in overbookings {
            XCTAssertThrowsError(try execute(overbooking)) { error in
                XCTAssertTrue((error as? SQLiteError)?.isCheckViolation == true, "\(error)")
            }
        }
        try assertSound()
    }

    func testABookingIsTheFirstLineOfItsTimeline() throws {
        let free = try book(makeEvent(), by: bhavin)
        let priced = try book(makeEvent(price: 100), by: meera)
        try perform { try $0.cancelBooking(free.id, of: bhavin) }
        let timelines = try [free, priced].map { booking in
            try database.read { try $0.timelines.all(of: booking) }
        }
        XCTAssertEqual(
            timelines[0],
            [
                BookingChange(kind: .confirmed, actor: .guest, at: now),
                BookingChange(kind: .cancelled, actor: .guest, at: now),
            ])
        XCTAssertEqual(timelines[1], [BookingChange(kind: .held, actor: .guest, at: now)])
    }

    func testABookingThatViolatesTheCapacityRollsBackItsWholeWrite() throws {
        let event = try makeEvent(capacity: 2)
        try book(event, by: bhavin, seats: 2)
        XCTAssertThrowsError(
            try perform { tx in
                try tx.execute("UPDATE users SET name = 'Mira' WHERE id = \(meera)")
                // Skips the check of the free seats.
                return try tx.bookings.insert(
                    .one, of: event, for: meera, holdExpiresAt: nil, provider: nil)
            }
        ) { XCTAssertTrue(($0 as? SQLiteError)?.isCheckViolation == true, "\($0)") }
        XCTAssertEqual(try integer("SELECT count(*) FROM bookings"), 1)
        XCTAssertEqual(try integer("SELECT count(*) FROM users WHERE name = 'Mira'"), 0)
        try assertSound()
    }

    func testABookingForAnUnknownUserIsRefused() throws {
        let event = try makeEvent()
        XCTAssertThrowsError(
            try database.writeSynchronously { tx in
                try tx.bookings.insert(
                    .one, of: event, for: UserID(99), holdExpiresAt: nil, provider: nil)
            }
        ) { XCTAssertTrue(($0 as? SQLiteError)?.isForeignKeyViolation == true, "\($0)") }
        XCTAssertEqual(try integer("SELECT count(*) FROM bookings"), 0)
    }

    func testTheDatabaseRefusesDuplicateAndUnpaidConfirmedBookings() throws {
        let held = try book(makeEvent(price: 100), by: bhavin)
        XCTAssertThrowsError(
            try execute(
                """
                INSERT INTO bookings (event_id, user_id, seats, status, amount, currency,
                    refund_policy, created_at, confirmed_at)
                VALUES (\(held.event.id), \(bhavin), 1, 'confirmed', 0, 'INR', '[]', 0, 0)
                """)
        ) { XCTAssertTrue(($0 as? SQLiteError)?.isUniqueViolation == true, "\($0)") }
        XCTAssertThrowsError(
            try execute("UPDATE bookings SET status = 'confirmed', confirmed_at = 1")
        ) { XCTAssertTrue(($0 as? SQLiteError)?.isCheckViolation == true, "\($0)") }
    }

    func testTwoHundredConcurrentBookingsFillTwentySeatsExactly() async throws {
        let event = try makeEvent(capacity: 20)
        let users = try (0..<200).map { try register("guest-\($0)") }
        let database = try database
        let outcomes = await withTaskGroup(of: Result<Booking, any Error>.self) { group in
            for user in users {
                group.addTask {
                    do {
                        return .success(
                            try await database.write { tx in
                                try tx.book(.one, of: event.id, for: user)
                            })
                    } catch {
                        return .failure(error)
                    }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        var confirmed = 0
        for outcome in outcomes {
            switch outcome {
            case .success(let booking):
                XCTAssertEqual(booking.status, .confirmed)
                confirmed += 1
            case .failure(let error):
                XCTAssertEqual(error as? Refusal, .eventFull(seatsLeft: 0), "\(error)")
            }
        }
        XCTAssertEqual(confirmed, 20)
        XCTAssertEqual(try integer("SELECT count(*) FROM bookings"), 20)
        XCTAssertEqual(try find(event).seatsLeft, 0)
        try assertSound()
    }

    private func assertReadsBack(_ booking: Booking) throws {
        let found = try database.read {
            try $0.bookings.find(booking.id, of: bhavin)
        }
        XCTAssertEqual(found, booking)
        XCTAssertNil(
            try database.read { try $0.bookings.find(booking.id, of: meera) })
        try assertSound()
    }
}

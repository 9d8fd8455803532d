import BookingDomain
import SQLite
import Timekeeping

/// A guest books seats of an event: confirmed at once where it is free, else held until paid.
package struct BookSeats: Deed {
    /// The event to book; an unknown one is refused.
    package let event: EventID
    /// The guest who books, for themselves and whoever they bring.
    package let user: UserID
    /// How many seats, all of them or none.
    package let seats: Seats
    /// How long seats are held for the payment.
    package let holdSeconds: Int64
    /// The gateway that the guest shall pay at; nil while none is chosen.
    package let provider: String?

    /// The deed of `user` booking `seats` of `event`.
    package init(
        event: EventID, user: UserID, seats: Seats, holdSeconds: Int64 = Hold.defaultSeconds,
        provider: String? = nil
    ) {
        self.event = event
        self.user = user
        self.seats = seats
        self.holdSeconds = holdSeconds
        self.provider = provider
    }

    /// Makes the booking and, where it is confirmed, the notice to CRMAPI.
    ///
    /// - Throws: `Refusal`: `notFound`, `eventCancelled`, `eventPast`, `eventStarted`,
    ///   `alreadyBooked`, `eventFull`.
    package func perform(on connection: Connection, at now: Timestamp) throws -> Booking {
        guard let found = try scene(on: connection, at: now) else {
            throw Refusal.notFound(.event)
        }
        guard found.hasGuest else { throw Refusal.notFound(.user) }
        try found.event.checkOpenForBooking(at: now)
        if let earlier = found.earlierBooking { throw Refusal.alreadyBooked(earlier) }
        try found.event.checkSeatsLeft(for: seats)
        if found.hasDueHolds { try Bookings.expireHolds(of: event, at: now, on: connection) }
        let isFree = found.event.price == 0
        let booking = try Bookings.insert(
            seats, of: found.event, for: user,
            hold: isFree ? nil : Hold(from: now, seconds: holdSeconds), provider: provider,
            at: now, on: connection)
        if isFree {
            try Outbox.add(BookingNotice.Kind.confirmed, of: booking, at: now, on: connection)
        }
        return booking
    }

    /// All that the rules have to know.
    private struct Scene {
        let event: Event
        let hasGuest: Bool
        let earlierBooking: BookingID?
        let hasDueHolds: Bool
    }

    private func scene(on connection: Connection, at now: Timestamp) throws -> Scene? {
        guard let edition = try WriterCache.edition(of: event, on: connection) else {
            return nil
        }
        return try connection.first(
            """
            SELECT \(fragment: Event.seatsColumns(at: now)),
                EXISTS (SELECT 1 FROM users u WHERE u.id = \(user) AND u.erased_at IS NULL),
                (SELECT b.id FROM bookings b
                WHERE b.event_id = event_seats.event_id AND b.user_id = \(user)
                AND b.status IN ('held', 'confirmed')
                AND (b.status = 'confirmed' OR b.hold_expires_at > \(now)))
            FROM event_seats WHERE event_id = \(event)
            """
        ) { row in
            let next = Event.seatsColumnCount
            return Scene(
                event: Event(id: event, details: edition, seatsOf: row, from: 0),
                hasGuest: row.bool(next),
                earlierBooking: row.optionalInt64(next + 1).map(BookingID.init(_:)),
                hasDueHolds: Event.dueSeats(in: row, from: 0) > 0)
        }
    }
}

import BookingDomain
import SQLite
import Timekeeping

extension Transaction {
    /// Books seats of an event: a free event is confirmed at once, a priced one held until paid.
    ///
    /// - Parameters:
    ///   - holdLength: How long the seats are held for their payment.
    ///   - provider: The gateway at which the guest will pay.
    ///   - limits: The limits of the guest's account; nil for none.
    /// - Throws: `Refusal`: `notFound`, `eventCancelled`, `eventPast`, `eventStarted`,
    ///   `bookingClosed`, `alreadyBooked`, `eventFull`, `tooManyRequests`; `UnservedWaitlist`.
    package func book(
        _ seats: Seats, of event: EventID, for user: UserID,
        holdLength: Duration = Hold.defaultLength, provider: String? = nil,
        limits: AccountLimits? = nil
    ) throws -> Booking {
        guard let context = try bookingContext(of: event, for: user),
            context.event.visibility != .draft
        else {
            throw Refusal.notFound(.event)
        }
        guard context.hasGuest else { throw Refusal.notFound(.user) }
        try context.event.checkOpenForBooking(at: now)
        if let earlier = context.earlierBooking { throw Refusal.alreadyBooked(earlier) }
        if context.hasExpiredHolds { try freeLapsedSeats(of: context.event) }
        try context.event.checkSeatsLeft(for: seats)
        if let limits { try check(limits, of: user, booking: context.event) }
        let isFree = context.event.price == 0
        let booking = try bookings.insert(
            seats, of: context.event, for: user,
            holdExpiresAt: isFree ? nil : now.adding(holdLength), provider: provider)
        if context.event.waitlist.waiting > 0 { try waitlist.end(user, for: event) }
        try record(.booked, of: booking, by: .guest)
        return booking
    }

    /// Reads everything that the rules of booking need, in one statement.
    private func bookingContext(of event: EventID, for user: UserID) throws -> BookingContext? {
        guard let details = try cachedDetails(of: event) else { return nil }
        return try first(
            """
            SELECT \(fragment: Event.seatsColumns(at: now)),
                EXISTS (SELECT 1 FROM users u WHERE u.id = \(user) AND u.erased_at IS NULL),
                (SELECT b.id FROM bookings b
                WHERE b.event_id = event_seats.event_id AND b.user_id = \(user)
                AND b.status IN ('held', 'confirmed') AND b.source = 'guest'
                AND (b.status = 'confirmed' OR b.hold_expires_at > \(now)))
            FROM event_seats WHERE event_id = \(event)
            """
        ) { row in
            var columns = row.columns
            let seats = EventSeats(&columns)
            return BookingContext(
                event: Event(id: event, details: details, seats: seats, at: now),
                hasExpiredHolds: seats.expired > 0, hasGuest: columns.next(),
                earlierBooking: columns.next())
        }
    }
}

private struct BookingContext {
    let event: Event
    let hasExpiredHolds: Bool
    let hasGuest: Bool
    let earlierBooking: BookingID?
}

import BookingDomain
import SQLite
import Timekeeping

extension Transaction {
    /// Puts a guest at the end of the waiting list of an event that has too few seats left.
    ///
    /// - Parameters:
    ///   - acceptsFewer: Whether the guest takes fewer seats if no more are free.
    ///   - limits: The limits of the guest's account; nil for none.
    /// - Throws: `Refusal`: `notFound`, `eventCancelled`, `eventPast`, `eventStarted`,
    ///   `bookingClosed`, `alreadyBooked`, `alreadyWaiting`, `seatsAvailable`, `waitlistClosed`,
    ///   `tooManyRequests`; `UnservedWaitlist`.
    package func joinWaitlist(
        of id: EventID, for user: UserID, seats: Seats = .one, acceptsFewer: Bool = false,
        limits: AccountLimits? = nil
    ) throws -> WaitlistEntry {
        guard try users.find(user) != nil else { throw Refusal.notFound(.user) }
        guard let event = try events.findPublished(id) else { throw Refusal.notFound(.event) }
        try event.checkOpenForBooking(at: now)
        if let booking = try bookings.active(of: user, event: id) {
            throw Refusal.alreadyBooked(booking)
        }
        if try waitlist.isWaiting(user, for: id) { throw Refusal.alreadyWaiting }
        try freeLapsedSeats(of: event)
        guard event.seatsLeft < seats.count else {
            throw Refusal.seatsAvailable(left: event.seatsLeft)
        }
        guard event.waitlist.isOpen, event.waitlist.waiting < EventWaitlist.maximumLength else {
            throw Refusal.waitlistClosed
        }
        if let limits { try checkJoining(limits, of: user) }
        let entry = try waitlist.insert(user, for: id, seats: seats, acceptsFewer: acceptsFewer)
        guard let joined = try waitlist.find(entry) else { throw Refusal.notFound(.waitlistEntry) }
        try record(.joined, of: joined)
        // A guest who accepts fewer seats gets the last ones at once.
        try serveWaitlist(of: id)
        didChange(.waitlist)
        return try waitlist.find(entry) ?? joined
    }

    /// Takes a guest off the waiting list, or declines the guest's open offer.
    ///
    /// - Throws: `Refusal.notFound`.
    package func leaveWaitlist(of event: EventID, for user: UserID) throws -> WaitlistEntry {
        guard let entry = try waitlist.current(of: user, event: event) else {
            throw Refusal.notFound(.waitlistEntry)
        }
        if let offer = entry.bookingID {
            _ = try cancelBooking(offer, of: user)
        } else {
            try waitlist.end(user, for: event)
            if let left = try waitlist.find(entry.id) { try record(.left, of: left) }
        }
        return try waitlist.find(entry.id) ?? entry
    }

    /// Accepts the seats of an offer without a price. A second call has no effect.
    ///
    /// - Throws: `Refusal`: `notFound`, `holdExpired`, `bookingNotConfirmed`, `paymentRequired`.
    package func confirmBooking(_ id: BookingID, of user: UserID) throws -> Booking {
        let booking = try ownedBooking(id, of: user)
        try booking.checkConfirmable()
        if booking.status == .confirmed { return booking }
        try bookings.confirm(id)
        guard let confirmed = try bookings.find(id) else { return booking }
        let free = Money(amount: 0, currency: confirmed.currency)
        try record(.confirmed(seats: confirmed.seats, paid: free), of: confirmed, by: .guest)
        return try bookings.find(id) ?? confirmed
    }

    private func checkJoining(_ limits: AccountLimits, of user: UserID) throws {
        let times = try waitlist.latestJoinings(of: user, limits.bookingsPerDay)
        try checkAge(of: times, limits.bookingsPerHour, within: .seconds(3_600))
        try checkAge(of: times, limits.bookingsPerDay, within: .seconds(86_400))
    }
}

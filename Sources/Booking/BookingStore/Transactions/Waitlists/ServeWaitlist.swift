import BookingDomain
import SQLite
import Timekeeping

/// Waiting guests come first for the event's free seats.
///
/// The store offers them in a separate transaction, then repeats the refused one.
package struct UnservedWaitlist: Error, Equatable {
    package let event: EventID
}

extension Transaction {
    /// Frees the seats of an event's lapsed holds before a booking takes seats.
    ///
    /// - Parameter event: As read in this transaction.
    /// - Throws: `UnservedWaitlist` if people wait for them.
    func freeLapsedSeats(of event: Event) throws {
        if event.waitlist.canTake(event.seatsFree) { throw UnservedWaitlist(event: event.id) }
        try bookings.expireHolds(of: event.id)
    }

    /// Ends the lapsed holds of an event and offers its free seats to waiting guests.
    ///
    /// - Returns: The number of offers.
    @discardableResult
    package func serveWaitlist(of id: EventID) throws -> Int {
        try bookings.expireHolds(of: id)
        guard let event = try events.find(id), event.waitlist.canTake(event.seatsFree) else {
            return 0
        }
        let end = try metadata.waitlistRules().endOfOffer(of: event, at: now)
        let queue = try waitlist.queue(of: id, taking: event.seatsFree)
        let offers = WaitlistQueue.offers(to: queue, free: event.seatsFree)
        for offer in offers { try make(offer, of: event, until: end) }
        return offers.count
    }

    /// Offers free seats to a guest who waits, whatever the place in the queue.
    ///
    /// Also after the list has stopped to make offers, until the event starts.
    /// - Throws: `Refusal`: `notFound`, `eventCancelled`, `eventPast`, `eventStarted`, `eventFull`.
    package func offerSeats(
        of id: EventID, to user: UserID, by facilitator: FacilitatorID
    ) throws -> WaitlistEntry {
        try bookings.expireHolds(of: id)
        let event = try events.find(id, of: facilitator)
        try event.checkOpenForFacilitator(at: now)
        guard event.startsAt > now else { throw Refusal.eventStarted }
        guard let entry = try waitlist.current(of: user, event: id), entry.status == .waiting else {
            throw Refusal.notFound(.waitlistEntry)
        }
        let wait = WaitlistQueue.Wait(
            entry: entry.id, user: user, seats: entry.seats, acceptsFewer: entry.acceptsFewer)
        guard let seats = wait.offer(outOf: event.seatsFree) else {
            throw Refusal.eventFull(seatsLeft: max(0, event.seatsFree))
        }
        let rules = try metadata.waitlistRules()
        let end = rules.endOfOffer(of: event, at: now, byFacilitator: true)
        try make(.init(wait: wait, seats: seats), of: event, until: end)
        // The others may take what is left.
        try serveWaitlist(of: id)
        return try waitlist.find(entry.id) ?? entry
    }

    private func make(_ offer: WaitlistQueue.Offer, of event: Event, until end: Timestamp) throws {
        guard let seats = Seats(offer.seats) else { return }
        let booking = try bookings.insert(
            seats, of: event, for: offer.wait.user, holdExpiresAt: end, provider: nil,
            isOffer: true)
        try waitlist.setOffer(booking.id, of: offer.wait.entry)
        guard let entry = try waitlist.find(offer.wait.entry) else { return }
        try record(.offered(booking), of: entry)
        didChange(.waitlist)
    }

    /// Tells those who wait that nothing more is offered. Once the event has begun, their wait ends.
    package func closeWaitlist(of id: EventID) throws {
        guard let event = try events.find(id), event.waitlist.offersUntil == nil else { return }
        if event.startsAt <= now { return try waitlist.endAll(of: id) }
        try record(.closed, ofAllWaitingFor: event)
        try waitlist.close(id)
    }
}

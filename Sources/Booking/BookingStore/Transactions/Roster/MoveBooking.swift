import BookingDomain
import SQLite
import Timekeeping

extension Transaction {
    /// Moves a confirmed booking to another event of the same facilitator.
    ///
    /// The booking keeps its refund policy, whose hours count from the new start. A cheaper event
    /// makes the difference due. The move to the booking's own event changes nothing.
    /// - Parameter waive: Whether the booking keeps its price at a dearer event or one of another
    ///   currency.
    /// - Throws: `Refusal`: `notFound`, `bookingNotConfirmed`, `eventCancelled`, `eventPast`,
    ///   `eventIsDraft`, `alreadyBooked`, `eventFull`, `priceDiffers`; `UnservedWaitlist`.
    package func moveBooking(
        _ id: BookingID, of facilitator: FacilitatorID, to event: EventID, waive: Bool = false
    ) throws -> FacilitatorBooking {
        let found = try bookings.find(id, of: facilitator)
        let booking = found.booking
        if booking.event.id == event { return found }
        let target = try events.find(event, of: facilitator)
        try booking.checkConfirmed()
        try target.checkOpenForFacilitator(at: now)
        if booking.source == .guest, let user = booking.userID,
            let other = try bookings.active(of: user, event: event, besides: booking.id)
        {
            throw Refusal.alreadyBooked(other)
        }
        guard let seats = Seats(booking.seats) else { throw Refusal.notFound(.booking) }
        try freeLapsedSeats(of: target)
        try target.checkSeatsLeft(for: seats)
        try move(booking, to: target, price: target.amount(for: seats), waive: waive)
        return try bookings.find(id, of: facilitator)
    }

    private func move(
        _ booking: Booking, to target: Event, price: Int64, waive: Bool
    ) throws {
        let isComparable = target.currency == booking.currency
        guard isComparable && price <= booking.amount || waive else {
            throw Refusal.priceDiffers(
                Money(amount: price, currency: target.currency),
                booked: Money(amount: booking.amount, currency: booking.currency))
        }
        let payments = try payments.kept(of: booking.id)
        let difference = isComparable ? max(0, booking.amount - price) : 0
        let reduction = booking.sums(returned: payments.refunded)
            .reduced(by: difference, due: difference)
        try bookings.move(booking, to: target.id, reduction)
        if booking.source == .guest, let user = booking.userID {
            try waitlist.end(user, for: target.id)
        }
        try bookedTimes.remove(of: booking.id)
        try mails.raiseCalendarSequence(of: booking.id, movedFrom: booking.event, to: target)
        let refund = Money(
            amount: difference > 0 ? reduction.refund : 0, currency: booking.currency)
        guard let moved = try bookings.find(booking.id) else { return }
        try record(.moved(from: booking.event, refund: refund), of: moved, by: .facilitator)
        if refund.amount > 0 {
            try giveBack(refund.amount, of: payments, for: .bookingMoved, by: .facilitator)
        }
    }
}

extension Event {
    /// Throws unless the facilitator can put people into the event at `now`.
    func checkOpenForFacilitator(at now: Timestamp) throws(Refusal) {
        if status == .cancelled { throw .eventCancelled }
        if endsAt <= now { throw .eventPast }
        if visibility == .draft { throw .eventIsDraft }
    }
}

import BookingDomain
import SQLite
import Timekeeping

extension Transaction {
    /// Cancels a facilitator's event and every booking that has seats of it.
    ///
    /// Cancelling a cancelled event changes nothing, so that the command can be repeated. An event
    /// that has begun can be cancelled until it ends.
    /// - Parameters:
    ///   - reason: The reason that guests are given.
    ///   - expectedVersions: The versions that may be cancelled; nil for any.
    /// - Throws: `Refusal`: `notFound`, `versionStale`, `eventPast`.
    package func cancelEvent(
        _ id: EventID, of facilitator: FacilitatorID, reason: GuestReason? = nil,
        expectedVersions: Set<Int64>? = nil
    ) throws -> Event {
        let before = try events.find(id, of: facilitator)
        if before.status == .cancelled { return before }
        try before.checkVersion(among: expectedVersions)
        try before.checkEditable(at: now)
        try bookings.expireHolds(of: id)
        try cancelAllBookings(of: before, reason: reason)
        try events.cancel(id, reason: reason)
        return try events.find(id, of: facilitator)
    }

    /// Takes a few statements for all bookings; only the notices to CRMAPI are one by one.
    ///
    /// Bookings with payments in person or in another currency, and those with failed refunds, are
    /// cancelled before, one by one.
    private func cancelAllBookings(of event: Event, reason: GuestReason?) throws {
        for booking in try bookings.paidSeparately(of: event) {
            try cancelWithEvent(booking, reason: reason)
        }
        let active = Bookings.areActive(of: event.id)
        let confirmed = try bookings.confirmed(of: event.id).map { $0.cancelled(at: now) }
        let refund = Refunds.refundOfCancelledEvent(event)
        try record(
            .eventCancelled(Money(amount: 0, currency: event.currency), reason),
            ofAllBookingsOf: event,
            timelines: active, messages: "\(fragment: refund) = 0", confirmed: confirmed,
            by: .facilitator)
        for sum in try refunds.sums(ofCancelledEvent: event) {
            try record(
                .eventCancelled(sum, reason), ofAllBookingsOf: event, timelines: "false",
                messages: "\(fragment: refund) = \(sum.amount)", by: .facilitator)
        }
        try paymentAttempts.checkNow(ofBookings: active)
        try refunds.insertAll(ofCancelledEvent: event)
        try refunds.updateSummaries(ofBookings: active)
        try bookings.cancelAll(active)
        // Bookings that were refunded before the cancellation get no further refund.
        for booking in confirmed where booking.refund.status != nil {
            try updateRefundSummary(of: booking.id)
        }
    }

    /// Cancels one booking of a cancelled event: the whole price of its seats is due.
    private func cancelWithEvent(_ booking: Booking, reason: GuestReason?) throws {
        let payments = try payments.kept(of: booking.id)
        let sums = booking.sums(returned: payments.refunded)
        let reduction = sums.reduced(by: booking.amount, due: booking.amount)
        guard try bookings.cancel(booking.id, due: reduction.due, reason: nil) else { return }
        let refund = Money(amount: reduction.refund, currency: booking.currency)
        try record(
            .eventCancelled(refund, reason), of: booking.cancelled(at: now), by: .facilitator)
        if refund.amount > 0 {
            try giveBack(refund.amount, of: payments, for: .eventCancelled, by: .system)
        } else {
            try updateRefundSummary(of: booking.id)
        }
    }
}

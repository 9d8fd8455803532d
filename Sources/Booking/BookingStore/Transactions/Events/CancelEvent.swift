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
    /// - Throws: `Refusal`: `notFound`, `versionStale`, `eventPast`; `UnrecordedEffects`.
    package func cancelEvent(
        _ id: EventID, of facilitator: FacilitatorID, reason: GuestReason? = nil,
        expectedVersions: Set<Int64>? = nil
    ) throws -> Event {
        let before = try events.find(id, of: facilitator)
        if before.status == .cancelled { return before }
        try before.checkVersion(among: expectedVersions)
        try before.checkEditable(at: now)
        try cancel(before, reason: reason)
        try recordFirstEffects(ofChangesOf: [id])
        return try events.find(id, of: facilitator)
    }

    /// Cancels a scheduled event. The effects on its bookings are pending.
    func cancel(_ event: Event, reason: GuestReason?) throws {
        try pendingEventChanges.checkRecorded(of: event.id)
        let hasBookings = try bookings.haveSeats(of: event.id)
        if hasBookings { try bookings.expireHolds(of: event.id) }
        try events.cancel(event.id, reason: reason)
        if event.waitlist.waiting > 0 {
            try record(.eventCancelled(reason), ofAllWaitingFor: event)
            try waitlist.endAll(of: event.id)
        }
        if hasBookings { try pendingEventChanges.insert(.cancelled, of: event.id) }
    }

    /// Takes a few statements for all bookings; only the notices to CRMAPI are one by one.
    ///
    /// Bookings with payments in person or in another currency, and those with failed refunds, are
    /// cancelled before, one by one.
    func cancelBookings(_ batch: BookingBatch, with event: Event) throws {
        let reason = event.details.cancellationReason
        for booking in try bookings.paidSeparately(batch, of: event) {
            try cancelWithEvent(booking)
        }
        let confirmed = try bookings.confirmed(batch)
        let refunded = try bookings.refunded(batch)
        let refund = Refunds.refundOfCancelledEvent(event)
        try record(
            .eventCancelled(Money(amount: 0, currency: event.currency), reason), of: event,
            batch, timelines: batch.areActive, messages: "\(fragment: refund) = 0",
            confirmed: confirmed, by: .facilitator)
        for sum in try refunds.sums(ofCancelled: batch, of: event) {
            try record(
                .eventCancelled(sum, reason), of: event, batch, timelines: "false",
                messages: "\(fragment: refund) = \(sum.amount)", by: .facilitator)
        }
        try paymentAttempts.checkNow(ofBookings: batch.areActive)
        try refunds.insertAll(ofCancelled: batch, of: event)
        try refunds.updateSummaries(ofBookings: batch.areActive)
        try bookings.cancelAll(batch)
        // Bookings that were refunded before the cancellation get no further refund.
        for booking in refunded { try updateRefundSummary(of: booking) }
    }

    /// Cancels one booking of a cancelled event: the whole price of its seats is due.
    private func cancelWithEvent(_ booking: Booking) throws {
        let payments = try payments.kept(of: booking.id)
        let sums = booking.sums(returned: payments.refunded)
        let reduction = sums.reduced(by: booking.amount, due: booking.amount)
        guard try bookings.cancel(booking.id, due: reduction.due, reason: nil) else { return }
        let refund = Money(amount: reduction.refund, currency: booking.currency)
        try record(
            .eventCancelled(refund, booking.event.details.cancellationReason), of: booking,
            by: .facilitator)
        if refund.amount > 0 {
            try giveBack(refund.amount, of: payments, for: .eventCancelled, by: .system)
        } else {
            try updateRefundSummary(of: booking.id)
        }
    }
}

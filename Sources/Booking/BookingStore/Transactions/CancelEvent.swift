import BookingDomain
import SQLite
import Timekeeping

extension Transaction {
    /// Cancels a facilitator's event and every booking that has seats of it.
    ///
    /// Cancelling a cancelled event changes nothing, so that the command can be repeated. An event
    /// that has begun can be cancelled until it ends.
    /// - Parameter expectedVersions: The versions that may be cancelled; nil for any.
    /// - Throws: `Refusal`: `notFound`, `versionStale`, `eventPast`.
    package func cancelEvent(
        _ id: EventID, of facilitator: FacilitatorID, expectedVersions: Set<Int64>? = nil
    ) throws -> Event {
        let before = try events.find(id, of: facilitator)
        if before.status == .cancelled { return before }
        try before.checkVersion(among: expectedVersions)
        try before.checkEditable(at: now)
        try bookings.expireHolds(of: id)
        try cancelAllBookings(of: before)
        try events.cancel(id)
        return try events.find(id, of: facilitator)
    }

    /// Takes a few statements for all bookings; only the notices to CRMAPI are one by one.
    private func cancelAllBookings(of event: Event) throws {
        let active = Bookings.areActive(of: event.id)
        let confirmed = try bookings.confirmed(of: event.id).map { $0.cancelled(at: now) }
        let rest: SQL = """
            coalesce((SELECT p.amount - p.refunded FROM payments p
                WHERE p.booking_id = b.id AND p.is_kept), 0)
            """
        try record(
            .eventCancelled(Money(amount: 0, currency: event.currency)), ofAllBookingsOf: event,
            timelines: active, messages: "\(fragment: rest) = 0", confirmed: confirmed,
            by: .facilitator)
        for sum in try payments.sumsToReturn(of: event.id) {
            try record(
                .eventCancelled(sum), ofAllBookingsOf: event, timelines: "false",
                messages: "\(fragment: rest) = \(sum.amount)", by: .facilitator)
        }
        try paymentAttempts.checkNow(ofBookings: active)
        try requestAllRefunds(ofBookings: active)
        try bookings.cancelAll(active)
        // Bookings that were refunded before the cancellation get no further refund.
        for booking in confirmed where booking.refund.status != nil {
            guard let payment = try payments.kept(of: booking.id) else { continue }
            try updateRefundSummary(of: payment)
        }
    }
}

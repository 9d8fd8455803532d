import BookingDomain
import SQLite
import Timekeeping

/// A facilitator cancels an event of theirs, and with it every booking that has seats of it.
///
/// Cancelling a cancelled event is no fault and changes nothing, so that a command may be repeated.
/// One that has begun can be cancelled until it is over.
package struct CancelEvent: Deed {
    /// The event to cancel.
    package let event: EventID
    /// Who cancels it; another's event is not found.
    package let facilitator: FacilitatorID
    /// The versions that the facilitator would cancel; nil cancels whichever there is.
    package let expectedVersions: Set<Int64>?

    /// The deed of `facilitator` cancelling `event`.
    package init(event: EventID, facilitator: FacilitatorID, expectedVersions: Set<Int64>? = nil) {
        self.event = event
        self.facilitator = facilitator
        self.expectedVersions = expectedVersions
    }

    /// Cancels the event and its bookings and tells every guest, and CRMAPI of those it knows.
    ///
    /// - Throws: `Refusal`: `notFound`, `versionStale`, `eventPast`.
    package func perform(on connection: Connection, at now: Timestamp) throws -> Event {
        let before = try Events.find(event, of: facilitator, at: now, on: connection)
        if before.status == .cancelled { return before }
        try before.checkVersion(among: expectedVersions)
        try before.checkEditable(at: now)
        try Bookings.expireHolds(of: event, at: now, on: connection)
        try Notifications.addToEveryGuest(
            of: event, .eventCancelled, message(about: before), at: now, on: connection)
        try cancelBookings(on: connection, at: now)
        try Events.cancel(event, at: now, on: connection)
        return try Events.find(event, of: facilitator, at: now, on: connection)
    }

    private func message(about event: Event) -> String {
        let news = "“\(event.title)” has been cancelled by its facilitator."
        return event.price == 0 ? news : news + " Whatever you have paid is on its way back to you."
    }

    /// A few statements for all bookings together; only the notices to CRMAPI are one by one.
    private func cancelBookings(on connection: Connection, at now: Timestamp) throws {
        let active: SQL = "event_id = \(event) AND status IN ('held', 'confirmed')"
        try connection.execute(
            """
            INSERT INTO booking_changes (booking_id, kind, actor, at)
            SELECT id, 'cancelled', 'facilitator', \(now) FROM bookings WHERE \(fragment: active)
            """)
        var refunded: [BookingID] = []
        try connection.rows(
            """
            SELECT \(fragment: Booking.columns(at: now)) FROM \(fragment: Booking.tables)
            WHERE b.id IN (SELECT id FROM bookings WHERE \(fragment: Bookings.areConfirmed(of: event)))
            ORDER BY b.id
            """
        ) { row in
            let booking = try Booking(row: row, at: now).cancelled(at: now)
            if booking.refund.status != nil { refunded.append(booking.id) }
            try Outbox.add(BookingNotice.Kind.cancelled, of: booking, at: now, on: connection)
        }
        // The gateways are asked to close what is being paid, and to give back what was.
        try PaymentAttempts.hurry(ofBookings: active, at: now, on: connection)
        try Refunds.requestAll(ofBookings: active, at: now, on: connection)
        try connection.execute(
            """
            UPDATE bookings SET status = 'cancelled', cancelled_at = \(now)
            WHERE \(fragment: active)
            """)
        // Those whose money was back before have nothing more to wait for.
        for booking in refunded {
            guard let payment = try Payments.kept(of: booking, on: connection) else { continue }
            try ReportRefund(of: payment, status: nil).perform(on: connection, at: now)
        }
    }
}

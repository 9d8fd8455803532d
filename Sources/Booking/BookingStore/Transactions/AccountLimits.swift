import BookingDomain
import SQLite
import Timekeeping

/// The limits on what one account can book, which also bound the letters that it causes.
package struct AccountLimits: Equatable, Sendable {
    /// New bookings within an hour.
    package let bookingsPerHour: Int
    /// New bookings within a day.
    package let bookingsPerDay: Int
    /// Holds of a day that ended unpaid, of all events.
    package let unpaidHoldsPerDay: Int
    /// Holds of a day that ended unpaid, of one event.
    package let unpaidHoldsPerEvent: Int

    package init(
        bookingsPerHour: Int, bookingsPerDay: Int, unpaidHoldsPerDay: Int, unpaidHoldsPerEvent: Int
    ) {
        self.bookingsPerHour = bookingsPerHour
        self.bookingsPerDay = bookingsPerDay
        self.unpaidHoldsPerDay = unpaidHoldsPerDay
        self.unpaidHoldsPerEvent = unpaidHoldsPerEvent
    }
}

extension Transaction {
    private static let day = Duration.seconds(86_400)

    /// Checks that the guest may make another booking of the event.
    ///
    /// It reads the guest's latest bookings only, at most a day's limit of them.
    /// - Throws: `Refusal.tooManyRequests`.
    func check(_ limits: AccountLimits, of user: UserID, booking event: Event) throws {
        try checkBooking(limits.bookingsPerHour, within: .seconds(3_600), of: user)
        try checkBooking(limits.bookingsPerDay, within: Self.day, of: user)
        guard event.price > 0 else { return }
        let holds = try unpaidHolds(of: user, amongLatest: limits.bookingsPerDay)
        try checkAge(of: holds.map(\.createdAt), limits.unpaidHoldsPerDay, within: Self.day)
        try checkAge(
            of: holds.filter { $0.event == event.id }.map(\.createdAt),
            limits.unpaidHoldsPerEvent, within: Self.day)
    }

    /// An index alone finds the booking that is `limit` places before the next one.
    private func checkBooking(_ limit: Int, within period: Duration, of user: UserID) throws {
        let first =
            try first(
                """
                SELECT created_at FROM bookings WHERE user_id = \(user)
                ORDER BY id DESC LIMIT 1 OFFSET \(limit - 1)
                """
            ) { $0.optionalTimestamp(0) } ?? nil
        if let first { try checkAge(of: first, period) }
    }

    private func unpaidHolds(
        of user: UserID, amongLatest limit: Int
    ) throws -> [(createdAt: Timestamp, event: EventID)] {
        try all(
            """
            SELECT created_at, event_id FROM (SELECT * FROM bookings WHERE user_id = \(user)
                ORDER BY id DESC LIMIT \(limit))
            WHERE amount > 0 AND confirmed_at IS NULL AND payment_status <> 'success'
            AND NOT is_offer
            AND (status <> 'held' OR hold_expires_at <= \(now)) ORDER BY id DESC
            """
        ) { row in
            var columns = row.columns
            return (columns.next(), columns.next())
        }
    }

    /// Checks that less than `limit` of the times are within a period.
    ///
    /// - Parameter times: From the latest to the oldest.
    func checkAge(of times: [Timestamp], _ limit: Int, within period: Duration) throws {
        if times.count >= limit { try checkAge(of: times[limit - 1], period) }
    }

    private func checkAge(of booking: Timestamp, _ period: Duration) throws(Refusal) {
        let wait = booking.adding(period).seconds(since: now)
        if wait > 0 { throw .tooManyRequests(retryAfterSeconds: wait) }
    }
}

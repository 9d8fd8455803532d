import BookingDomain
import SQLite
import Timekeeping

/// The result of a change of an event that was rolled back.
package struct EventPreview: Equatable, Sendable {
    /// The event as it would be.
    package let event: Event
    package let affected: AffectedBookings
}

/// What a change of an event means for its bookings.
package struct AffectedBookings: Equatable, Sendable {
    /// Bookings that are cancelled or whose guests get a message.
    package let bookings: Int
    /// The seats of these bookings.
    package let seats: Int
    /// Emails to their guests, as far as they have an address for them.
    package let letters: Int
    /// The number of refunds, of all currencies.
    package let refundCount: Int
    /// The sum of the refunds in each currency.
    package let refunds: [Money]

    package init(bookings: Int, seats: Int, letters: Int, refundCount: Int, refunds: [Money]) {
        self.bookings = bookings
        self.seats = seats
        self.letters = letters
        self.refundCount = refundCount
        self.refunds = refunds
    }

    package static let none = AffectedBookings(
        bookings: 0, seats: 0, letters: 0, refundCount: 0, refunds: [])

    /// The sums of both.
    package static func + (left: Self, right: Self) -> Self {
        let sums = (left.refunds + right.refunds).reduce(into: [String: Money]()) { sums, sum in
            let amount = sums[sum.currency.code].map(\.amount) ?? 0
            sums[sum.currency.code] = Money(
                amount: amount + sum.amount, currency: sum.currency)
        }
        return AffectedBookings(
            bookings: left.bookings + right.bookings, seats: left.seats + right.seats,
            letters: left.letters + right.letters,
            refundCount: left.refundCount + right.refundCount,
            refunds: sums.sorted { $0.key < $1.key }.map(\.value))
    }
}

/// The result of a change of a series' events that was rolled back.
package struct SeriesPreview: Equatable, Sendable {
    /// The series and its changed events as they would be.
    package let change: SeriesWithEvents
    package let affected: AffectedBookings

    package init(change: SeriesWithEvents, affected: AffectedBookings) {
        self.change = change
        self.affected = affected
    }
}

extension Transaction {
    /// Runs a change of an event, rolls it back and reports what it did.
    ///
    /// - Throws: The errors of the change.
    package func preview(_ change: () throws -> Event) throws -> EventPreview {
        let (events, affected) = try previewEffects { [try change()] }
        return EventPreview(event: events[0], affected: affected)
    }

    /// Runs a change of events, rolls it back and counts its effects on their bookings.
    ///
    /// - Parameter change: Returns the changed events.
    /// - Throws: The errors of the change.
    package func previewEffects(
        _ change: () throws -> [Event]
    ) throws -> ([Event], AffectedBookings) {
        try rolledBack {
            // Letters of earlier changes would be counted too.
            try mails.collect(limit: .max)
            let before = try LatestRows(in: self)
            let events = try change()
            for event in events { try recordAllEffects(of: event.id) }
            try mails.collect(limit: .max)
            return (events, try affected(since: before))
        }
    }

    private func affected(since before: LatestRows) throws -> AffectedBookings {
        let bookings = try first(
            """
            SELECT count(*), coalesce(sum(seats), 0) FROM bookings WHERE id IN (
                SELECT booking_id FROM booking_changes WHERE id > \(before.change)
                AND kind IN (\(BookingChange.Kind.cancelled), \(BookingChange.Kind.eventChanged))
                UNION SELECT booking_id FROM notifications WHERE id > \(before.notification)
                AND kind <> \(InAppNotification.Kind.waitlist))
            """
        ) { (count: $0.int(0), seats: $0.int(1)) }
        let letters = try first("SELECT count(*) FROM mails WHERE id > \(before.mail)") {
            $0.int(0)
        }
        let refunds = try all(
            """
            SELECT count(*), sum(r.amount), p.currency
            FROM refunds r CROSS JOIN payments p ON p.id = r.payment_id
            WHERE r.id > \(before.refund) GROUP BY p.currency ORDER BY p.currency
            """
        ) { row in
            var columns = row.columns
            let count: Int = columns.next()
            return (count: count, sum: Money(amount: columns.next(), currency: columns.next()))
        }
        return AffectedBookings(
            bookings: bookings?.count ?? 0, seats: bookings?.seats ?? 0, letters: letters ?? 0,
            refundCount: refunds.map(\.count).reduce(0, +), refunds: refunds.map(\.sum))
    }
}

/// The last row of each table before a change, so that the rows after it are those of the change.
private struct LatestRows {
    let change: Int64
    let notification: Int64
    let mail: Int64
    let refund: Int64

    init(in tx: Transaction) throws {
        func last(_ query: SQL) throws -> Int64 { try tx.first(query) { $0.int64(0) } ?? 0 }
        change = try last("SELECT max(id) FROM booking_changes")
        notification = try last("SELECT max(id) FROM notifications")
        mail = try last("SELECT max(id) FROM mails")
        refund = try last("SELECT max(id) FROM refunds")
    }
}

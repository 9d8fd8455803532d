import BookingDomain
import SQLite
import Timekeeping

/// Bookings of a changed event that have seats, in the order of their IDs.
struct BookingBatch {
    let event: EventID
    /// The bookings after this one …
    let start: BookingID
    /// … up to this one.
    let end: BookingID

    /// The condition of these bookings, expired holds included.
    var areActive: SQL {
        """
        event_id = \(event) AND +status IN ('held', 'confirmed')
        AND id > \(start) AND id <= \(end)
        """
    }

    /// The condition of those that are confirmed.
    var areConfirmed: SQL { "\(fragment: areActive) AND status = 'confirmed'" }
}

extension Transaction {
    /// The number of bookings that one transaction changes with their events. It bounds the time for
    /// which other writes wait.
    package static let bookingsPerStep = 100
    /// An event costs as much as this number of bookings, even if it has fewer.
    private static let bookingsWorthAnEvent = 5

    /// Records the effects of changed events on their first bookings; a background task records those
    /// on the others.
    func recordFirstEffects(ofChangesOf events: [EventID]) throws {
        // The change of an event takes about as long as that of a booking.
        var left = Self.bookingsPerStep - events.count
        for event in events {
            guard left > 0 else { return }
            left -= max(Self.bookingsWorthAnEvent, try recordEffects(of: event, limit: left))
        }
    }

    /// Records effects of an event's change on some of its bookings: timelines, messages, notices and
    /// refunds.
    ///
    /// - Returns: The number of bookings; 0 if all effects were recorded.
    @discardableResult
    package func recordEffects(
        of event: EventID, limit: Int = bookingsPerStep
    ) throws -> Int {
        guard let pending = try pendingEventChanges.find(event),
            let event = try events.find(event)
        else { return 0 }
        let active = try bookings.active(
            of: event.id, after: pending.recordedThrough, limit: limit)
        let isLast = active.count < limit
        let end = isLast ? pending.lastBooking : min(active[limit - 1], pending.lastBooking)
        try pendingEventChanges.advance(pending, through: end)
        let batch = BookingBatch(event: event.id, start: pending.recordedThrough, end: end)
        let tx = continuing(from: pending.createdAt, cause: pending.cause)
        switch pending.change {
        case .cancelled: try tx.cancelBookings(batch, with: event)
        case .moved(let before):
            try tx.moveBookings(batch, with: event, from: before, isCorrection: false)
        case .corrected(let before):
            try tx.moveBookings(batch, with: event, from: before, isCorrection: true)
        }
        return active.count
    }

    /// Records all effects of an event's change.
    func recordAllEffects(of event: EventID) throws {
        while try pendingEventChanges.find(event) != nil { try recordEffects(of: event) }
    }

    /// Indexes some of the events that were added or changed, for searches.
    ///
    /// - Returns: Whether others are left.
    package func indexEvents() throws -> Bool { try searchIndex.updateNext() }
}

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

    /// Records the effects of an event's change on its first bookings; a background task records
    /// those on the others.
    func recordEffects(ofChangeOf event: EventID) throws {
        try recordEffects(of: event, limit: Self.bookingsPerStep)
    }

    /// Records effects of changed events on their bookings: timelines, messages, notices and refunds.
    ///
    /// - Parameter id: Limits it to one event.
    /// - Returns: Whether effects have yet to be recorded.
    @discardableResult
    package func recordEffects(
        of id: EventID? = nil, limit: Int = bookingsPerStep
    ) throws -> Bool {
        var left = limit
        while let change = try eventFollowUps.next(of: id) {
            guard left > 0 else { return true }
            left -= max(Self.bookingsWorthAnEvent, try recordEffects(of: change, limit: left))
        }
        return false
    }

    /// Makes the search index follow some of the changed events.
    ///
    /// - Returns: Whether others are left.
    package func indexEvents() throws -> Bool { try searchIndex.updateNext() }

    /// - Returns: The number of bookings.
    private func recordEffects(of followUp: EventFollowUp, limit: Int) throws -> Int {
        guard let event = try events.find(followUp.event) else { return 0 }
        let active = try bookings.active(
            of: event.id, after: followUp.recordedThrough, limit: limit)
        let isLast = active.count < limit
        let end = isLast ? followUp.lastBooking : min(active.last, followUp.lastBooking)
        try eventFollowUps.advance(followUp, through: end)
        let batch = BookingBatch(event: event.id, start: followUp.recordedThrough, end: end)
        // The effects have the time of the change.
        let tx = dated(followUp.occurredAt)
        switch followUp.change {
        case .cancelled: try tx.cancelBookings(batch, with: event)
        case .moved(let before):
            try tx.moveBookings(batch, with: event, from: before, isCorrection: false)
        case .corrected(let before):
            try tx.moveBookings(batch, with: event, from: before, isCorrection: true)
        }
        return active.count
    }
}

/// The lower of an ID and another one; the other one if there is none.
private func min(_ id: BookingID?, _ other: BookingID) -> BookingID {
    id.map { Swift.min($0, other) } ?? other
}

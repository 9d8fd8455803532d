import BookingDomain
import SQLite
import Timekeeping

/// The timelines of bookings, whose lines the database refuses to change or delete.
///
/// The first line is made from the booking. It is stored only if an owner made the booking.
package struct Timelines {
    let tx: Transaction

    /// - Parameters:
    ///   - origin: The event that the booking was moved from.
    ///   - isCovered: Whether the letter about an earlier line reports this one too.
    func add(
        _ change: BookingChange, to booking: BookingID, from origin: EventID? = nil,
        isCovered: Bool = false
    ) throws {
        try tx.execute(
            """
            INSERT INTO booking_changes (booking_id, kind, actor, at, seats, amount, from_event_id,
                is_covered)
            VALUES (\(booking), \(change.kind), \(tx.actor(change.actor)), \(change.at),
                \(change.seats), \(change.amount), \(origin), \(isCovered))
            """)
        tx.didChange(.mail)
    }

    /// Adds the first line of a booking that an owner has made for a facilitator.
    func addCreation(byOwnerOf booking: Booking) throws {
        // The guest's letter about the new booking reports it. The facilitator gets one about this line.
        try add(
            BookingChange(kind: .confirmed, actor: .owner, at: booking.createdAt), to: booking.id,
            isCovered: true)
    }

    /// Adds a line to each booking that the condition selects.
    func add(
        _ kind: BookingChange.Kind, by actor: BookingChange.Actor, toAll bookings: SQL
    ) throws {
        try tx.execute(
            """
            INSERT INTO booking_changes (booking_id, kind, actor, at)
            SELECT id, \(kind), \(tx.actor(actor)), \(tx.now) FROM bookings WHERE \(fragment: bookings)
            """)
        tx.didChange(.mail)
    }

    /// A booking's timeline, oldest line first.
    ///
    /// It has the lines of an expired hold and of a changed event even before they are stored.
    package func all(of booking: Booking) throws -> [BookingChange] {
        let changes = try stored(for: booking)
        func hasNo(_ kind: BookingChange.Kind) -> Bool { !changes.contains { $0.kind == kind } }
        if booking.status == .expired, let end = booking.holdExpiresAt, hasNo(.expired) {
            return changes + [BookingChange(kind: .expired, actor: .system, at: end)]
        }
        if let end = booking.cancelledAt, booking.event.status == .cancelled, hasNo(.cancelled) {
            let refund = BookingChange(kind: .refundInitiated, actor: .system, at: end)
            let actor = try tx.pendingEventChanges.find(booking.event.id)?.actor ?? .facilitator
            return changes + [BookingChange(kind: .cancelled, actor: actor, at: end)]
                + (booking.refund.status == .initiated ? [refund] : [])
        }
        if booking.status == .confirmed,
            let pending = try tx.pendingEventChanges.find(booking.event.id),
            pending.concerns(booking.id)
        {
            return changes
                + [BookingChange(kind: .eventChanged, actor: pending.actor, at: pending.createdAt)]
        }
        return changes
    }

    private func stored(for booking: Booking) throws -> [BookingChange] {
        let lines = try tx.all(
            """
            SELECT kind, actor, at, seats, amount FROM booking_changes
            WHERE booking_id = \(booking.id) ORDER BY id
            """
        ) { row in
            var columns = row.columns
            return BookingChange(
                kind: try columns.next("booking_changes.kind"),
                actor: try columns.next("booking_changes.actor"), at: columns.next(),
                seats: columns.next().map { (seats: Int64) in Int(seats) },
                amount: columns.next())
        }
        let isMadeByOwner =
            booking.source == .facilitator && lines.first?.kind == .confirmed
            && lines.first?.actor == .owner
        return isMadeByOwner ? lines : [booking.firstChange] + lines
    }
}

extension Transaction {
    /// Whether the owner of the center acts for the facilitator.
    var isByOwner: Bool { cause?.actor == BookingChange.Actor.owner.rawValue }

    /// Who is recorded for a step: the owner where the facilitator's step is theirs.
    func actor(_ actor: BookingChange.Actor) -> BookingChange.Actor {
        actor == .facilitator && isByOwner ? .owner : actor
    }
}

extension PendingEventChange {
    /// Who changed the event.
    fileprivate var actor: BookingChange.Actor {
        cause.actor.flatMap { BookingChange.Actor(rawValue: $0) } ?? .facilitator
    }
}

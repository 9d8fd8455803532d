import BookingDomain
import SQLite
import Timekeeping

/// The table of bookings.
///
/// A row whose status takes seats is counted by its event the moment it is written: triggers do
/// that, and no statement here does.
package enum Bookings {
    /// When the newest booking was made, or nil where there is none.
    package static func newest(on connection: Connection) throws -> Timestamp? {
        try connection.first("SELECT created_at FROM bookings ORDER BY id DESC LIMIT 1") {
            $0.timestamp(0)
        }
    }

    /// The booking as it stands at `now`, if it is this guest's.
    package static func find(
        _ id: BookingID, of user: UserID, at now: Timestamp, on connection: Connection
    ) throws -> Booking? {
        try connection.first(
            """
            SELECT \(fragment: Booking.columns(at: now)) FROM \(fragment: Booking.tables)
            WHERE b.id = \(id) AND b.user_id = \(user)
            """
        ) { row in try Booking(row: row, at: now) }
    }

    /// The booking as it stands at `now`, whosever it is.
    package static func find(
        _ id: BookingID, at now: Timestamp, on connection: Connection
    ) throws -> Booking? {
        try connection.first(
            """
            SELECT \(fragment: Booking.columns(at: now)) FROM \(fragment: Booking.tables)
            WHERE b.id = \(id)
            """
        ) { row in try Booking(row: row, at: now) }
    }

    /// The booking with its timeline, if it is this guest's.
    ///
    /// A hold that is over, and not yet written down as expired, has the line that says so too.
    package static func history(
        of id: BookingID, of user: UserID, at now: Timestamp, on connection: Connection
    ) throws -> BookingHistory? {
        guard let booking = try find(id, of: user, at: now, on: connection) else { return nil }
        var changes = try BookingChanges.all(of: booking, on: connection)
        if booking.status == .expired, let end = booking.holdExpiresAt,
            changes.last?.kind != .expired
        {
            changes.append(BookingChange(kind: .expired, actor: .system, at: end))
        }
        return BookingHistory(booking: booking, changes: changes)
    }

    /// A page of the guest's bookings, newest first.
    package static func page(
        of user: UserID, _ request: PageRequest, at now: Timestamp, on connection: Connection
    ) throws -> Page<Booking> {
        let latest = request.after?.id ?? Int64.max
        let rows = try connection.all(
            """
            SELECT \(fragment: Booking.columns(at: now)) FROM \(fragment: Booking.tables)
            WHERE b.user_id = \(user) AND b.id < \(latest)
            ORDER BY b.id DESC LIMIT \(request.rowsToRead)
            """
        ) { row in try Booking(row: row, at: now) }
        return Page(rows, of: request) { PageCursor(id: $0.id.rawValue) }
    }

    /// The same page, and until when it is this one while nobody writes anything.
    package static func listing(
        of user: UserID, _ request: PageRequest, at now: Timestamp, on connection: Connection
    ) throws -> Listing<Booking> {
        let page = try page(of: user, request, at: now, on: connection)
        var changes: [Timestamp] = []
        // A hold of the guest's own is one of its event's.
        for event in Set(page.items.map(\.event.id)) {
            let end = try nextEndOfHold(of: event, after: now, on: connection)
            if let end { changes.append(end) }
        }
        return Listing(page, readAt: now, changes: changes)
    }

    /// The guest's bookings behind an id, oldest first.
    package static func all(
        of user: UserID, after id: Int64, limit: Int = .max, at now: Timestamp,
        on connection: Connection
    ) throws -> [Booking] {
        try connection.all(
            """
            SELECT \(fragment: Booking.columns(at: now)) FROM \(fragment: Booking.tables)
            WHERE b.user_id = \(user) AND b.id > \(id) ORDER BY b.id LIMIT \(limit)
            """
        ) { row in try Booking(row: row, at: now) }
    }

    /// The guest's bookings up to an id of which there is a notice behind `notice` that names them.
    package static func all(
        of user: UserID, through id: Int64, toldOfSince notice: Int64, at now: Timestamp,
        on connection: Connection
    ) throws -> [Booking] {
        try connection.all(
            """
            SELECT \(fragment: Booking.columns(at: now)) FROM \(fragment: Booking.tables)
            WHERE b.user_id = \(user) AND b.id <= \(id)
            AND b.id IN (SELECT booking_id FROM outbox
                WHERE id > \(notice) AND type <> \(BookingNotice.Kind.guestErased))
            ORDER BY b.id
            """
        ) { row in try Booking(row: row, at: now) }
    }

    /// The guest's bookings that have their seats, or had them until their hold ran out.
    static func active(
        of user: UserID, at now: Timestamp, on connection: Connection
    ) throws -> [Booking] {
        try connection.all(
            """
            SELECT \(fragment: Booking.columns(at: now)) FROM \(fragment: Booking.tables)
            WHERE b.user_id = \(user) AND b.status IN ('held', 'confirmed') ORDER BY b.id
            """
        ) { row in try Booking(row: row, at: now) }
    }

    /// The condition of the event's confirmed bookings.
    ///
    /// The wider one beside it is that of the index, without which every booking would be read.
    static func areConfirmed(of event: EventID) -> SQL {
        "event_id = \(event) AND status IN ('held', 'confirmed') AND status = 'confirmed'"
    }

    /// When the next hold of the event runs out, or nil if none is running.
    static func nextEndOfHold(
        of event: EventID, after now: Timestamp, on connection: Connection
    ) throws -> Timestamp? {
        try connection.first(
            """
            SELECT min(hold_expires_at) FROM bookings
            WHERE event_id = \(event) AND status = 'held' AND hold_expires_at > \(now)
            """
        ) { $0.optionalTimestamp(0) } ?? nil
    }

    /// Adds a booking of `event` that is held or confirmed.
    ///
    /// OR FAIL: what it has written when it is refused is for the write to undo, which must fail.
    static func insert(
        _ seats: Seats, of event: Event, for user: UserID, hold: Hold?, provider: String?,
        at now: Timestamp, on connection: Connection
    ) throws -> Booking {
        let status = hold == nil ? SeatState.confirmed : .held
        let amount = event.amount(for: seats)
        let payment =
            hold == nil
            ? Booking.PaymentSummary.none
            : Booking.PaymentSummary(status: .pending, provider: provider)
        let confirmedAt = hold == nil ? now : nil
        let id = try IDSequence.ofBooking(on: connection)
        try connection.execute(
            """
            INSERT OR FAIL INTO bookings (id, event_id, user_id, seats, status, hold_expires_at,
                amount, currency, refund_policy, payment_status, payment_provider, created_at,
                confirmed_at)
            VALUES (\(fragment: id), \(event.id), \(user), \(seats.count),
                \(status), \(hold?.expiresAt), \(amount), \(event.currency.code),
                \(event.refundPolicy.storedText), \(payment.status), \(payment.provider),
                \(now), \(confirmedAt))
            """)
        return Booking(
            id: BookingID(connection.lastInsertedRowID),
            event: event.with(seatsLeft: event.seatsLeft - seats.count), userID: user,
            seats: seats.count, status: status, holdExpiresAt: hold?.expiresAt, amount: amount,
            payment: payment, currency: event.currency, refundPolicy: event.refundPolicy,
            refund: .none, createdAt: now, confirmedAt: confirmedAt, cancelledAt: nil)
    }

    /// Frees the seats of a held or confirmed booking.
    ///
    /// - Returns: Whether it had any, so that whoever comes second knows.
    static func cancel(
        _ id: BookingID, at now: Timestamp, on connection: Connection
    ) throws -> Bool {
        try connection.execute(
            """
            UPDATE bookings SET status = 'cancelled', cancelled_at = \(now)
            WHERE id = \(id) AND status IN ('held', 'confirmed')
            """) == 1
    }

    /// Writes down as expired the holds of this event that are over, which frees their seats.
    ///
    /// Their timeline says that they ended when they did, not when somebody looked.
    static func expireHolds(
        of event: EventID, at now: Timestamp, on connection: Connection
    ) throws {
        let due: SQL = "event_id = \(event) AND status = 'held' AND hold_expires_at <= \(now)"
        try connection.execute(
            """
            INSERT INTO booking_changes (booking_id, kind, actor, at)
            SELECT id, 'expired', 'system', hold_expires_at FROM bookings WHERE \(fragment: due)
            """)
        try connection.execute("UPDATE bookings SET status = 'expired' WHERE \(fragment: due)")
    }
}

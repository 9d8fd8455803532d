import BookingDomain
import JSONCoding
import SQLite
import TextEncoding
import Timekeeping

/// A booking with its timeline, oldest line first.
package struct BookingHistory: Equatable, Sendable {
    package let booking: Booking
    package let changes: [BookingChange]
}

/// The table of bookings.
///
/// Triggers count the seats of each row in its event; no statement here does.
package struct Bookings {
    let tx: Transaction

    /// The condition of an event's bookings that have seats, expired holds included.
    static func areActive(of event: EventID) -> SQL {
        "event_id = \(event) AND status IN ('held', 'confirmed')"
    }

    /// The time of the newest booking.
    package func newest() throws -> Timestamp? {
        try tx.first("SELECT created_at FROM bookings ORDER BY id DESC LIMIT 1") {
            $0.optionalTimestamp(0)
        } ?? nil
    }

    /// The booking, if it is this guest's.
    package func find(_ id: BookingID, of user: UserID) throws -> Booking? {
        try tx.selectBookings(where: "b.id = \(id) AND b.user_id = \(user)").first
    }

    /// The booking, of any guest.
    package func find(_ id: BookingID) throws -> Booking? {
        try tx.selectBookings(where: "b.id = \(id)").first
    }

    /// The booking with its timeline, if it is this guest's.
    ///
    /// The timeline of an expired hold says so, even if that is not stored yet.
    package func history(of id: BookingID, for user: UserID) throws -> BookingHistory? {
        guard let booking = try find(id, of: user) else { return nil }
        return BookingHistory(booking: booking, changes: try tx.timelines.all(of: booking))
    }

    /// A page of the guest's bookings, newest first, and how long it stays valid without a commit.
    ///
    /// - Parameter event: Selects the bookings of one event; nil selects all.
    package func timedPage(
        of user: UserID, event: EventID? = nil, _ request: PageRequest
    ) throws -> TimedPage<Booking> {
        let latest = request.after?.id ?? Int64.max
        let ofEvent: SQL = event.map { "AND b.event_id = \($0)" } ?? ""
        let rows = try tx.selectBookings(
            where: """
                b.user_id = \(user) AND b.id < \(latest) \(fragment: ofEvent)
                ORDER BY b.id DESC LIMIT \(request.rowsToRead)
                """)
        let page = Page(rows, of: request) { PageCursor(id: $0.id.rawValue) }
        // The guest's own holds are among those of their events.
        let ends = try Set(page.items.map(\.event.id)).compactMap(nextEndOfHold(of:))
        let events = page.items.map(\.event)
        return TimedPage(
            page, readAt: tx.now,
            changesAt: ends + events.compactMap(\.waitlist.offersUntil)
                + page.items.filter { $0.contingentRefund?.status == .open }.map(\.event.startsAt))
    }

    /// The guest's bookings after an ID, oldest first.
    package func all(of user: UserID, after id: Int64, limit: Int = .max) throws -> [Booking] {
        try tx.selectBookings(
            where: "b.user_id = \(user) AND b.id > \(id) ORDER BY b.id LIMIT \(limit)")
    }

    /// The guest's bookings up to an ID of which a notice after `notice` names the guest.
    func all(of user: UserID, through id: Int64, notifiedSince notice: Int64) throws -> [Booking] {
        try tx.selectBookings(
            where: """
                b.user_id = \(user) AND b.id <= \(id)
                AND b.id IN (SELECT booking_id FROM outbox
                    WHERE id > \(notice) AND type <> \(BookingNotice.Kind.guestErased))
                ORDER BY b.id
                """)
    }

    /// The guest's bookings that have seats, expired holds included.
    func active(of user: UserID) throws -> [Booking] {
        try tx.selectBookings(
            where: "b.user_id = \(user) AND b.status IN ('held', 'confirmed') ORDER BY b.id")
    }

    /// The bookings that facilitators made and the guest owns.
    func fromFacilitators(of user: UserID) throws -> [Booking] {
        try tx.selectBookings(
            where: "b.user_id = \(user) AND b.source = 'facilitator' ORDER BY b.id")
    }

    /// The bookings that are not cancelled together with the others.
    ///
    /// They were paid in person or in another currency than their event's, or a refund has failed.
    func paidSeparately(_ batch: BookingBatch, of event: Event) throws -> [Booking] {
        try tx.selectBookings(
            where: """
                b.id IN (SELECT id FROM bookings WHERE \(fragment: batch.areActive)
                    AND amount_paid > 0 AND (payment_provider = \(PaymentProvider.offline)
                        OR currency <> \(event.currency.code) OR refund_status = 'failed'))
                ORDER BY b.id
                """)
    }

    func confirmed(_ batch: BookingBatch) throws -> [Booking] {
        try tx.selectBookings(
            where: """
                b.id IN (SELECT id FROM bookings WHERE \(fragment: batch.areConfirmed)) ORDER BY b.id
                """)
    }

    /// The bookings of which a part was refunded.
    func refunded(_ batch: BookingBatch) throws -> [BookingID] {
        try tx.all(
            """
            SELECT id FROM bookings
            WHERE \(fragment: batch.areConfirmed) AND refund_status IS NOT NULL
            """
        ) { $0.id(0) }
    }

    /// The first of an event's bookings after an ID that have seats.
    func active(of event: EventID, after id: BookingID, limit: Int) throws -> [BookingID] {
        try tx.all(
            """
            SELECT id FROM bookings WHERE event_id = \(event) AND id > \(id)
            AND +status IN ('held', 'confirmed') ORDER BY id LIMIT \(limit)
            """
        ) { $0.id(0) }
    }

    /// Whether the event has bookings, whatever their status.
    func exist(of event: EventID) throws -> Bool {
        try tx.first("SELECT 1 FROM bookings WHERE event_id = \(event) LIMIT 1") { _ in true }
            ?? false
    }

    /// Whether the event has bookings with seats, expired holds included.
    package func haveSeats(of event: EventID) throws -> Bool {
        try tx.first("SELECT taken > 0 FROM event_seats WHERE event_id = \(event)") {
            $0.bool(0)
        } ?? false
    }

    /// Another booking of the event that the guest has made and that has seats.
    func active(
        of user: UserID, event: EventID, besides id: BookingID = BookingID(0)
    ) throws -> BookingID? {
        try tx.first(
            """
            SELECT id FROM bookings WHERE event_id = \(event) AND user_id = \(user)
            AND status IN ('held', 'confirmed') AND source = 'guest' AND id <> \(id)
            AND (status = 'confirmed' OR hold_expires_at > \(tx.now))
            """
        ) { $0.id(0) }
    }

    /// The number of seats of the event's confirmed bookings.
    func confirmedSeats(of event: EventID) throws -> Int {
        try tx.first(
            """
            SELECT coalesce(sum(seats), 0) FROM bookings
            WHERE event_id = \(event) AND +status = 'confirmed'
            """
        ) { $0.int(0) } ?? 0
    }

    func nextEndOfHold(of event: EventID) throws -> Timestamp? {
        try tx.first(
            """
            SELECT min(hold_expires_at) FROM bookings
            WHERE event_id = \(event) AND status = 'held' AND hold_expires_at > \(tx.now)
            """
        ) { $0.optionalTimestamp(0) } ?? nil
    }

    /// Adds a booking that is held, or confirmed if there is no hold.
    ///
    /// An offer is held even if it is free.
    /// OR FAIL does not undo the failed statement, as the write fails and undoes it.
    func insert(
        _ seats: Seats, of event: Event, for user: UserID, holdExpiresAt: Timestamp?,
        provider: String?, isOffer: Bool = false
    ) throws -> Booking {
        let isConfirmed = holdExpiresAt == nil
        var booking = Booking(
            id: BookingID(try tx.nextID(.bookings)), event: event, userID: user, isOffer: isOffer,
            seats: seats.count, status: isConfirmed ? .confirmed : .held,
            holdExpiresAt: holdExpiresAt, amount: event.amount(for: seats),
            payment: event.price == 0
                ? .none
                : Booking.PaymentSummary(
                    status: .pending, provider: provider, payBefore: holdExpiresAt),
            currency: event.currency, refundPolicy: event.refundPolicy, refund: .none,
            createdAt: tx.now, confirmedAt: isConfirmed ? tx.now : nil, cancelledAt: nil)
        booking.event.seatsFree -= seats.count
        try tx.execute(
            """
            INSERT OR FAIL INTO bookings (id, event_id, user_id, is_offer, seats, status, hold_expires_at,
                amount, currency, refund_policy, payment_status, payment_provider, created_at,
                confirmed_at)
            VALUES (\(booking.id), \(event.id), \(user), \(isOffer), \(booking.seats),
                \(booking.status), \(booking.holdExpiresAt), \(booking.amount), \(booking.currency.code),
                \(booking.refundPolicy.storedText), \(booking.payment.status),
                \(booking.payment.provider), \(tx.now), \(booking.confirmedAt))
            """)
        if isConfirmed { tx.didChange(.mail) }
        return booking
    }

    /// Confirms a booking that was paid; an expired one keeps the end of its hold.
    func confirm(_ id: BookingID) throws {
        try tx.execute(
            """
            UPDATE bookings SET status = 'confirmed', confirmed_at = \(tx.now),
                hold_expires_at = CASE WHEN status = 'held' THEN NULL ELSE hold_expires_at END
            WHERE id = \(id)
            """)
    }

    /// Cancels a booking. If a part of its price was paid, nothing is left to pay.
    ///
    /// - Parameters:
    ///   - due: All that is due to the guest now.
    ///   - reason: The facilitator's words for the guest.
    /// - Returns: Whether it had seats.
    func cancel(_ id: BookingID, due: Int64, reason: String?) throws -> Bool {
        try tx.execute(
            """
            UPDATE bookings SET status = 'cancelled', cancelled_at = \(tx.now), due = \(due),
                cancellation_reason = \(reason),
                payment_status = CASE WHEN amount_paid > 0 THEN 'success' ELSE payment_status END
            WHERE id = \(id) AND status IN ('held', 'confirmed')
            """) == 1
    }

    /// Cancels the bookings of a cancelled event: the whole price of their seats is due.
    func cancelAll(_ batch: BookingBatch) throws {
        try tx.execute(
            """
            UPDATE bookings SET status = 'cancelled', cancelled_at = \(tx.now),
                due = max(due, min(due + amount, amount_paid)), cancellation_reason = NULL
            WHERE \(fragment: batch.areActive)
            """)
    }

    /// Takes seats off a booking, the last named ones first, and lowers its price.
    func reduce(
        _ booking: Booking, to seats: Int, _ reduction: BookingSums.Reduction, reason: String?
    ) throws {
        try tx.execute(
            """
            UPDATE bookings SET seats = \(seats), \(fragment: Self.sums(after: reduction)),
                cancellation_reason = \(reason),
                attendees = \(Self.stored(Array(booking.attendees.prefix(seats))))
            WHERE id = \(booking.id)
            """)
    }

    /// The assignments to a booking's columns for its sums after its price has fallen, which may
    /// leave nothing to pay.
    static func sums(after reduction: BookingSums.Reduction) -> SQL {
        """
        amount = \(reduction.amount), due = \(reduction.due),
        payment_status = CASE
            WHEN payment_status IS NOT 'pending' OR \(reduction.outstanding) > 0 THEN payment_status
            WHEN amount_paid > 0 THEN 'success'
            WHEN \(reduction.amount) > 0 THEN payment_status END
        """
    }

    /// The column's text for names: a JSON array, or NULL for none.
    static func stored(_ names: [String]) -> String? {
        names.isEmpty ? nil : String(streamSafe: names.json)
    }

    /// Stores what is due to the guest.
    func setDue(_ due: Int64, of id: BookingID) throws {
        try tx.execute("UPDATE bookings SET due = \(due) WHERE id = \(id)")
    }

    /// Stores the expired holds of an event as expired, which frees their seats, and tells the guests
    /// whose offers end so.
    ///
    /// Their timeline gives the end of the hold, not the time of this transaction.
    func expireHolds(of event: EventID) throws {
        let lapsed = try tx.waitlist.lapsing(of: event)
        let due: SQL = "event_id = \(event) AND status = 'held' AND hold_expires_at <= \(tx.now)"
        try tx.execute(
            """
            INSERT INTO booking_changes (booking_id, kind, actor, at)
            SELECT id, 'expired', 'system', hold_expires_at FROM bookings WHERE \(fragment: due)
            """)
        try tx.execute("UPDATE bookings SET status = 'expired' WHERE \(fragment: due)")
        for id in lapsed {
            if let entry = try tx.waitlist.find(id) { try tx.record(.lapsed, of: entry) }
        }
    }

    func extendHold(
        of id: BookingID, until end: Timestamp, provider: PaymentProvider
    ) throws {
        try tx.execute(
            """
            UPDATE bookings SET hold_expires_at = \(end), payment_provider = \(provider)
            WHERE id = \(id) AND status = 'held'
            """)
    }

    /// - Returns: Whether the seats were still held.
    func expire(_ id: BookingID) throws -> Bool {
        try tx.execute(
            "UPDATE bookings SET status = 'expired' WHERE id = \(id) AND status = 'held'") == 1
    }

    /// Adds a payment to what was paid for the booking.
    ///
    /// - Parameter isPaidUp: Whether nothing is left to pay.
    func setPaid(
        _ id: BookingID, _ amount: Int64, by payment: String, at provider: PaymentProvider,
        isPaidUp: Bool
    ) throws {
        try tx.execute(
            """
            UPDATE bookings SET payment_status = CASE WHEN \(isPaidUp) THEN 'success'
                    ELSE payment_status END, payment_id = \(payment),
                payment_provider = \(provider), amount_paid = amount_paid + \(amount)
            WHERE id = \(id)
            """)
    }

    /// - Returns: Whether the payment of a booking without seats was pending.
    func failPayment(of id: BookingID) throws -> Bool {
        try tx.execute(
            """
            UPDATE bookings SET payment_status = 'failed'
            WHERE id = \(id) AND payment_status = 'pending'
            AND status NOT IN ('held', 'confirmed')
            """) == 1
    }
}

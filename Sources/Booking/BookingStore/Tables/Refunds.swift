import BookingDomain
import SQLite
import Timekeeping

/// The table of money that goes back: a row for each amount that is owed.
///
/// Triggers count it against its payment and enter it into the ledger; no statement here does.
package enum Refunds {
    /// The refund with this id of ours, whosever it is.
    package static func find(_ id: RefundID, on connection: Connection) throws -> Refund? {
        try connection.first(
            "SELECT \(fragment: Refund.columns) FROM \(fragment: Refund.tables) WHERE r.id = \(id)"
        ) { row in try Refund(row: row) }
    }

    /// The refund with this id at its gateway.
    static func find(
        remote id: String, at provider: PaymentProvider, on connection: Connection
    ) throws -> Refund? {
        try connection.first(
            """
            SELECT \(fragment: Refund.columns) FROM \(fragment: Refund.tables)
            WHERE r.provider = \(provider) AND r.remote_id = \(id)
            """
        ) { row in try Refund(row: row) }
    }

    /// The refunds of a payment that the gateway has not answered for.
    static func unanswered(
        of payment: Payments.Received, on connection: Connection
    ) throws -> [Refund] {
        try all(of: payment, "r.status = 'initiated' AND r.remote_id IS NULL", on: connection)
    }

    /// The refunds of a payment that did not go through.
    static func failed(
        of payment: Payments.Received, on connection: Connection
    ) throws -> [Refund] {
        try all(of: payment, "r.status = 'failed'", on: connection)
    }

    private static func all(
        of payment: Payments.Received, _ condition: SQL, on connection: Connection
    ) throws -> [Refund] {
        try connection.all(
            """
            SELECT \(fragment: Refund.columns) FROM \(fragment: Refund.tables)
            WHERE r.payment_id = \(payment.id) AND \(fragment: condition)
            """
        ) { row in try Refund(row: row) }
    }

    /// Whether any refund is to be sent or asked about.
    package static func areDue(at now: Timestamp, on connection: Connection) throws -> Bool {
        try connection.first(
            """
            SELECT 1 FROM refunds WHERE status = 'initiated' AND next_try_at <= \(now) LIMIT 1
            """
        ) { _ in true } ?? false
    }

    /// The refunds that are to be sent or asked about.
    static func due(
        limit: Int, at now: Timestamp, on connection: Connection
    ) throws -> [Refund] {
        try connection.all(
            """
            SELECT \(fragment: Refund.columns) FROM \(fragment: Refund.tables)
            WHERE r.status = 'initiated' AND r.next_try_at <= \(now)
            ORDER BY r.next_try_at, r.id LIMIT \(limit)
            """
        ) { row in try Refund(row: row) }
    }

    /// Owes an amount of a payment; the gateway is called by and by.
    ///
    /// - Throws: `SQLiteError` (check violation) where the payment does not have so much left.
    static func request(
        _ amount: Int64, of payment: Payments.Received, for reason: Refund.Reason,
        at now: Timestamp, on connection: Connection
    ) throws {
        try connection.execute(
            """
            INSERT INTO refunds (id, payment_id, booking_id, facilitator_id, amount, reason, status, provider,
                next_try_at, created_at, updated_at)
            SELECT \(fragment: IDSequence.ofRefund), id, booking_id, \(fragment: facilitator), \(amount),
                \(reason), 'initiated', provider, \(now), \(now), \(now) FROM payments WHERE id = \(payment.id)
            """)
        guard payment.isKept else { return }
        try BookingChanges.add(
            BookingChange(kind: .refundInitiated, actor: .system, at: now), to: payment.bookingID,
            on: connection)
        try summarise(bookings: "id = \(payment.bookingID)", on: connection)
    }

    /// Owes all that is left of what the matching bookings have paid, as their event is cancelled.
    static func requestAll(
        ofBookings bookings: SQL, at now: Timestamp, on connection: Connection
    ) throws {
        let paid: SQL = """
            is_kept AND amount > refunded
            AND booking_id IN (SELECT id FROM bookings WHERE \(fragment: bookings))
            """
        try connection.execute(
            """
            INSERT INTO booking_changes (booking_id, kind, actor, at)
            SELECT booking_id, 'refund_initiated', 'system', \(now) FROM payments
            WHERE \(fragment: paid) ORDER BY booking_id
            """)
        try connection.execute(
            """
            INSERT INTO refunds (id, payment_id, booking_id, facilitator_id, amount, reason, status, provider,
                next_try_at, created_at, updated_at)
            SELECT \(fragment: IDSequence.ofRefund) + row_number() OVER (ORDER BY booking_id) - 1,
                id, booking_id, \(fragment: facilitator), amount - refunded,
                \(Refund.Reason.eventCancelled), 'initiated', provider, \(now), \(now), \(now)
            FROM payments WHERE \(fragment: paid) ORDER BY booking_id
            """)
        try summarise(bookings: bookings, on: connection)
    }

    /// Whose event a payment was for.
    private static let facilitator: SQL = """
        (SELECT e.facilitator_id FROM bookings b JOIN events e ON e.id = b.event_id
        WHERE b.id = payments.booking_id)
        """

    /// Enters a refund that somebody made at the gateway.
    static func insertExternal(
        _ refund: GatewayRefund, of payment: Payments.Received, at now: Timestamp,
        on connection: Connection
    ) throws {
        try connection.execute(
            """
            INSERT INTO refunds (id, payment_id, booking_id, facilitator_id, amount, reason, status, provider,
                remote_id, next_try_at, created_at, updated_at)
            SELECT \(fragment: IDSequence.ofRefund), id, booking_id, \(fragment: facilitator), \(refund.amount),
                \(Refund.Reason.external), \(refund.status),
                provider, \(refund.id), \(now.adding(seconds: 3_600)), \(now), \(now)
            FROM payments WHERE id = \(payment.id)
            """)
    }

    /// Notes that the refund is being sent or asked about, and when it is next if no answer comes.
    static func claim(_ refund: Refund, at now: Timestamp, on connection: Connection) throws {
        let sentAt = refund.remoteID == nil ? now : nil
        try connection.execute(
            """
            UPDATE refunds SET tries = tries + 1, sent_at = coalesce(sent_at, \(sentAt)),
                next_try_at = \(refund.nextTry(at: now))
            WHERE id = \(refund.id)
            """)
    }

    /// Puts the refund off until `next`, unless it was settled or renewed meanwhile.
    package static func postpone(
        _ refund: Refund, until next: Timestamp, on connection: Connection
    ) throws {
        try connection.execute(
            """
            UPDATE refunds SET next_try_at = \(next)
            WHERE id = \(refund.id) AND status = 'initiated' AND generation = \(refund.generation)
            """)
    }

    /// Makes every refund that the gateway has not answered for due at once, as after a restart.
    package static func hurry(at now: Timestamp, on connection: Connection) throws {
        try connection.execute(
            """
            UPDATE refunds SET next_try_at = \(now)
            WHERE status = 'initiated' AND remote_id IS NULL AND next_try_at > \(now)
            """)
    }

    /// Writes down the gateway's word on a refund.
    static func update(
        _ refund: Refund, status: RefundStatus, remoteID: String?, failure: String?,
        at now: Timestamp, on connection: Connection
    ) throws {
        let next = status == .initiated ? now.adding(seconds: 3_600) : nil
        try connection.execute(
            """
            UPDATE refunds SET status = \(status), remote_id = coalesce(\(remoteID), remote_id),
                failure = \(failure), next_try_at = \(next), updated_at = \(now)
            WHERE id = \(refund.id)
            """)
    }

    /// Begins the refund's next generation: another key, and nothing known of it at the gateway.
    ///
    /// - Parameter amount: A failed refund's may be less than before; nil leaves it.
    static func renew(
        _ refund: Refund, amount: Int64? = nil, at now: Timestamp, on connection: Connection
    ) throws {
        try connection.execute(
            """
            UPDATE refunds SET status = 'initiated', amount = \(amount ?? refund.amount),
                generation = generation + 1,
                remote_id = NULL, failure = NULL, tries = 0, sent_at = NULL, next_try_at = \(now),
                updated_at = \(now)
            WHERE id = \(refund.id)
            """)
    }

    /// Brings up to date what the bookings show of their refunds: the latest one's id, the worst
    /// status, and `refunded` once everything that was owed is back. One that failed means nothing
    /// any more once the whole payment has gone back by other ways.
    ///
    /// A status is only written where it becomes another: each time, a trigger counts the seats.
    static func summarise(bookings: SQL, on connection: Connection) throws {
        try connection.execute(
            """
            UPDATE bookings SET refund_status = s.status, refund_id = s.remote_id,
                refunded_at = CASE WHEN s.status = 'processed' THEN s.updated_at END
            FROM (SELECT r.booking_id, max(r.updated_at) AS updated_at,
                    CASE WHEN max(r.status = 'failed' AND p.refunded < p.amount) THEN 'failed'
                        WHEN max(r.status = 'initiated') THEN 'initiated'
                        ELSE 'processed' END AS status,
                    (SELECT l.remote_id FROM refunds l JOIN payments q ON q.id = l.payment_id
                    WHERE l.booking_id = r.booking_id AND q.is_kept ORDER BY l.id DESC LIMIT 1)
                        AS remote_id
                FROM refunds r JOIN payments p ON p.id = r.payment_id
                WHERE p.is_kept
                AND r.booking_id IN (SELECT id FROM bookings WHERE \(fragment: bookings))
                GROUP BY r.booking_id) AS s
            WHERE bookings.id = s.booking_id
            """)
        try connection.execute(
            """
            UPDATE bookings SET status = CASE WHEN refund_status = 'processed' THEN 'refunded'
                WHEN cancelled_at IS NULL THEN 'expired' ELSE 'cancelled' END
            WHERE (\(fragment: bookings)) AND status IN ('cancelled', 'expired', 'refunded')
            AND (refund_status = 'processed') <> (status = 'refunded')
            """)
    }

    /// The refunds that no gateway has settled yet.
    package static func backlog(on connection: Connection) throws -> QueueDepth {
        try QueueDepth(of: "FROM refunds WHERE status = 'initiated'", on: connection)
    }

    /// The refunds of the guest's bookings.
    static func all(of user: UserID, on connection: Connection) throws -> [RefundID] {
        try connection.all(
            """
            SELECT r.id FROM bookings b CROSS JOIN refunds r ON r.booking_id = b.id
            WHERE b.user_id = \(user)
            """
        ) { $0.id(0) }
    }

    /// How many refunds wait for somebody to look after them.
    package static func failedCount(on connection: Connection) throws -> Int {
        try connection.first(
            """
            SELECT count(*) FROM \(fragment: Refund.tables)
            WHERE r.status = 'failed' AND p.refunded < p.amount
            """
        ) { $0.int(0) } ?? 0
    }
}

import BookingDomain
import SQLite
import Timekeeping

/// The table of refunds: a row for each amount that a guest is owed.
///
/// Triggers count a refund in its payment and add it to the ledger; no statement here does.
package struct Refunds {
    let tx: Transaction

    /// The refund; nil if there is none.
    package func find(_ id: RefundID) throws -> Refund? {
        try select(where: "r.id = \(id)").first
    }

    func find(remote id: String, at provider: PaymentProvider) throws -> Refund? {
        try select(where: "r.provider = \(provider) AND r.remote_id = \(id)").first
    }

    /// The refunds of a payment that the gateway has neither accepted nor refused.
    func unanswered(of payment: ReceivedPayment) throws -> [Refund] {
        try select(
            where: """
                r.payment_id = \(payment.id) AND r.status = 'initiated' AND r.remote_id IS NULL
                """)
    }

    func failed(of payment: ReceivedPayment) throws -> [Refund] {
        try select(where: "r.payment_id = \(payment.id) AND r.status = 'failed'")
    }

    /// Whether a refund is due to be sent or checked.
    package func areDue() throws -> Bool {
        try tx.first(
            """
            SELECT 1 FROM refunds r WHERE r.status = 'initiated' AND r.next_try_at <= \(tx.now)
            AND \(fragment: Self.isUndisputed) LIMIT 1
            """
        ) { _ in true } ?? false
    }

    func due(limit: Int) throws -> [Refund] {
        try select(
            where: """
                r.status = 'initiated' AND r.next_try_at <= \(tx.now)
                AND \(fragment: Self.isUndisputed)
                ORDER BY r.next_try_at, r.id LIMIT \(limit)
                """)
    }

    /// A refund waits while a dispute of its payment is open.
    private static let isUndisputed: SQL = """
        NOT EXISTS (SELECT 1 FROM disputes d
            WHERE d.payment_id = r.payment_id AND d.status = 'open')
        """

    private func select(where condition: SQL) throws -> [Refund] {
        try tx.all(
            """
            SELECT \(fragment: Refund.columns) FROM \(fragment: Refund.tables)
            WHERE \(fragment: condition)
            """
        ) { row in
            var columns = row.columns
            return try Refund(&columns)
        }
    }

    /// Adds a refund, due at once at its gateway. Nothing is sent for a payment that was made in
    /// person: the facilitator hands the money back.
    ///
    /// - Parameters:
    ///   - isHandedBack: Whether the facilitator has handed it back.
    ///   - comment: The facilitator's words for the guest.
    /// - Throws: `SQLiteError` (CHECK violation) if less is left of the payment.
    /// - Returns: The refund's ID.
    @discardableResult
    func insert(
        _ amount: Int64, of payment: ReceivedPayment, for reason: Refund.Reason,
        isHandedBack: Bool = false, comment: String? = nil
    ) throws -> RefundID {
        let isOffline = payment.provider == .offline
        let id = try insert(
            amount, of: payment, for: reason, isHandedBack ? .processed : .initiated,
            remoteID: isHandedBack ? Self.offlineID : "NULL", nextTry: isOffline ? nil : tx.now,
            comment: comment)
        if !isOffline { tx.didChange(.refunds) }
        return id
    }

    /// A new ID for a refund to which no gateway gives one.
    private static let offlineID: SQL = "lower(hex(randomblob(12)))"

    /// Stores that the facilitator has handed the money back.
    func recordHandover(of refund: RefundID) throws {
        try tx.execute(
            """
            UPDATE refunds SET status = 'processed', remote_id = \(fragment: Self.offlineID),
                updated_at = \(tx.now)
            WHERE id = \(refund)
            """)
    }

    func insertExternal(_ refund: GatewayRefund, of payment: ReceivedPayment) throws {
        _ = try insert(
            refund.amount, of: payment, for: .external, refund.status, remoteID: "\(refund.id)",
            nextTry: tx.now.adding(seconds: 3_600))
    }

    private func insert(
        _ amount: Int64, of payment: ReceivedPayment, for reason: Refund.Reason,
        _ status: RefundStatus, remoteID: SQL, nextTry: Timestamp?, comment: String? = nil
    ) throws -> RefundID {
        let id = RefundID(try tx.nextID(.refunds))
        try tx.execute(
            """
            \(fragment: Self.insertion)
            SELECT \(id), id, booking_id, \(fragment: Self.facilitator), \(amount), \(reason),
                \(status), provider, \(fragment: remoteID), \(nextTry), \(tx.now), \(tx.now),
                \(comment)
            FROM payments WHERE id = \(payment.id)
            """)
        return id
    }

    static let insertion: SQL = """
        INSERT INTO refunds (id, payment_id, booking_id, facilitator_id, amount, reason, status,
            provider, remote_id, next_try_at, created_at, updated_at, comment)
        """

    /// The facilitator of the event that a payment was for.
    private static let facilitator: SQL = """
        (SELECT e.facilitator_id FROM bookings b JOIN events e ON e.id = b.event_id
        WHERE b.id = payments.booking_id)
        """

    /// Stores that a refund is being sent or checked, and when to repeat that without an answer.
    func claim(_ refund: Refund) throws {
        let sentAt = refund.remoteID == nil ? tx.now : nil
        try tx.execute(
            """
            UPDATE refunds SET tries = tries + 1, sent_at = coalesce(sent_at, \(sentAt)),
                next_try_at = \(refund.nextTry(at: tx.now))
            WHERE id = \(refund.id)
            """)
    }

    /// Postpones a refund, unless it has ended or was renewed since it was claimed.
    package func postpone(_ refund: Refund, until next: Timestamp) throws {
        try tx.execute(
            """
            UPDATE refunds SET next_try_at = \(next)
            WHERE id = \(refund.id) AND status = 'initiated' AND generation = \(refund.generation)
            """)
    }

    /// Makes every unanswered refund due now, as after a restart.
    package func makeAllDue() throws {
        try tx.execute(
            """
            UPDATE refunds SET next_try_at = \(tx.now)
            WHERE status = 'initiated' AND remote_id IS NULL AND next_try_at > \(tx.now)
            """)
    }

    func update(
        _ refund: Refund, status: RefundStatus, remoteID: String?, failure: String?
    ) throws {
        let isUnderWay = status == .initiated && refund.provider != .offline
        let next = isUnderWay ? tx.now.adding(seconds: 3_600) : nil
        try tx.execute(
            """
            UPDATE refunds SET status = \(status), remote_id = coalesce(\(remoteID), remote_id),
                failure = \(failure), next_try_at = \(next), updated_at = \(tx.now)
            WHERE id = \(refund.id)
            """)
    }

    /// Starts the refund's next generation: another key, unknown to the gateway.
    ///
    /// - Parameter amount: Nil keeps the amount; that of a failed refund can be reduced.
    func renew(_ refund: Refund, amount: Int64? = nil) throws {
        try tx.execute(
            """
            UPDATE refunds SET status = 'initiated', amount = \(amount ?? refund.amount),
                generation = generation + 1, remote_id = NULL, failure = NULL, tries = 0,
                sent_at = NULL, next_try_at = \(tx.now), updated_at = \(tx.now)
            WHERE id = \(refund.id)
            """)
        tx.didChange(.refunds)
    }

    /// Updates the bookings' refund columns: the latest refund's ID and the worst status.
    ///
    /// A booking becomes `refunded` when the whole amount owed has been returned. A failed refund is
    /// ignored once the whole payment was returned in another way. The status is written only where
    /// it changes, because each write runs the trigger that counts the seats.
    func updateSummaries(ofBookings bookings: SQL) throws {
        try tx.execute(
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
        try tx.execute(
            """
            UPDATE bookings SET status = CASE WHEN refund_status = 'processed' THEN 'refunded'
                WHEN cancelled_at IS NULL THEN 'expired' ELSE 'cancelled' END
            WHERE (\(fragment: bookings)) AND status IN ('cancelled', 'expired', 'refunded')
            AND (refund_status = 'processed') <> (status = 'refunded')
            """)
    }

    /// The refunds that have not ended at their gateways.
    package func depth() throws -> QueueDepth {
        try tx.depth(
            of: "FROM refunds WHERE status = 'initiated' AND provider <> \(PaymentProvider.offline)"
        )
    }

    func all(of booking: BookingID) throws -> [RefundID] {
        try tx.all("SELECT id FROM refunds WHERE booking_id = \(booking)") { $0.id(0) }
    }

    func all(of user: UserID) throws -> [RefundID] {
        try tx.all(
            """
            SELECT r.id FROM bookings b CROSS JOIN refunds r ON r.booking_id = b.id
            WHERE b.user_id = \(user)
            """
        ) { $0.id(0) }
    }

    /// The number of failed refunds that are still owed.
    package func failedCount() throws -> Int {
        try tx.first(
            """
            SELECT count(*) FROM \(fragment: Refund.tables)
            WHERE r.status = 'failed' AND p.refunded < p.amount
            """
        ) { $0.int(0) } ?? 0
    }
}

extension Refund {
    /// The columns of a refund, for `init(_:)`.
    static let columns: SQL = """
        r.id, r.booking_id, r.provider, p.remote_id, r.amount, p.currency, r.reason, r.status,
        r.generation, r.remote_id, r.failure, r.tries, r.sent_at, r.created_at, r.updated_at
        """

    static let tables: SQL = "refunds r JOIN payments p ON p.id = r.payment_id"

    init(_ columns: inout Columns) throws(UnreadableRow) {
        self.init(
            id: columns.next(), bookingID: columns.next(),
            provider: try columns.next("refunds.provider"), paymentID: columns.next(),
            amount: columns.next(), currency: columns.next(),
            reason: try columns.next("refunds.reason"),
            status: try columns.next("refunds.status"), generation: columns.next(),
            remoteID: columns.next(), failure: columns.next(), tries: columns.next(),
            sentAt: columns.next(), createdAt: columns.next(), updatedAt: columns.next())
    }
}

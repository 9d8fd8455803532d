import BookingDomain
import SQLite
import Timekeeping

/// The table of tries to pay, each written before its gateway is called.
package enum PaymentAttempts {
    /// The try with this id, whosever booking it pays for.
    package static func find(
        _ id: PaymentAttemptID, on connection: Connection
    ) throws -> PaymentAttempt? {
        try connection.first(
            "SELECT \(fragment: columns) FROM payment_attempts WHERE id = \(id)"
        ) { row in try PaymentAttempt(row: row) }
    }

    /// The try whose checkout has this id at its gateway.
    package static func find(
        checkout id: String, at provider: PaymentProvider, on connection: Connection
    ) throws -> PaymentAttempt? {
        try connection.first(
            """
            SELECT \(fragment: columns) FROM payment_attempts
            WHERE provider = \(provider) AND checkout_id = \(id)
            """
        ) { row in try PaymentAttempt(row: row) }
    }

    /// The try that a gateway's object refers to.
    package static func find(
        _ reference: CheckoutReference, at provider: PaymentProvider, on connection: Connection
    ) throws -> PaymentAttempt? {
        try connection.first(
            """
            SELECT \(fragment: columns) FROM payment_attempts
            WHERE booking_id = \(reference.bookingID) AND number = \(reference.attempt)
            AND provider = \(provider)
            """
        ) { row in try PaymentAttempt(row: row) }
    }

    /// The booking's tries, the latest first.
    package static func all(
        of booking: BookingID, on connection: Connection
    ) throws -> [PaymentAttempt] {
        try connection.all(
            """
            SELECT \(fragment: columns) FROM payment_attempts WHERE booking_id = \(booking)
            ORDER BY number DESC
            """
        ) { row in try PaymentAttempt(row: row) }
    }

    /// The tries that the gateway is to be asked about: first those that seats are held for until
    /// the checkout is closed, as their minute is short.
    package static func due(
        limit: Int, at now: Timestamp, on connection: Connection
    ) throws -> [PaymentAttempt] {
        try connection.all(
            """
            SELECT \(fragment: columns) FROM payment_attempts
            WHERE next_check_at <= \(now)
            ORDER BY closes_at <= \(now) AND EXISTS (SELECT 1 FROM bookings b
                WHERE b.id = payment_attempts.booking_id AND b.status = 'held') DESC, next_check_at
            LIMIT \(limit)
            """
        ) { row in try PaymentAttempt(row: row) }
    }

    /// Adds a try; the gateway has not been called yet.
    static func insert(
        _ reference: CheckoutReference, at provider: PaymentProvider, request: [UInt8],
        closesAt: Timestamp, at now: Timestamp, on connection: Connection
    ) throws -> PaymentAttemptID {
        try connection.execute(
            """
            INSERT INTO payment_attempts (booking_id, number, provider, idempotency_key, request,
                state, created_at, closes_at, next_check_at)
            VALUES (\(reference.bookingID), \(reference.attempt), \(provider),
                \(reference.idempotencyKey), \(request), 'created', \(now), \(closesAt),
                \(min(closesAt, now.adding(seconds: 60))))
            """)
        return PaymentAttemptID(connection.lastInsertedRowID)
    }

    /// Writes down how the try stands after the gateway was heard.
    ///
    /// The call is not made again, so its content goes: it may hold the guest's address.
    static func update(
        _ attempt: PaymentAttempt, state: PaymentAttempt.State, checkoutID: String?, url: String?,
        at now: Timestamp, on connection: Connection
    ) throws {
        try connection.execute(
            """
            UPDATE payment_attempts SET state = \(state), request = x'',
                checkout_id = coalesce(checkout_id, \(checkoutID)), url = coalesce(url, \(url)),
                checks = checks + 1, next_check_at = \(attempt.nextCheck(in: state, at: now))
            WHERE id = \(attempt.id)
            """)
    }

    /// Puts off asking about the try, as the gateway did not answer.
    package static func postpone(
        _ attempt: PaymentAttempt, at now: Timestamp, on connection: Connection
    ) throws {
        try connection.execute(
            """
            UPDATE payment_attempts SET checks = checks + 1,
                next_check_at = \(attempt.nextCheckAfterError(at: now))
            WHERE id = \(attempt.id) AND next_check_at IS NOT NULL
            """)
    }

    /// Gives up the guest's tries that no gateway has answered yet, and what they were to say.
    ///
    /// Nobody has the address of a checkout whose opening was never answered.
    static func giveUp(of user: UserID, on connection: Connection) throws {
        try connection.execute(
            """
            UPDATE payment_attempts SET state = 'closed', request = x'', next_check_at = NULL
            WHERE state = 'created'
            AND booking_id IN (SELECT id FROM bookings WHERE user_id = \(user))
            """)
    }

    /// Has the gateway asked at once about the tries of bookings that match.
    static func hurry(
        ofBookings bookings: SQL, at now: Timestamp, on connection: Connection
    ) throws {
        try connection.execute(
            """
            UPDATE payment_attempts SET next_check_at = \(now), closes_at = min(closes_at, \(now))
            WHERE state IN ('created', 'open')
            AND booking_id IN (SELECT id FROM bookings WHERE \(fragment: bookings))
            """)
    }

    private static let columns: SQL = """
        id, booking_id, number, provider, idempotency_key, request, checkout_id, url, state,
        created_at, closes_at, checks
        """
}

extension PaymentAttempt {
    fileprivate init(row: borrowing Row) throws(UnreadableRow) {
        self.init(
            id: row.id(0), bookingID: row.id(1), number: row.int64(2),
            provider: try row.word(3, named: "payment_attempts.provider"),
            idempotencyKey: row.string(4), request: row.bytes(5),
            checkoutID: row.optionalString(6), url: row.optionalString(7),
            state: try row.word(8, named: "payment_attempts.state"), createdAt: row.timestamp(9),
            closesAt: row.timestamp(10), checks: row.int(11))
    }
}

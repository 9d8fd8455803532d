import BookingDomain
import SQLite
import Timekeeping

/// The table of payment attempts, each inserted before its gateway is called.
package struct PaymentAttempts {
    let tx: Transaction

    /// The attempt; nil if there is none.
    package func find(_ id: PaymentAttemptID) throws -> PaymentAttempt? {
        try select(where: "id = \(id)").first
    }

    /// The attempt whose checkout has this ID at its gateway.
    package func find(
        checkout id: String, at provider: PaymentProvider
    ) throws -> PaymentAttempt? {
        try select(where: "provider = \(provider) AND checkout_id = \(id)").first
    }

    /// The attempt that a gateway's object refers to.
    package func find(
        _ reference: CheckoutReference, at provider: PaymentProvider
    ) throws -> PaymentAttempt? {
        try select(
            where: """
                booking_id = \(reference.bookingID) AND number = \(reference.attempt)
                AND provider = \(provider)
                """
        ).first
    }

    /// The booking's attempts, the latest first.
    package func all(of booking: BookingID) throws -> [PaymentAttempt] {
        try select(where: "booking_id = \(booking) ORDER BY number DESC")
    }

    /// The attempts that are due to be checked at the gateway.
    ///
    /// Attempts whose checkout must be closed to free held seats come first.
    package func due(limit: Int) throws -> [PaymentAttempt] {
        try select(
            where: """
                next_check_at <= \(tx.now)
                ORDER BY closes_at <= \(tx.now) AND EXISTS (SELECT 1 FROM bookings b
                    WHERE b.id = payment_attempts.booking_id AND b.status = 'held') DESC,
                    next_check_at
                LIMIT \(limit)
                """)
    }

    private func select(where condition: SQL) throws -> [PaymentAttempt] {
        try tx.all(
            """
            SELECT id, booking_id, number, provider, idempotency_key, request, checkout_id, url,
                state, created_at, closes_at, checks
            FROM payment_attempts WHERE \(fragment: condition)
            """
        ) { row in
            var columns = row.columns
            return PaymentAttempt(
                id: columns.next(), bookingID: columns.next(), number: columns.next(),
                provider: try columns.next("payment_attempts.provider"),
                idempotencyKey: columns.next(), request: columns.next(),
                checkoutID: columns.next(), url: columns.next(),
                state: try columns.next("payment_attempts.state"), createdAt: columns.next(),
                closesAt: columns.next(), checks: columns.next())
        }
    }

    /// Adds an attempt whose gateway has not been called yet.
    func insert(
        _ reference: CheckoutReference, at provider: PaymentProvider, request: [UInt8],
        closesAt: Timestamp
    ) throws -> PaymentAttempt {
        try tx.execute(
            """
            INSERT INTO payment_attempts (booking_id, number, provider, idempotency_key, request,
                state, created_at, closes_at, next_check_at)
            VALUES (\(reference.bookingID), \(reference.attempt), \(provider),
                \(reference.idempotencyKey), \(request), 'created', \(tx.now), \(closesAt),
                \(min(closesAt, tx.now.adding(seconds: 60))))
            """)
        guard let attempt = try find(PaymentAttemptID(tx.lastInsertedRowID)) else {
            throw Refusal.notFound(.booking)
        }
        return attempt
    }

    /// Stores an attempt's state after the gateway has answered.
    ///
    /// The gateway's request is not repeated, so its content is deleted: it may hold the guest's
    /// address.
    func update(
        _ attempt: PaymentAttempt, state: PaymentAttempt.State, checkoutID: String?, url: String?
    ) throws {
        try tx.execute(
            """
            UPDATE payment_attempts SET state = \(state), request = x'',
                checkout_id = coalesce(checkout_id, \(checkoutID)), url = coalesce(url, \(url)),
                checks = checks + 1, next_check_at = \(attempt.nextCheck(in: state, at: tx.now))
            WHERE id = \(attempt.id)
            """)
    }

    /// Delays the next check of an attempt, as the gateway did not answer.
    package func postpone(_ attempt: PaymentAttempt) throws {
        try tx.execute(
            """
            UPDATE payment_attempts SET checks = checks + 1,
                next_check_at = \(attempt.nextCheckAfterError(at: tx.now))
            WHERE id = \(attempt.id) AND next_check_at IS NOT NULL
            """)
    }

    /// Closes the guest's attempts that no gateway has answered, and deletes their requests.
    ///
    /// The guest cannot have the address of a checkout whose opening was not answered.
    func close(of user: UserID) throws {
        try tx.execute(
            """
            UPDATE payment_attempts SET state = 'closed', request = x'', next_check_at = NULL
            WHERE state = 'created'
            AND booking_id IN (SELECT id FROM bookings WHERE user_id = \(user))
            """)
    }

    /// Makes the open attempts of the matching bookings due to be checked and closed.
    func checkNow(ofBookings bookings: SQL) throws {
        let changed = try tx.execute(
            """
            UPDATE payment_attempts
            SET next_check_at = \(tx.now), closes_at = min(closes_at, \(tx.now))
            WHERE state IN ('created', 'open')
            AND booking_id IN (SELECT id FROM bookings WHERE \(fragment: bookings))
            """)
        if changed > 0 { tx.didChange(.checkouts) }
    }
}

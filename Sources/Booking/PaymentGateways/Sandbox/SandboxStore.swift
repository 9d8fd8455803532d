import BookingDomain
import Credentials
import SQLite
import Timekeeping

/// The sandbox's checkouts, payments and refunds.
package struct SandboxStore: Sendable {
    /// The time until a pending refund or a late payment is settled.
    static let settlingSeconds: Int64 = 3

    /// A file of its own: a gateway does not take part in this program's transactions.
    package let database: Database
    package let clock: WallClock

    /// Opens the file, or creates it.
    package init(path: String, clock: WallClock) throws {
        database = try Database(path: path, migrations: SandboxSchema.migrations, clock: clock)
        self.clock = clock
    }

    /// The stored checkout, without due changes that were not applied yet.
    package func checkout(_ id: String) throws -> SandboxCheckout? {
        try database.read { try $0.checkout(id) }
    }

    func checkout(key: String) throws -> SandboxCheckout? {
        try database.read { try $0.checkout(key: key) }
    }

    /// Adds a checkout, once for each key.
    func open(_ request: [UInt8], key: String) async throws -> SandboxCheckout {
        guard let form = FormContent(decoding: request),
            let order = SandboxOrder(form)
        else { throw GatewayError.refused(code: "parameter_invalid", detail: "unreadable form") }
        return try await database.write { tx in
            if let earlier = try tx.checkout(key: key) {
                guard earlier.order.matches(order) else { throw GatewayError.keyReused }
                return earlier
            }
            let expiresAt = form["expires_at"].flatMap { Int64($0) } ?? 0
            let id = "cs_test_\(randomToken(bytes: 18))"
            let urls = [order.successURL, order.cancelURL].map {
                $0.replacing("{CHECKOUT_SESSION_ID}", with: id)
            }
            try tx.execute(
                """
                INSERT INTO checkouts (id, idempotency_key, amount, currency, description,
                    success_url, cancel_url, booking_id, attempt, installation, state, expires_at)
                VALUES (\(id), \(key), \(order.amount), \(order.currency.code),
                    \(order.description), \(urls[0]), \(urls[1]),
                    \("\(order.reference.bookingID)"), \("\(order.reference.attempt)"),
                    \(order.reference.installation), 'open', \(expiresAt))
                """)
            guard let checkout = try tx.checkout(id) else { throw GatewayError.unreadable }
            return checkout
        }
    }

    /// The payments of a checkout, oldest first.
    func payments(of checkout: String) throws -> [GatewayPayment] {
        try database.read { tx in
            try tx.all(
                """
                SELECT id, amount, currency FROM payments WHERE checkout_id = \(checkout)
                ORDER BY created_at, rowid
                """
            ) { GatewayPayment(id: $0.string(0), amount: $0.int64(1), currency: $0.string(2)) }
        }
    }

    /// Closes an open checkout; if the guest pays late, a payment follows soon.
    func close(_ id: String) async throws {
        try await database.write { tx in
            let later = tx.now.adding(seconds: Self.settlingSeconds).unixSeconds
            let closed = try tx.execute(
                """
                UPDATE checkouts SET state = 'expired',
                    settles_at = CASE WHEN pays_late THEN \(later) END
                WHERE id = \(id) AND state = 'open'
                """)
            if closed == 1, let checkout = try tx.checkout(id) {
                try tx.report(
                    "checkout.session.expired",
                    about: SandboxSession(checkout: checkout, paymentID: nil))
            }
        }
    }
}

extension GatewayError {
    static let keyReused = GatewayError.refused(
        code: "idempotency_error", detail: "the key belongs to a different request")
}

extension Transaction {
    fileprivate func checkout(key: String) throws -> SandboxCheckout? {
        try first(
            """
            SELECT \(fragment: SandboxCheckout.columns) FROM checkouts
            WHERE idempotency_key = \(key)
            """
        ) { SandboxCheckout(row: $0) }
    }

    func checkout(_ id: String) throws -> SandboxCheckout? {
        try first(
            "SELECT \(fragment: SandboxCheckout.columns) FROM checkouts WHERE id = \(id)"
        ) { SandboxCheckout(row: $0) }
    }
}

import BookingDomain
import Credentials
import SQLite
import Timekeeping

/// What the sandbox keeps, as a gateway keeps it: it outlives restarts.
package struct SandboxStore: Sendable {
    /// How long a pending refund, or a bank that is late, takes.
    static let settlingSeconds: Int64 = 3

    /// A file of its own, as no gateway shares ours.
    package let database: Database
    /// Tells when checkouts end and refunds are through.
    package let clock: WallClock

    /// Opens the books, which are made if there are none.
    package init(path: String, clock: WallClock) throws {
        database = try Database(path: path, migrations: SandboxSchema.migrations, clock: clock)
        self.clock = clock
    }

    /// The checkout with this id as it is written down: what is due by now may not be settled yet.
    package func checkout(_ id: String) throws -> SandboxCheckout? {
        try database.read { try $0.checkout(id) }
    }

    /// Enters the checkout that a call asks for, once for each key.
    func open(_ request: [UInt8], key: String) async throws -> SandboxCheckout {
        guard let form = FormContent(decoding: request),
            let wanted = SandboxForm(form), let amount = wanted.amount
        else { throw GatewayError.refused(code: "parameter_invalid", detail: "unreadable form") }
        return try await database.write { tx in
            let earlier = try tx.first(
                """
                SELECT \(fragment: SandboxCheckout.columns) FROM checkouts
                WHERE idempotency_key = \(key)
                """
            ) { SandboxCheckout(row: $0) }
            if let earlier {
                guard earlier.isAsked(by: wanted) else { throw GatewayError.keyReused }
                return earlier
            }
            let id = "cs_test_\(randomToken(bytes: 18))"
            try tx.execute(
                """
                INSERT INTO checkouts (id, idempotency_key, amount, currency, description,
                    success_url, cancel_url, booking_id, attempt, installation, state, expires_at)
                VALUES (\(id), \(key), \(amount), \(wanted.currency),
                    \(wanted.description), \(wanted.success(id)), \(wanted.cancel(id)),
                    \(wanted.bookingID), \(wanted.attempt), \(wanted.installation), 'open',
                    \(wanted.expiresAt))
                """)
            guard let opened = try tx.checkout(id) else {
                throw GatewayError.unreadable
            }
            return opened
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

    /// Closes a checkout that is open. A guest who pays late pays soon after.
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
        code: "idempotency_error", detail: "the key came with another call before")
}

extension Transaction {
    func checkout(_ id: String) throws -> SandboxCheckout? {
        try first(
            "SELECT \(fragment: SandboxCheckout.columns) FROM checkouts WHERE id = \(id)"
        ) { SandboxCheckout(row: $0) }
    }
}

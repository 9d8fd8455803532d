import BookingDomain
import Credentials
import SQLite
import Timekeeping

extension SandboxStore {
    /// What a guest can do at the sandbox's page; the raw value is the button's.
    package enum Choice: String, CaseIterable, Sendable {
        case pay
        case decline
        case cancel
        case late
        case twice
    }

    /// Does what the guest has chosen.
    ///
    /// - Returns: The checkout as it is afterwards, or nil if there is none.
    package func choose(_ choice: Choice, at id: String) async throws -> SandboxCheckout? {
        let now = clock.now()
        return try await database.write { connection in
            guard let checkout = try Self.checkout(id, on: connection) else { return nil }
            switch (choice, checkout.state) {
            case (.pay, .open): try Self.take(1, for: checkout, at: now, on: connection)
            case (.twice, .open): try Self.take(2, for: checkout, at: now, on: connection)
            case (.decline, .open):
                try SandboxWebhookLog.add(
                    "payment_intent.payment_failed",
                    about: SandboxSession(checkout: checkout, paymentID: nil), at: now,
                    on: connection)
            case (.late, .open):
                try connection.execute("UPDATE checkouts SET pays_late = 1 WHERE id = \(id)")
            case (.late, .expired):
                if try Self.isUnpaid(id, on: connection) {
                    try Self.take(1, for: checkout, at: now, on: connection)
                }
            case (.cancel, _), (.pay, _), (.twice, _), (.decline, _), (.late, .complete): break
            }
            return try Self.checkout(id, on: connection)
        }
    }

    /// Takes the checkout's amount so many times, and reports each.
    static func take(
        _ times: Int, for checkout: SandboxCheckout, at now: Timestamp, on connection: Connection
    ) throws {
        if checkout.state == .open {
            try connection.execute(
                "UPDATE checkouts SET state = 'complete' WHERE id = \(checkout.id)")
        }
        guard let paid = try Self.checkout(checkout.id, on: connection) else { return }
        for _ in 0..<times {
            let payment = "pi_test_\(randomToken(bytes: 18))"
            try connection.execute(
                """
                INSERT INTO payments (id, checkout_id, amount, currency, created_at)
                VALUES (\(payment), \(checkout.id), \(checkout.amount), \(checkout.currency.code),
                    \(now.unixSeconds))
                """)
            try SandboxWebhookLog.add(
                checkout.state == .open
                    ? "checkout.session.completed" : "checkout.session.async_payment_succeeded",
                about: SandboxSession(checkout: paid, paymentID: payment), at: now, on: connection)
        }
    }

    static func isUnpaid(_ id: String, on connection: Connection) throws -> Bool {
        try connection.first("SELECT 1 FROM payments WHERE checkout_id = \(id)") { _ in true }
            == nil
    }
}

import BookingDomain
import Credentials
import SQLite
import Timekeeping

extension SandboxStore {
    /// A guest's choice on the sandbox's page; the raw value is the button's.
    package enum Choice: String, CaseIterable, Sendable {
        case pay
        case decline
        case cancel
        case late
        case twice
    }

    /// Applies the guest's choice; nil if there is no such checkout.
    package func choose(_ choice: Choice, at id: String) async throws -> SandboxCheckout? {
        try await database.write { tx in
            guard let checkout = try tx.checkout(id) else { return nil }
            switch (choice, checkout.state) {
            case (.pay, .open): try tx.receivePayments(1, for: checkout)
            case (.twice, .open): try tx.receivePayments(2, for: checkout)
            case (.decline, .open):
                try tx.report(
                    "payment_intent.payment_failed",
                    about: SandboxSession(checkout: checkout, paymentID: nil))
            case (.late, .open):
                try tx.execute("UPDATE checkouts SET pays_late = 1 WHERE id = \(id)")
            case (.late, .expired):
                if try tx.isUnpaid(id) { try tx.receivePayments(1, for: checkout) }
            case (.cancel, _), (.pay, _), (.twice, _), (.decline, _), (.late, .complete): break
            }
            return try tx.checkout(id)
        }
    }
}

extension Transaction {
    /// Adds payments of the checkout's amount, and reports each.
    func receivePayments(_ times: Int, for checkout: SandboxCheckout) throws {
        if checkout.state == .open {
            try execute("UPDATE checkouts SET state = 'complete' WHERE id = \(checkout.id)")
        }
        guard let paid = try self.checkout(checkout.id) else { return }
        for _ in 0..<times {
            let payment = "pi_test_\(randomToken(bytes: 18))"
            try execute(
                """
                INSERT INTO payments (id, checkout_id, amount, currency, created_at)
                VALUES (\(payment), \(checkout.id), \(checkout.order.amount), \(checkout.order.currency.code),
                    \(now.unixSeconds))
                """)
            try report(
                checkout.state == .open
                    ? "checkout.session.completed" : "checkout.session.async_payment_succeeded",
                about: SandboxSession(checkout: paid, paymentID: payment))
        }
    }

    func isUnpaid(_ id: String) throws -> Bool {
        try first("SELECT 1 FROM payments WHERE checkout_id = \(id)") { _ in true } == nil
    }
}

import SQLite

struct MoneySnapshot {
    struct Payment: Equatable {
        let checkout: String
        let booking: Int64
        let amount: Int64
    }

    struct Refund: Equatable {
        let payment: String
        let amount: Int64
    }

    /// By the gateway's id.
    let payments: [String: Payment]
    /// Completed refunds, by the gateway's id.
    let refunds: [String: Refund]

    init(ofMain tx: Transaction) throws {
        try self.init(
            tx,
            payments: """
                SELECT p.remote_id, a.checkout_id, p.booking_id, p.amount
                FROM payments p JOIN payment_attempts a ON a.id = p.attempt_id
                """,
            refunds: """
                SELECT r.remote_id, p.remote_id, r.amount
                FROM refunds r JOIN payments p ON p.id = r.payment_id
                WHERE r.status = 'processed' AND r.provider <> 'offline'
                """)
    }

    init(ofGateway tx: Transaction) throws {
        try self.init(
            tx,
            payments: """
                SELECT p.id, c.id, CAST(c.booking_id AS INTEGER), p.amount
                FROM payments p JOIN checkouts c ON c.id = p.checkout_id
                """,
            refunds: "SELECT id, payment_id, amount FROM refunds WHERE status = 'succeeded'")
    }

    private init(_ tx: Transaction, payments: SQL, refunds: SQL) throws {
        self.payments = try Dictionary(
            uniqueKeysWithValues: tx.all(payments) { row in
                (
                    row.string(0),
                    Payment(checkout: row.string(1), booking: row.int64(2), amount: row.int64(3))
                )
            })
        self.refunds = try Dictionary(
            uniqueKeysWithValues: tx.all(refunds) { row in
                (row.string(0), Refund(payment: row.string(1), amount: row.int64(2)))
            })
    }
}

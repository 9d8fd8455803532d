import Credentials
import JSONCoding
import SQLite
import Timekeeping

extension Transaction {
    /// Adds a webhook event in Stripe's format, in the transaction of the change that it reports.
    func report(_ type: String, about object: some JSONWritable) throws {
        var json = JSONWriter()
        json.object { json in
            json.member("id", "evt_test_\(randomToken(bytes: 18))")
            json.member("object", "event")
            json.member("type", type)
            json.member("created", now.unixSeconds)
            json.member("livemode", false)
            json.memberObject("data") { json in json.member("object", object) }
        }
        try execute(
            """
            INSERT INTO deliveries (body, next_attempt_at) VALUES (\(json.bytes), \(now.unixSeconds))
            """)
        didChange(.deliveries)
    }
}

extension Changes {
    /// Undelivered webhook events.
    fileprivate static let deliveries = Changes(rawValue: 1)
}

extension SandboxStore {
    /// An undelivered webhook event.
    package struct Delivery: Sendable {
        /// The row's key; a later event has a higher one.
        package let id: Int64
        /// The unsigned event as JSON in Stripe's format.
        package let body: [UInt8]
        /// The number of failed attempts.
        package let attempts: Int
    }

    /// The due events, oldest first.
    package func dueDeliveries(limit: Int) throws -> [Delivery] {
        try database.read { tx in
            try tx.all(
                """
                SELECT id, body, attempts FROM deliveries
                WHERE delivered_at IS NULL AND next_attempt_at <= \(tx.now.unixSeconds)
                ORDER BY id LIMIT \(limit)
                """
            ) { Delivery(id: $0.int64(0), body: $0.bytes(1), attempts: $0.int(2)) }
        }
    }

    /// Stores that an event was delivered, or schedules the next attempt: after 1, 2, 4 … seconds, up
    /// to an hour, without an end.
    package func record(_ delivery: Delivery, isDelivered: Bool) async throws {
        let now = clock.now()
        let backoff = ExponentialBackoff(from: .seconds(1), upTo: .seconds(3_600))
        let next = now.adding(backoff.delay(afterRetries: delivery.attempts)).unixSeconds
        _ = try await database.write { tx in
            try tx.execute(
                """
                UPDATE deliveries SET attempts = attempts + 1, next_attempt_at = \(next),
                    delivered_at = \(isDelivered ? now.unixSeconds : nil)
                WHERE id = \(delivery.id)
                """)
        }
    }

    /// Deletes at most `limit` events that were delivered a week ago, and returns their number.
    package func purgeDeliveries(limit: Int) async throws -> Int {
        let oldest = clock.now().adding(seconds: -7 * 86_400).unixSeconds
        return try await database.write { tx in
            try tx.execute(
                """
                DELETE FROM deliveries WHERE id IN (
                    SELECT id FROM deliveries WHERE delivered_at <= \(oldest)
                    ORDER BY delivered_at LIMIT \(limit))
                """)
        }
    }

    /// Applies the changes that are due: late payments, and the success of pending refunds.
    package func applyDueChanges() async throws {
        let isDue = try database.read { tx in
            try tx.first(
                """
                SELECT 1 FROM checkouts WHERE settles_at <= \(tx.now.unixSeconds)
                UNION ALL SELECT 1 FROM refunds
                WHERE status = 'pending' AND settles_at <= \(tx.now.unixSeconds)
                """
            ) { _ in true } ?? false
        }
        guard isDue else { return }
        try await database.write { tx in
            try tx.payLate()
            try tx.completeDueRefunds()
        }
    }
}

extension Transaction {
    fileprivate func payLate() throws {
        let due: SQL = "settles_at <= \(now.unixSeconds)"
        let late = try all(
            "SELECT \(fragment: SandboxCheckout.columns) FROM checkouts WHERE \(fragment: due)"
        ) { SandboxCheckout(row: $0) }
        for checkout in late where try isUnpaid(checkout.id) {
            try receivePayments(1, for: checkout)
        }
        try execute("UPDATE checkouts SET settles_at = NULL WHERE \(fragment: due)")
    }

    fileprivate func completeDueRefunds() throws {
        let due: SQL = "status = 'pending' AND settles_at <= \(now.unixSeconds)"
        let ids = try all("SELECT id FROM refunds WHERE \(fragment: due)") { $0.string(0) }
        try execute(
            "UPDATE refunds SET status = 'succeeded', settles_at = NULL WHERE \(fragment: due)")
        for id in ids {
            let refund = try first(
                "\(fragment: SandboxRefund.select) WHERE r.id = \(id)"
            ) { SandboxRefund(row: $0) }
            guard let refund else { continue }
            try report("refund.updated", about: refund)
        }
    }
}

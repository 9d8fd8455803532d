import BookingDomain
import SQLite
import Timekeeping

/// An event that a gateway reported, to be stored with its effect.
package struct ReportedEvent: Sendable {
    package let provider: PaymentProvider
    /// The gateway's ID of the event, the same in each delivery.
    package let id: String
    /// The gateway's name of the event's type, such as `refund.updated`.
    package let type: String

    package init(provider: PaymentProvider, id: String, type: String) {
        self.provider = provider
        self.id = id
        self.type = type
    }
}

/// The table of gateways' events; a row is inserted in the transaction of the event's effect.
///
/// An event's content is not stored: it names the guest, and only a request to the gateway counts.
package struct WebhookEvents {
    let tx: Transaction

    /// Days for which an event is stored: longer than any gateway repeats it.
    private static let lifetimeDays: Int64 = 40

    /// Whether the event was applied before.
    package func isKnown(_ id: String, of provider: PaymentProvider) throws -> Bool {
        try tx.first(
            "SELECT 1 FROM webhook_events WHERE provider = \(provider) AND event_id = \(id)"
        ) { _ in true } ?? false
    }

    /// - Returns: Whether the event is new; one that is not must have no effect.
    func insert(_ event: ReportedEvent) throws -> Bool {
        try tx.execute(
            """
            INSERT INTO webhook_events (provider, event_id, type, processed_at)
            VALUES (\(event.provider), \(event.id), \(event.type), \(tx.now))
            ON CONFLICT DO NOTHING
            """) == 1
    }

    /// Deletes at most `limit` events that no gateway repeats.
    ///
    /// - Returns: The number of deleted events; `limit` means that more may be left.
    package func purge(limit: Int) throws -> Int {
        let oldest = tx.now.adding(seconds: -Self.lifetimeDays * 86_400)
        return try tx.execute(
            """
            DELETE FROM webhook_events WHERE (provider, event_id) IN (
                SELECT provider, event_id FROM webhook_events
                WHERE processed_at <= \(oldest) ORDER BY processed_at LIMIT \(limit))
            """)
    }
}

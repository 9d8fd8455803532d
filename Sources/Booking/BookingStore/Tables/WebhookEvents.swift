import BookingDomain
import SQLite
import Timekeeping

/// An event that a gateway reported, to be noted with its effect.
package struct ReportedEvent: Sendable {
    /// The gateway that reported it.
    package let provider: PaymentProvider
    /// The gateway's id of the event, the same however often it is delivered.
    package let id: String
    /// The gateway's word for what happened, as `refund.updated`.
    package let type: String

    /// An event as it was delivered and verified.
    package init(provider: PaymentProvider, id: String, type: String) {
        self.provider = provider
        self.id = id
        self.type = type
    }
}

/// The table of gateways' events; its row commits in the transaction of the event's effect.
///
/// Their content is not kept: it names the guest, and what counts is what the gateway says when
/// asked.
package struct WebhookEvents {
    let tx: Transaction

    /// How long an event is remembered, in days: longer than any gateway sends it again.
    private static let lifetimeDays: Int64 = 40

    /// Whether the event has had its effect.
    package func isKnown(
        _ id: String, of provider: PaymentProvider
    ) throws -> Bool {
        try tx.first(
            "SELECT 1 FROM webhook_events WHERE provider = \(provider) AND event_id = \(id)"
        ) { _ in true } ?? false
    }

    /// Notes the event.
    ///
    /// - Returns: Whether it is new; if not, nothing more may happen because of it.
    func insert(
        _ event: ReportedEvent
    ) throws -> Bool {
        try tx.execute(
            """
            INSERT INTO webhook_events (provider, event_id, type, processed_at)
            VALUES (\(event.provider), \(event.id), \(event.type), \(tx.now))
            ON CONFLICT DO NOTHING
            """) == 1
    }

    /// Clears away at most `limit` events that no gateway sends again.
    ///
    /// - Returns: How many went; `limit` means that there may be more.
    package func purge(
        limit: Int
    ) throws -> Int {
        let oldest = tx.now.adding(seconds: -Self.lifetimeDays * 86_400)
        return try tx.execute(
            """
            DELETE FROM webhook_events WHERE (provider, event_id) IN (
                SELECT provider, event_id FROM webhook_events
                WHERE processed_at <= \(oldest) ORDER BY processed_at LIMIT \(limit))
            """)
    }
}

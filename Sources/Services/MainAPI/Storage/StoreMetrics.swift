import BookingStore
import Observability
import SQLite
import ServiceRuntime
import Timekeeping

extension Metrics {
    /// Shows what waits to be told, sent or given back, and for how long.
    func watch(_ store: Store) {
        watch(store.database, clock: store.clock)
        func gauge(
            _ name: StaticString, help: String,
            _ value: @escaping @Sendable (Transaction) throws -> Double
        ) {
            self.gauge(name, help: help) { (try? store.read(value)) ?? -1 }
        }
        gauge("outbox_pending", help: "Notices that CRMAPI has yet to take.") { tx in
            Double(try tx.outbox.depth().count)
        }
        gauge("outbox_oldest_seconds", help: "How long the oldest of them has waited.") {
            try $0.outbox.depth().age(at: $0.now)
        }
        gauge("mails_pending", help: "E-mails that are yet to be sent.") { tx in
            Double(try tx.mails.depth().count)
        }
        gauge("mails_oldest_seconds", help: "How long the oldest of them has waited.") {
            try $0.mails.depth().age(at: $0.now)
        }
        gauge("payment_refunds_pending", help: "Refunds that no gateway has settled yet.") {
            tx in Double(try tx.refunds.depth().count)
        }
        gauge("payment_refunds_oldest_seconds", help: "How long the oldest of them has waited.") {
            try $0.refunds.depth().age(at: $0.now)
        }
    }
}

extension QueueDepth {
    /// The age of the oldest, in seconds; 0 where nothing waits.
    fileprivate func age(at now: Timestamp) -> Double {
        Double(oldest.map { max(0, now.seconds(since: $0)) } ?? 0)
    }
}

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
            _ value: @escaping @Sendable (Connection, Timestamp) throws -> Double
        ) {
            self.gauge(name, help: help) { (try? store.read(value)) ?? -1 }
        }
        gauge("outbox_pending", help: "Notices that CRMAPI has yet to take.") { connection, _ in
            Double(try Outbox.backlog(on: connection).count)
        }
        gauge("outbox_oldest_seconds", help: "How long the oldest of them has waited.") {
            try Outbox.backlog(on: $0).age(at: $1)
        }
        gauge("mails_pending", help: "E-mails that are yet to be sent.") { connection, _ in
            Double(try Mails.backlog(on: connection).count)
        }
        gauge("mails_oldest_seconds", help: "How long the oldest of them has waited.") {
            try Mails.backlog(on: $0).age(at: $1)
        }
        gauge("payment_refunds_pending", help: "Refunds that no gateway has settled yet.") {
            connection, _ in Double(try Refunds.backlog(on: connection).count)
        }
        gauge("payment_refunds_oldest_seconds", help: "How long the oldest of them has waited.") {
            try Refunds.backlog(on: $0).age(at: $1)
        }
    }
}

extension QueueDepth {
    /// The age of the oldest, in seconds; 0 where nothing waits.
    fileprivate func age(at now: Timestamp) -> Double {
        Double(oldest.map { max(0, now.seconds(since: $0)) } ?? 0)
    }
}

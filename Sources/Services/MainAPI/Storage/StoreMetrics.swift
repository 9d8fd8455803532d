import BookingStore
import Observability
import SQLite
import ServiceRuntime
import Timekeeping

extension Metrics {
    /// Publishes the depth and age of the queues: notices, letters, changes of events and refunds.
    func watch(_ store: Store) {
        watch(store.database, clock: store.clock)
        func gauge(
            _ name: StaticString, help: String,
            _ value: @escaping @Sendable (Transaction) throws -> Double
        ) {
            self.gauge(name, help: help) { (try? store.read(value)) ?? -1 }
        }
        gauge("outbox_pending", help: "Notices that are not delivered to CRMAPI yet.") {
            Double(try $0.outbox.depth().count)
        }
        gauge("outbox_oldest_seconds", help: "Age of the oldest undelivered notice.") {
            try $0.outbox.depth().age(at: $0.now)
        }
        gauge("mails_pending", help: "Emails that are not sent yet.") {
            Double(try $0.mails.depth().count)
        }
        gauge("mails_oldest_seconds", help: "Age of the oldest unsent email.") {
            try $0.mails.depth().age(at: $0.now)
        }
        gauge(
            "facilitator_mails_pending",
            help: "Lines of emails to facilitators that are not sent yet."
        ) { Double(try $0.facilitatorMails.depth().count) }
        gauge(
            "facilitator_mails_oldest_seconds",
            help: "Age of the oldest unsent line; those of a day wait for their time."
        ) { try $0.facilitatorMails.depth().age(at: $0.now) }
        gauge(
            "waitlist_letters_pending", help: "Letters about waiting lists that are not sent yet."
        ) { Double(try $0.waitlistLetters.depth().count) }
        gauge("waitlist_letters_oldest_seconds", help: "Age of the oldest of these letters.") {
            try $0.waitlistLetters.depth().age(at: $0.now)
        }
        gauge(
            "event_changes_pending",
            help: "Changed events whose effects on bookings have yet to be recorded."
        ) { Double(try $0.pendingEventChanges.depth().count) }
        gauge(
            "event_changes_oldest_seconds", help: "Age of the oldest of these changes."
        ) { try $0.pendingEventChanges.depth().age(at: $0.now) }
        gauge("payment_refunds_pending", help: "Refunds that are not completed yet.") {
            Double(try $0.refunds.depth().count)
        }
        gauge("payment_refunds_oldest_seconds", help: "Age of the oldest pending refund.") {
            try $0.refunds.depth().age(at: $0.now)
        }
    }
}

extension QueueDepth {
    /// The age of the oldest entry, in seconds; 0 if the queue is empty.
    fileprivate func age(at now: Timestamp) -> Double {
        Double(oldest.map { max(0, now.seconds(since: $0)) } ?? 0)
    }
}

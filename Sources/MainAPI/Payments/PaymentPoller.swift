import BookingDomain
import BookingStore
import Lifecycle
import Payments
import SQLite

/// Asks gateways about payments that no webhook has told of, and has checkouts closed when their
/// time is over.
final class PaymentPoller: Sendable {
    /// Tries asked about in a round.
    private static let batch = 20
    /// From one look at the table to the next.
    private static let pause = Duration.seconds(1)

    private let cashier: Cashier
    private let task = BackgroundTask()

    init(_ cashier: Cashier) {
        self.cashier = cashier
    }

    func start() {
        task.start { [self] in
            await round()
            return Self.pause
        }
    }

    /// Looks at once, as there may be a checkout to close.
    func wake() { task.wake() }

    func stop() async { await task.stop() }

    private func round() async {
        let store = cashier.store
        do {
            let due = try store.read { connection, now in
                try PaymentAttempts.due(limit: Self.batch, at: now, on: connection)
            }
            for attempt in due where !Task.isCancelled { await ask(about: attempt) }
        } catch {
            cashier.log.warning("poll_failed", ["error": "\(error)"])
        }
    }

    private func ask(about attempt: PaymentAttempt) async {
        do {
            try await cashier.settle(attempt)
        } catch {
            cashier.metrics.gatewayFailures.increment()
            cashier.log.info("poll_unanswered", ["attempt": attempt.id, "reason": "\(error)"])
            let now = cashier.store.clock.now()
            _ = try? await cashier.store.database.write { connection in
                try PaymentAttempts.postpone(attempt, at: now, on: connection)
            }
        }
    }
}

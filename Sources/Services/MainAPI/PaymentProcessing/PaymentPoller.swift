import BookingDomain
import BookingStore
import Observability
import PaymentGateways
import SQLite
import Timekeeping

/// Asks gateways about payments that no webhook has told of, and has checkouts closed when their
/// time is over.
final class PaymentPoller: Sendable {
    /// Calls under way at once.
    private static let width = 8
    /// Tries read from the table at a time, few enough that the most urgent ones are soon among
    /// them.
    private static let batch = 16
    /// From one look at the table to the next, when none is left.
    private static let pause = Duration.seconds(1)

    private let processor: PaymentProcessor
    private let task = BackgroundTask()

    init(_ processor: PaymentProcessor) {
        self.processor = processor
    }

    func start() {
        task.start { [self] in
            await round() ? .zero : Self.pause
        }
    }

    /// Looks at once, as there may be a checkout to close.
    func wake() { task.wake() }

    func stop() async { await task.stop() }

    /// Asks about the tries that are due, a batch at most.
    ///
    /// - Returns: Whether there may be more to ask about at once.
    private func round() async -> Bool {
        let store = processor.store
        do {
            let due = try store.read { tx in
                try tx.paymentAttempts.due(limit: Self.batch)
            }
            let outcomes = await due.map(atOnce: Self.width) { await self.ask(about: $0) }
            return due.count == Self.batch && outcomes.allSatisfy { $0 }
        } catch {
            processor.log.warning("payment_poll_failed", ["error": "\(error)"])
            return false
        }
    }

    /// Asks the gateway how the try stands, and does what follows of it.
    ///
    /// - Returns: Whether it is written down when to ask next, if ever.
    private func ask(about attempt: PaymentAttempt) async -> Bool {
        do {
            try await processor.refresh(attempt)
            return true
        } catch {
            processor.count(error)
            processor.log.info(
                "payment_poll_no_response", ["attempt": attempt.id, "reason": "\(error)"])
        }
        let postponed: Void? = try? await processor.store.write { tx in
            try tx.paymentAttempts.postpone(attempt)
        }
        return postponed != nil
    }
}

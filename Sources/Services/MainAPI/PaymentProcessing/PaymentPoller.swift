import BookingDomain
import BookingStore
import Observability
import PaymentGateways
import SQLite
import ServiceRuntime
import Timekeeping

/// Queries gateways for payments without a webhook, and closes expired checkouts.
final class PaymentPoller: Sendable {
    private static let concurrentCalls = 8
    /// Attempts per read of the table; few, so that newly urgent ones are polled soon.
    private static let batchSize = 16
    private static let pause = Duration.seconds(1)

    private let processor: PaymentProcessor
    let task = BackgroundTask()

    init(_ processor: PaymentProcessor) {
        self.processor = processor
    }

    func start() {
        task.start { [self] in
            await pollDueAttempts() ? .zero : Self.pause
        }
    }

    /// Polls one batch of the due attempts; true if further ones may be due.
    private func pollDueAttempts() async -> Bool {
        let store = processor.store
        do {
            let due = try store.read { try $0.paymentAttempts.due(limit: Self.batchSize) }
            let areScheduled = await due.concurrentMap(limit: Self.concurrentCalls) {
                await self.poll($0)
            }
            return due.count == Self.batchSize && areScheduled.allSatisfy { $0 }
        } catch {
            processor.log.warning("payment_poll_failed", ["error": "\(error)"])
            return false
        }
    }

    /// Queries the gateway about an attempt and applies its response.
    ///
    /// - Returns: Whether the time of the next poll is stored, so that the attempt is not due now.
    private func poll(_ attempt: PaymentAttempt) async -> Bool {
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

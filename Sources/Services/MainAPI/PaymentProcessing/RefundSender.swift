import BookingDomain
import BookingStore
import Observability
import PaymentGateways
import SQLite
import ServiceRuntime
import Synchronization
import Timekeeping

/// Sends due refunds at a limited rate, and queries gateways about pending ones.
///
/// The table is the queue: after a crash, the next run sends the same refunds with the same keys.
final class RefundSender: Sendable {
    private static let concurrentCalls = 4
    /// Failed tries before the gateway's list is read: under an idempotency key, a gateway may
    /// repeat a stored error forever.
    private static let triesBeforeLookup = 4

    private let processor: PaymentProcessor
    private let perSecond: Int
    let task = BackgroundTask()
    /// Refunds sent in the current second, in which wake-ups may start many rounds.
    private let sent = Mutex((since: ContinuousClock.now, count: 0))

    init(_ processor: PaymentProcessor, perSecond: Int) {
        self.processor = processor
        self.perSecond = perSecond
    }

    func start() {
        task.start { [self] in
            await sendDueRefunds()
            return .seconds(1)
        }
    }

    private func sendDueRefunds() async {
        do {
            let limit = allowance()
            guard limit > 0 else { return }
            guard try processor.store.read({ try $0.refunds.areDue() }) else { return }
            let claimed = try await processor.store.write { try $0.claimDueRefunds(limit: limit) }
            sent.withLock { $0.count += claimed.count }
            _ = await claimed.concurrentMap(limit: Self.concurrentCalls) { await self.handle($0) }
        } catch {
            processor.log.warning("refund_round_failed", ["error": "\(error)"])
        }
    }

    /// The number of refunds that may still be sent in this second.
    private func allowance() -> Int {
        sent.withLock { sent in
            let now = ContinuousClock.now
            if now - sent.since >= .seconds(1) { sent = (now, 0) }
            return perSecond - sent.count
        }
    }

    private func handle(_ refund: Refund) async {
        do {
            try await advance(refund)
        } catch GatewayError.refused(let code, let detail, _) {
            await fail(refund, "\(code): \(detail)", code)
        } catch GatewayError.alreadyRefunded {
            await reconcile(refund)
        } catch {
            processor.count(error)
            processor.log.info("refund_no_response", ["refund": refund.id, "reason": "\(error)"])
            await postpone(refund, after: error)
        }
    }

    /// Sends the refund, unless the gateway already has it.
    private func advance(_ refund: Refund) async throws {
        let store = processor.store
        let hasExpiredKey = refund.keyMayHaveExpired(at: store.clock.now())
        let precedesRestoration = try store.read { try $0.precedesRestoration(refund) }
        let mayExist =
            hasExpiredKey || refund.generation > 1 || refund.tries >= Self.triesBeforeLookup
            || precedesRestoration
        if refund.remoteID != nil || mayExist {
            try await processor.refreshRefunds(of: refund.paymentID, at: refund.provider)
            let current = try store.read { try $0.refunds.find(refund.id) }
            guard let current, current.status == .initiated, current.remoteID == nil else {
                return
            }
            if hasExpiredKey { return try await store.write { try $0.renewRefund(refund) } }
        }
        let installation = try store.read { try $0.metadata.installation() }
        let order = RefundOrder(
            reference: RefundReference(
                installation: installation, refundID: refund.id, generation: refund.generation),
            paymentID: refund.paymentID, amount: refund.amount, currency: refund.currency)
        let result = try await processor.gateways.require(refund.provider).refund(order)
        try await processor.apply([result], of: refund.paymentID, at: refund.provider)
    }

    /// Handles an already refunded payment; the gateway's list may show that it was this refund.
    private func reconcile(_ refund: Refund) async {
        do {
            try await processor.refreshRefunds(of: refund.paymentID, at: refund.provider)
            await fail(
                refund, "the gateway reports that the payment is already refunded",
                "already_refunded")
        } catch {
            await postpone(refund, after: error)
        }
    }

    /// Marks the refund as failed; only a facilitator can retry it.
    ///
    /// - Parameters:
    ///   - reason: A text for the facilitator, which may quote the gateway.
    ///   - code: A code for the log.
    private func fail(_ refund: Refund, _ reason: String, _ code: String) async {
        let hasFailed = try? await processor.store.write { tx in
            try tx.failRefund(refund, reason: String(reason.prefix(500)))
        }
        if hasFailed == true {
            processor.metrics.refundsFailed.increment()
            processor.log.error("refund_failed", ["refund": refund.id, "reason": code])
        }
    }

    private func postpone(_ refund: Refund, after error: any Error) async {
        let backoff = ExponentialBackoff(from: .seconds(1), upTo: .seconds(3_600))
        var delay = backoff.delay(afterRetries: refund.tries)
        if case GatewayError.busy(let seconds?) = error { delay = .seconds(max(1, seconds)) }
        let next = processor.store.clock.now().adding(delay)
        // If this write fails too, the later time of the claim applies.
        _ = try? await processor.store.write { tx in
            try tx.refunds.postpone(refund, until: next)
        }
    }
}

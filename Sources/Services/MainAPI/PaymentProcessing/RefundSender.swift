import BookingDomain
import BookingStore
import Observability
import PaymentGateways
import SQLite
import Synchronization
import Timekeeping

/// Sends the refunds that are owed, a bounded number in a second, and asks about those that pend.
///
/// The table is the queue: what a crash interrupts, the next start goes on with, under the same
/// keys.
final class RefundSender: Sendable {
    /// Calls under way at once.
    private static let width = 4
    /// Unanswered tries after which the gateway's list is read before sending again: a stored fault
    /// would be answered for ever.
    private static let patience = 4

    private let processor: PaymentProcessor
    private let perSecond: Int
    private let task: BackgroundTask
    /// What has been sent in the second that began then, as being woken may begin many rounds in
    /// it.
    private let sent = Mutex((since: ContinuousClock.now, count: 0))

    /// A sender that has yet to be started.
    ///
    /// - Parameter task: What it runs in; waking that has it look at once.
    init(_ processor: PaymentProcessor, perSecond: Int, in task: BackgroundTask) {
        self.processor = processor
        self.perSecond = perSecond
        self.task = task
    }

    /// Begins, with what an earlier run was about to send.
    func start() {
        task.start { [self] in
            await round()
            return .seconds(1)
        }
    }

    func stop() async { await task.stop() }

    /// What an earlier run had under way is due at once.
    func hurry() async throws {
        try await processor.store.write { try $0.refunds.makeAllDue() }
    }

    private func round() async {
        do {
            let limit = allowance()
            guard limit > 0 else { return }
            let isDue = try processor.store.read { tx in
                try tx.refunds.areDue()
            }
            guard isDue else { return }
            let claimed = try await processor.store.write { try $0.claimDueRefunds(limit: limit) }
            sent.withLock { $0.count += claimed.count }
            _ = await claimed.map(atOnce: Self.width) { await self.handle($0) }
        } catch {
            processor.log.warning("refund_round_failed", ["error": "\(error)"])
        }
    }

    /// How many refunds may be sent in what is left of this second.
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

    /// Sends the refund, or finds at the gateway the one that was sent.
    private func advance(_ refund: Refund) async throws {
        let store = processor.store
        let hasLostKey = refund.keyMayHaveExpired(at: store.clock.now())
        let mayBeThere = hasLostKey || refund.generation > 1 || refund.tries >= Self.patience
        if refund.remoteID != nil || mayBeThere {
            try await processor.refreshRefunds(of: refund.paymentID, at: refund.provider)
            let current = try store.read { tx in
                try tx.refunds.find(refund.id)
            }
            guard let current, current.status == .initiated, current.remoteID == nil else {
                return
            }
            if hasLostKey { return try await store.write { try $0.renewRefund(refund) } }
        }
        let installation = try store.read { tx in
            try tx.metadata.installation()
        }
        let order = RefundOrder(
            reference: RefundReference(
                installation: installation, refundID: refund.id, generation: refund.generation),
            paymentID: refund.paymentID, amount: refund.amount, currency: refund.currency)
        let answer = try await processor.gateway(refund.provider).refund(order)
        try await processor.apply([answer], of: refund.paymentID, at: refund.provider)
    }

    /// The money is back already; by whom, the gateway's list says.
    private func reconcile(_ refund: Refund) async {
        do {
            try await processor.refreshRefunds(of: refund.paymentID, at: refund.provider)
            await fail(
                refund, "the gateway says that the payment has been refunded already",
                "already_refunded")
        } catch {
            await postpone(refund, after: error)
        }
    }

    /// Gives up the refund until somebody looks after it.
    ///
    /// - Parameters:
    ///   - reason: In words for the facilitator, the gateway's own among them.
    ///   - code: For the log.
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
        // If this fails too, the claim's own, later moment stands.
        _ = try? await processor.store.write { tx in
            try tx.refunds.postpone(refund, until: next)
        }
    }
}

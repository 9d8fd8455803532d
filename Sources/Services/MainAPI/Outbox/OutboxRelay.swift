import BookingStore
import HTTPClient
import JSONCoding
import Observability
import SQLite
import ServiceContract
import ServiceRuntime
import Synchronization
import Timekeeping

/// Sends the notices of the outbox to CRMAPI, at least once each.
///
/// A notice is marked as delivered after CRMAPI has accepted it, so a crash may send it twice.
/// CRMAPI recognizes a duplicate by its `notification_id`. Failed calls are retried with backoff.
final class OutboxRelay: Sendable {
    /// The pause after a call that was not full, in which notices collect: a call for each notice
    /// costs more than the booking behind it.
    private static let batchingDelay = Duration.milliseconds(10)
    private static let reconnection = ExponentialBackoff(
        from: .milliseconds(100), upTo: .seconds(5))
    private static let redelivery = ExponentialBackoff(from: .seconds(1), upTo: .seconds(3_600))

    private let store: Store
    private let crm: PeerClient
    private let log: Log
    private let failures: DeliveryFailure.Counters
    private let refusals: Counter
    private let wakeSignal = WakeSignal()
    private let task = Mutex<Task<Void, Never>?>(nil)

    init(store: Store, crm: PeerClient, log: Log, metrics: Metrics) {
        self.store = store
        self.crm = crm
        self.log = log
        failures = DeliveryFailure.Counters(metrics)
        refusals = metrics.counter(
            "notices_refused_total", help: "Notices that CRMAPI refused.")
    }

    func start() {
        wakeSignal.wake()
        task.withLock { $0 = Task { await run() } }
    }

    func wake() { wakeSignal.wake() }

    /// Cancels the running call; its notices may be sent again after the next start.
    func stop() async {
        wakeSignal.finish()
        let task = task.withLock { $0.take() }
        task?.cancel()
        crm.close()
        await task?.value
    }

    private func run() async {
        var state = DeliveryState()
        for await _ in wakeSignal.wakeUps {
            do {
                while let delivery = try await deliverBatch(limit: state.batchSize) {
                    let isFull = delivery.count == state.batchSize
                    if let failures = state.recordSuccess(batchLimit: delivery.batchLimit) {
                        log.notice("crm_reachable", ["failures": failures])
                    }
                    if !isFull { try await Task.sleep(for: Self.batchingDelay) }
                }
                try scheduleNextWake()
            } catch {
                if Task.isCancelled { return }
                failures.count(DeliveryFailure(error))
                if let failure = state.recordFailure(error) { failure.report(to: log, error) }
                // A commit does not end the pause: bookings must not defeat the backoff.
                wakeSignal.wake()
                try? await Task.sleep(for: pause(afterFailures: state.failures))
            }
        }
    }

    /// Sends the due notices, at most `limit`.
    ///
    /// - Returns: Their number, and the batch limit if CRMAPI named one; nil if none was due.
    private func deliverBatch(limit: Int) async throws -> (count: Int, batchLimit: Int?)? {
        let due = try store.read { try $0.outbox.due(limit: limit) }
        guard due.count > 0, !Task.isCancelled else { return nil }
        let notices = due.notices
        if notices.count == 1 { return (due.count, try await deliverOne(notices[0], of: due)) }
        var outcomes: [NoticeOutcome] = []
        if !notices.isEmpty {
            let body = NoticeBatch.body(of: notices.map(\.notice.json))
            let response = try await crm.send(
                ClientRequest("POST", InternalPath.notify, body: body))
            guard response.isSuccess else { throw RefusedBatch(status: response.status) }
            outcomes = try NoticeBatch.outcomes(in: response.body, count: notices.count)
        }
        try await record(outcomes, of: due)
        return (due.count, nil)
    }

    /// Sends a notice without a batch around it and returns the batch limit, if CRMAPI named one.
    private func deliverOne(_ notice: OutboxNotice, of due: DueNotices) async throws -> Int? {
        let response = try await crm.send(
            ClientRequest("POST", InternalPath.notify, body: notice.notice.json),
            requestID: notice.requestID)
        guard response.isSuccess else {
            let refusal = RefusedBatch(status: response.status)
            guard refusal.isContentRefused else { throw refusal }
            let reason = NoticeReceipt.refusal(in: response.body) ?? "http_\(response.status)"
            try await record([.refused(code: reason)], of: due)
            return nil
        }
        let limit = try NoticeReceipt.batchLimit(in: response.body)
        try await record([.accepted(isDuplicate: false)], of: due)
        return limit
    }

    private func record(_ outcomes: [NoticeOutcome], of due: DueNotices) async throws {
        let now = store.clock.now()
        var nextAttempts: [Int64: Timestamp] = [:]
        for (notice, outcome) in zip(due.notices, outcomes) {
            guard case .refused(let reason) = outcome else { continue }
            refusals.increment()
            log.warning(
                "notice_refused",
                [
                    "sequence": notice.sequence, "reason": reason,
                    "request_id": notice.requestID ?? "none",
                ])
            let delay = Self.redelivery.delay(afterRetries: notice.attempts)
            nextAttempts[notice.sequence] = now.adding(delay)
        }
        try await store.write { [nextAttempts] tx in
            try tx.outbox.record(due, refused: nextAttempts)
        }
    }

    private func scheduleNextWake() throws {
        let next = try store.read { tx in
            try tx.outbox.nextAttempt().map { max(1, $0.seconds(since: tx.now)) }
        }
        if let next { wakeSignal.wake(after: .seconds(min(next, 60))) }
    }

    /// The delay, shortened by up to a quarter at random so that services do not retry in step.
    private func pause(afterFailures failures: Int) -> Duration {
        Self.reconnection.delay(afterRetries: failures - 1) * Double.random(in: 0.75...1)
    }
}

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
    /// The pause after a partial batch, in which notices accumulate. A call for each notice would
    /// cost more than its booking.
    private static let batchingDelay = Duration.milliseconds(10)
    /// Short, because `MainAPI resend` adds notices in another process and cannot wake this one.
    private static let longestPauseSeconds: Int64 = 2
    private static let reconnection = ExponentialBackoff(
        from: .milliseconds(100), upTo: .seconds(5))
    private static let redelivery = ExponentialBackoff(from: .seconds(1), upTo: .seconds(3_600))

    private let store: Store
    private let crm: PeerClient
    private let log: Log
    private let failures: DeliveryFailureCounters
    private let refusals: Counter
    private let state = Mutex(DeliveryState())
    private let task = BackgroundTask()

    init(store: Store, crm: PeerClient, log: Log, metrics: Metrics) {
        self.store = store
        self.crm = crm
        self.log = log
        failures = DeliveryFailureCounters(metrics)
        refusals = metrics.counter(
            "notices_refused_total", help: "Notices that CRMAPI refused.")
    }

    func start() {
        task.start { [self] in await round() }
    }

    func wake() { task.wake() }

    /// Cancels the running call; its notices may be sent again after the next start.
    func stop() async {
        crm.close()
        await task.stop()
    }

    /// Delivers the due notices and returns the pause before the next ones.
    private func round() async -> Duration {
        do {
            while true {
                let limit = state.withLock { $0.batchSize }
                guard let delivery = try await deliverBatch(limit: limit) else { break }
                let failures = state.withLock { $0.recordSuccess(batchLimit: delivery.batchLimit) }
                if let failures { log.notice("crm_reachable", ["failures": failures]) }
                if delivery.count < limit { try await Task.sleep(for: Self.batchingDelay) }
            }
            return try pauseUntilNextAttempt()
        } catch {
            if Task.isCancelled { return .zero }
            failures.count(DeliveryFailure(error))
            let (failure, count) = state.withLock { ($0.recordFailure(error), $0.failures) }
            failure?.report(to: log, error)
            // A commit does not end this pause: bookings must not defeat the backoff.
            try? await Task.sleep(for: pause(afterFailures: count))
            return .zero
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
            guard response.isSuccess else { throw RefusedBatch(response) }
            outcomes = try NoticeBatch.outcomes(in: response.body, count: notices.count)
        }
        try await record(outcomes, of: due)
        return (due.count, nil)
    }

    /// Sends one notice without a batch, and returns the batch limit if CRMAPI named one.
    private func deliverOne(_ notice: OutboxNotice, of due: DueNotices) async throws -> Int? {
        let response = try await crm.send(
            ClientRequest("POST", InternalPath.notify, body: notice.notice.json),
            requestID: notice.requestID)
        guard response.isSuccess else {
            let refusal = RefusedBatch(response)
            guard refusal.isContentRefused else { throw refusal }
            let reason = refusal.code ?? "http_\(response.status)"
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

    private func pauseUntilNextAttempt() throws -> Duration {
        let seconds = try store.read { tx in
            try tx.outbox.nextAttempt().map { max(1, $0.seconds(since: tx.now)) }
        }
        return .seconds(min(seconds ?? .max, Self.longestPauseSeconds))
    }

    /// The delay, shortened by up to a quarter at random so that services do not retry in step.
    private func pause(afterFailures failures: Int) -> Duration {
        Self.reconnection.delay(afterRetries: failures - 1) * Double.random(in: 0.75...1)
    }
}

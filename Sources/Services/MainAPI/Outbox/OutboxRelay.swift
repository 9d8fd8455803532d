import BookingStore
import HTTPClient
import JSONCoding
import Observability
import SQLite
import ServiceContract
import ServiceRuntime
import Synchronization
import Timekeeping

/// Brings the notices of the outbox to CRMAPI: at once while it answers, with growing pauses while
/// it does not, for as long as it takes.
///
/// A notice is marked only after CRMAPI has taken it, so it may be sent twice and is never lost;
/// CRMAPI tells the second one by its `notification_id`.
final class OutboxRelay: Sendable {
    /// How long notices may gather after a call that was not full. The first leaves at once; behind
    /// it, a call for each would cost more than the booking that it tells of.
    private static let gathering = Duration.milliseconds(10)
    /// The delays between attempts while CRMAPI cannot be reached.
    private static let reconnection = ExponentialBackoff(
        from: .milliseconds(100), upTo: .seconds(5))
    /// The delays before a notice that CRMAPI refused is sent again.
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
            "notices_refused_total", help: "Notices that CRMAPI could not take as they were.")
    }

    /// Begins to deliver, what an earlier run left behind first.
    func start() {
        wakeSignal.wake()
        task.withLock { $0 = Task { await deliver() } }
    }

    /// Says that there may be a new notice.
    func wake() {
        wakeSignal.wake()
    }

    /// Ends, and with it the call that is under way; what it brought may go again.
    func stop() async {
        wakeSignal.remove()
        let task = task.withLock { $0.take() }
        task?.cancel()
        crm.close()
        await task?.value
    }

    private func deliver() async {
        var run = DeliveryState()
        for await _ in wakeSignal.wakeUps {
            do {
                while let delivery = try await deliverBatch(atMost: run.batchSize) {
                    let isFull = delivery.count == run.batchSize
                    if let failures = run.succeed(batchLimit: delivery.batchLimit) {
                        log.notice("crm_reachable", ["failures": failures])
                    }
                    if !isFull { try await Task.sleep(for: Self.gathering) }
                }
                try scheduleNextWake()
            } catch {
                if Task.isCancelled { return }
                failures.count(DeliveryFailure(error))
                if let failure = run.fail(error) { failure.report(to: log, error) }
                // What rings meanwhile has to wait too: bookings must not wear the pauses down.
                wakeSignal.wake()
                try? await Task.sleep(for: pause(afterFailures: run.failures))
            }
        }
    }

    /// Sends what is due.
    ///
    /// - Returns: How many notices that were, and how many CRMAPI takes at once where it says so;
    ///   nil where none was due.
    private func deliverBatch(
        atMost size: Int
    ) async throws -> (count: Int, batchLimit: Int?)? {
        let due = try store.read { tx in
            try tx.outbox.due(limit: size)
        }
        guard due.count > 0, !Task.isCancelled else { return nil }
        let notices = due.notices
        if notices.count == 1 { return (due.count, try await deliver(notices[0], of: due)) }
        var outcomes: [NoticeOutcome] = []
        if !notices.isEmpty {
            let answer = try await crm.send(
                ClientRequest(
                    "POST", InternalPath.notify,
                    body: NoticeBatch.body(of: notices.map(\.notice.json))))
            guard answer.isSuccess else { throw RefusedBatch(status: answer.status) }
            outcomes = try NoticeBatch.outcomes(in: answer.body, count: notices.count)
        }
        try await record(outcomes, of: due)
        return (due.count, nil)
    }

    /// Sends the only notice of these by itself; answers how many CRMAPI takes at once, where it
    /// says so.
    private func deliver(_ notice: OutboxNotice, of due: DueNotices) async throws -> Int? {
        let answer = try await crm.send(
            ClientRequest("POST", InternalPath.notify, body: notice.notice.json),
            requestID: notice.requestID)
        guard answer.isSuccess else {
            let refusal = RefusedBatch(status: answer.status)
            guard refusal.isOfContent else { throw refusal }
            let reason = NoticeReceipt.refusal(in: answer.body) ?? "http_\(answer.status)"
            try await record([.refused(code: reason)], of: due)
            return nil
        }
        let limit = try NoticeReceipt.batchLimit(in: answer.body)
        try await record([.accepted(isDuplicate: false)], of: due)
        return limit
    }

    private func record(_ outcomes: [NoticeOutcome], of due: DueNotices) async throws {
        let now = store.clock.now()
        var refused: [Int64: Timestamp] = [:]
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
            refused[notice.sequence] = now.adding(delay)
        }
        try await store.write { [refused] tx in
            try tx.outbox.record(due, refused: refused)
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

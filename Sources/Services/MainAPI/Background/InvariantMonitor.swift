import BookingStore
import Dispatch
import Observability
import SQLite
import Synchronization
import Timekeeping

/// Checks the whole database now and then while the service runs, and shows what it found.
///
/// The check reads everything, so it has a thread of its own and a low priority; `MainAPI check`
/// does the same at once.
final class InvariantMonitor: Sendable {
    private struct Result {
        var breaches = 0
        var finishedAt: Int64 = 0
    }

    private let store: Store
    private let log: Log
    private let interval: Duration
    private let latest = Mutex<Result?>(nil)
    private let task = BackgroundTask()

    /// An audit that has yet to be started.
    ///
    /// - Parameter interval: From one check to the next, and from the start to the first.
    init(store: Store, log: Log, interval: Duration) {
        self.store = store
        self.log = log
        self.interval = interval
    }

    func start() {
        task.start(after: interval) { [self] in
            await round()
            return interval
        }
    }

    /// Ends, after the check that is under way.
    func stop() async { await task.stop() }

    /// Shows the outcome of the latest check.
    func show(in metrics: Metrics) {
        metrics.gauge(
            "invariant_breaches", help: "Breaches the latest check found; -1 before the first."
        ) {
            Double(self.latest.withLock { $0?.breaches } ?? -1)
        }
        metrics.gauge(
            "invariants_checked_timestamp_seconds",
            help: "When the latest check ended, in Unix time; 0 before the first."
        ) {
            Double(self.latest.withLock { $0?.finishedAt } ?? 0)
        }
    }

    private func round() async {
        do {
            let breaches = try await check()
            let result = Result(
                breaches: breaches.count, finishedAt: store.clock.now().unixSeconds)
            latest.withLock { $0 = result }
            for breach in breaches {
                let (rule, detail) = (breach.rule.rawValue, breach.detail)
                log.error("invariant_violated", ["rule": rule, "detail": detail])
            }
        } catch {
            log.warning("invariant_check_failed", ["error": "\(error)"])
        }
    }

    private func check() async throws -> [InvariantViolation] {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global(qos: .background).async { [store] in
                continuation.resume(
                    with: Swift.Result { try Invariants.check(store.database) })
            }
        }
    }
}

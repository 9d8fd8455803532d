import BookingStore
import Dispatch
import Observability
import SQLite
import ServiceRuntime
import Synchronization
import Timekeeping

/// Checks the whole database at intervals and publishes the number of violations.
///
/// The check reads every row, so it runs on a background thread of low priority.
final class InvariantMonitor: Sendable {
    private let store: Store
    private let log: Log
    private let interval: Duration
    private let latest = Mutex<(violations: Int, finishedAt: Timestamp)?>(nil)
    private let task = BackgroundTask()

    /// - Parameter interval: The pause between checks, and before the first one.
    init(store: Store, log: Log, metrics: Metrics, interval: Duration) {
        self.store = store
        self.log = log
        self.interval = interval
        metrics.gauge(
            "invariant_breaches", help: "Violations in the latest check; -1 before the first check."
        ) {
            Double(self.latest.withLock { $0?.violations } ?? -1)
        }
        metrics.gauge(
            "invariants_checked_timestamp_seconds",
            help: "End of the latest check, in Unix time; 0 before the first check."
        ) {
            Double(self.latest.withLock { $0?.finishedAt.unixSeconds } ?? 0)
        }
    }

    func start() {
        task.start(after: interval) { [self] in
            await runCheck()
            return interval
        }
    }

    func stop() async { await task.stop() }

    private func runCheck() async {
        do {
            let violations = try await check()
            latest.withLock { $0 = (violations.count, store.clock.now()) }
            for violation in violations {
                log.error(
                    "invariant_violated",
                    ["rule": violation.rule.rawValue, "detail": violation.detail])
            }
        } catch {
            log.warning("invariant_check_failed", ["error": "\(error)"])
        }
    }

    private func check() async throws -> [InvariantViolation] {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global(qos: .background).async { [store] in
                continuation.resume(with: Result { try Invariants.check(store.database) })
            }
        }
    }
}

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
    /// Pause before the first check of a new database.
    private static let firstPause = Duration.seconds(60)

    private let store: Store
    private let log: Log
    private let interval: Duration
    private let latest: Mutex<CheckRecord?>
    private let task = BackgroundTask()

    /// - Parameter interval: The pause between checks, also if the service restarts meanwhile.
    /// - Throws: An error of the database.
    init(store: Store, log: Log, metrics: Metrics, interval: Duration) throws {
        latest = Mutex(try store.read { try $0.metadata.latestCheck() })
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
            help: "End of the latest check, in Unix time; 0 before the first."
        ) {
            Double(self.latest.withLock { $0?.finishedAt.unixSeconds } ?? 0)
        }
    }

    func start() {
        task.start(after: pauseBeforeFirstCheck) { [self] in
            await runCheck()
            return interval
        }
    }

    private var pauseBeforeFirstCheck: Duration {
        guard let latest = latest.withLock({ $0 }) else { return min(interval, Self.firstPause) }
        let age = Duration.seconds(max(0, store.clock.now().seconds(since: latest.finishedAt)))
        return max(min(interval, Self.firstPause), interval - age)
    }

    func stop() async { await task.stop() }

    private func runCheck() async {
        do {
            let violations = try await check()
            let record = CheckRecord(
                violations: violations.count, finishedAt: store.clock.now())
            latest.withLock { $0 = record }
            try await store.write { try $0.metadata.setLatestCheck(record) }
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

import BookingStore
import Observability
import SQLite
import ServiceRuntime

/// Records the effects of changed events on their bookings and in the search index, step by step.
///
/// A series of hundreds of events with thousands of bookings is cancelled in one transaction; what
/// follows from it would delay all other writes. A step that fails is tried again, also
/// after a restart.
final class EventFollowUpTask: Sendable {
    private static let pauseAfterFailure = Duration.seconds(1)

    private let store: Store
    private let log: Log
    private let task = BackgroundTask()

    init(store: Store, log: Log) {
        self.store = store
        self.log = log
    }

    func start() {
        task.start { [self] in await round() }
    }

    func wake() { task.wake() }

    /// Finishes the running step.
    func stop() async { await task.stop() }

    private func round() async -> Duration {
        do {
            while !Task.isCancelled, try await store.recordNextEffects() {}
            while !Task.isCancelled, try await store.write({ try $0.indexEvents() }) {}
            return .seconds(60)
        } catch {
            log.warning("event_follow_up_failed", ["error": "\(error)"])
            return Self.pauseAfterFailure
        }
    }
}

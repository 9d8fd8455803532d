import BookingStore
import Observability
import SQLite
import ServiceRuntime

/// Records the effects of changed events on their bookings and in the search index, step by step.
///
/// A series of hundreds of events is cancelled in one transaction. Cancelling its thousands of bookings
/// in it too would delay all other writes. A step that fails delays no other event. It is tried again,
/// also after a restart.
final class PendingEventChangeTask: Sendable {
    /// A commit wakes the task; this is for changes that another process has made.
    private static let interval = Duration.seconds(60)
    private static let pauseAfterFailure = Duration.seconds(5)

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
        var failures = 0
        for event in (try? store.read { try $0.pendingEventChanges.events() }) ?? [] {
            guard !Task.isCancelled else { break }
            do {
                try await store.recordEffects(ofChangeOf: event)
            } catch {
                failures += 1
                log.warning(
                    "event_change_failed", ["event": "\(event)", "error": "\(error)"])
            }
        }
        do {
            while !Task.isCancelled, try await store.write({ try $0.indexEvents() }) {}
        } catch {
            failures += 1
            log.warning("event_index_failed", ["error": "\(error)"])
        }
        return failures == 0 ? Self.interval : Self.pauseAfterFailure
    }
}

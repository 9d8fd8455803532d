import BookingDomain
import BookingStore
import Observability
import SQLite
import ServiceRuntime

/// Passes the seats of lapsed holds on to those who wait, and ends the lists of events that begin.
///
/// A commit that frees seats serves the waiting list itself; a hold that ends by the clock has none.
final class WaitlistTask: Sendable {
    /// The pause while people wait or have offers: lapsed seats are passed on within a second.
    private static let interval = Duration.milliseconds(500)
    /// The pause while no list is in use; a commit wakes the task.
    private static let longInterval = Duration.seconds(60)

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

    /// Handles each event in a write of its own: one that fails delays no other.
    private func round() async -> Duration {
        do {
            let (isInUse, toServe, toClose) = try store.read { tx in
                let isInUse = try tx.waitlist.isInUse()
                return (
                    isInUse, isInUse ? try tx.waitlist.eventsToServe() : [],
                    isInUse ? try tx.waitlist.eventsToClose() : []
                )
            }
            for event in toServe {
                await attempt(event) { try $0.serveWaitlist(of: event) }
            }
            for event in toClose {
                await attempt(event) { try $0.closeWaitlist(of: event) }
            }
            return isInUse ? Self.interval : Self.longInterval
        } catch {
            log.warning("waitlist_round_failed", ["error": "\(error)"])
            return Self.interval
        }
    }

    private func attempt(
        _ event: EventID, _ change: @escaping @Sendable (Transaction) throws -> Void
    ) async {
        guard !Task.isCancelled else { return }
        do {
            try await store.write(change)
        } catch {
            log.warning("waitlist_failed", ["event": "\(event)", "error": "\(error)"])
        }
    }
}

import BookingStore
import Lifecycle
import SQLite
import Synchronization

/// Clears away, now and then, what is past its time: answers kept for idempotency keys.
final class Housekeeping: Sendable {
    private static let pause = Duration.seconds(600)
    private static let batch = 500

    private let store: Store
    private let log: Log
    private let task = Mutex<Task<Void, Never>?>(nil)

    init(store: Store, log: Log) {
        self.store = store
        self.log = log
    }

    func start() {
        task.withLock { $0 = Task { await tidyAgainAndAgain() } }
    }

    func stop() async {
        let task = task.withLock { $0.take() }
        task?.cancel()
        await task?.value
    }

    private func tidyAgainAndAgain() async {
        while !Task.isCancelled {
            do {
                while try await purge() == Self.batch {}
            } catch {
                log.warning("housekeeping_failed", ["error": "\(error)"])
            }
            try? await Task.sleep(for: Self.pause)
        }
    }

    /// A small batch at a time, so that bookings are not held up behind it.
    private func purge() async throws -> Int {
        let now = store.clock.now()
        return try await store.database.write { connection in
            try IdempotencyKeys.purge(limit: Self.batch, at: now, on: connection)
        }
    }
}

import BookingStore
import Observability
import SQLite
import Timekeeping

/// Clears away, now and then, what is past its time.
final class Housekeeping: Sendable {
    /// A kind of rows that are of no more use after a while.
    struct PurgeTask: Sendable {
        /// Clears away so many at most, and says how many went.
        let purge: @Sendable (_ limit: Int) async throws -> Int

        init(_ purge: @escaping @Sendable (_ limit: Int) async throws -> Int) {
            self.purge = purge
        }

        /// Rows of the store's own database.
        init(
            in store: Store, _ purge: @escaping @Sendable (Transaction, Int) throws -> Int
        ) {
            self.init { limit in try await store.write { try purge($0, limit) } }
        }
    }

    private static let pause = Duration.seconds(600)
    /// A small batch at a time, so that bookings are not held up behind it.
    private static let batch = 500

    private let purgeTasks: [PurgeTask]
    private let log: Log
    private let task = BackgroundTask()

    init(_ purgeTasks: [PurgeTask], log: Log) {
        self.purgeTasks = purgeTasks
        self.log = log
    }

    func start() {
        task.start { [self] in
            for kind in purgeTasks where !Task.isCancelled { await tidy(kind) }
            return Self.pause
        }
    }

    func stop() async { await task.stop() }

    private func tidy(_ kind: PurgeTask) async {
        do {
            while try await kind.purge(Self.batch) == Self.batch {}
        } catch {
            log.warning("housekeeping_failed", ["error": "\(error)"])
        }
    }
}

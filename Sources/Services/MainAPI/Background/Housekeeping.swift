import BookingStore
import Observability
import SQLite
import ServiceRuntime
import Timekeeping

/// Deletes expired rows every ten minutes.
final class Housekeeping: Sendable {
    /// One kind of expired rows.
    struct PurgeTask: Sendable {
        /// Deletes at most `limit` rows and returns their number.
        let purge: @Sendable (_ limit: Int) async throws -> Int

        init(_ purge: @escaping @Sendable (_ limit: Int) async throws -> Int) {
            self.purge = purge
        }

        init(in store: Store, _ purge: @escaping @Sendable (Transaction, Int) throws -> Int) {
            self.init { limit in try await store.write { try purge($0, limit) } }
        }
    }

    private static let pause = Duration.seconds(600)
    /// Small enough that bookings do not wait long for the writer.
    private static let batchSize = 500

    private let purgeTasks: [PurgeTask]
    private let log: Log
    private let task = BackgroundTask()

    init(_ purgeTasks: [PurgeTask], log: Log) {
        self.purgeTasks = purgeTasks
        self.log = log
    }

    func start() {
        task.start { [self] in
            for purgeTask in purgeTasks where !Task.isCancelled { await purge(purgeTask) }
            return Self.pause
        }
    }

    func stop() async { await task.stop() }

    private func purge(_ purgeTask: PurgeTask) async {
        do {
            while try await purgeTask.purge(Self.batchSize) == Self.batchSize {}
        } catch {
            log.warning("housekeeping_failed", ["error": "\(error)"])
        }
    }
}

import Observability
import SQLite
import Timekeeping

/// Deletes expired rows every ten minutes.
package final class Housekeeping: Sendable {
    /// One kind of expired rows.
    package struct PurgeTask: Sendable {
        /// Deletes at most `limit` rows and returns their number.
        let purge: @Sendable (_ limit: Int) async throws -> Int

        /// - Parameter purge: Deletes at most as many rows as its argument, and returns their number.
        package init(_ purge: @escaping @Sendable (_ limit: Int) async throws -> Int) {
            self.purge = purge
        }

        package init(
            in database: Database, _ purge: @escaping @Sendable (Transaction, Int) throws -> Int
        ) {
            self.init { limit in try await database.write { try purge($0, limit) } }
        }
    }

    private static let pause = Duration.seconds(600)
    /// Small enough that bookings do not wait long for the writer.
    private static let batchSize = 500

    private let purgeTasks: [PurgeTask]
    private let log: Log
    private let task = BackgroundTask()

    package init(_ purgeTasks: [PurgeTask], log: Log) {
        self.purgeTasks = purgeTasks
        self.log = log
    }

    /// Starts with a round at once.
    package func start() {
        task.start { [self] in
            for purgeTask in purgeTasks where !Task.isCancelled { await purge(purgeTask) }
            return Self.pause
        }
    }

    /// Starts a round at once, after a test has moved the clock.
    package func wake() { task.wake() }

    /// Waits for the end of the running round.
    package func stop() async { await task.stop() }

    private func purge(_ purgeTask: PurgeTask) async {
        do {
            while try await purgeTask.purge(Self.batchSize) == Self.batchSize {}
        } catch {
            log.warning("housekeeping_failed", ["error": "\(error)"])
        }
    }
}

import Glibc
import Observability
import SQLite
import Timekeeping

extension Metrics {
    /// Shows how the database's writer fares, and what the files beside it tell.
    package func watch(_ database: Database, clock: WallClock) {
        counter("database_commits_total", help: "Transactions committed.") {
            Double(database.statistics.commits)
        }
        counter("database_failed_commits_total", help: "Transactions that failed to commit.") {
            Double(database.statistics.failedCommits)
        }
        counter("database_writes_total", help: "Writes done, several in a transaction.") {
            Double(database.statistics.writes)
        }
        counter("database_refused_writes_total", help: "Writes refused as too many waited.") {
            Double(database.statistics.refusedWrites)
        }
        counter("database_commit_seconds_total", help: "Time spent in committing.") {
            database.statistics.commitTime / .seconds(1)
        }
        gauge("database_latest_group", help: "Writes in the latest transaction.") {
            Double(database.statistics.latestGroup)
        }
        gauge("database_queued_writes", help: "Writes that wait.") {
            Double(database.statistics.queuedWrites)
        }
        let files = DatabaseFiles(database.path)
        gauge("database_bytes", help: "The size of the database's file.") { files.size }
        gauge("database_wal_bytes", help: "The size of its write-ahead log.") { files.logSize }
        gauge("disk_free_bytes", help: "Room left where the database is.") { files.freeRoom }
        gauge(
            "backup_timestamp_seconds",
            help: "When the latest backup was made, in Unix time; 0 before the first."
        ) { files.latestBackup }
        gauge("clock_seconds", help: "This machine's clock, in Unix time.") {
            Double(clock.now().unixSeconds)
        }
    }
}

/// The files of a database, as the system knows them.
package struct DatabaseFiles: Sendable {
    private let path: String

    /// The files of the database at `path`, whether or not they are there.
    package init(_ path: String) {
        self.path = path
    }

    /// A file whose age tells how long ago the latest backup was made.
    package var backupMarker: String { path + ".backed-up" }

    var size: Double { attributes(of: path).map { Double($0.st_size) } ?? 0 }
    var logSize: Double { attributes(of: path + "-wal").map { Double($0.st_size) } ?? 0 }
    var latestBackup: Double {
        attributes(of: backupMarker).map { Double($0.st_mtim.tv_sec) } ?? 0
    }

    /// In bytes; -1 where the system does not say.
    package var freeRoom: Double {
        var system = statvfs()
        guard statvfs(path, &system) == 0 else { return -1 }
        return Double(system.f_bavail) * Double(system.f_frsize)
    }

    private func attributes(of path: String) -> stat? {
        var attributes = stat()
        return stat(path, &attributes) == 0 ? attributes : nil
    }
}

import Observability
import SQLite
import Timekeeping

extension Metrics {
    /// Exposes the database's statistics, the size of its files and the clock.
    package func watch(_ database: Database, clock: WallClock) {
        counter("database_commits_total", help: "Transactions committed.") {
            Double(database.statistics.commits)
        }
        counter("database_failed_commits_total", help: "Transactions that failed to commit.") {
            Double(database.statistics.failedCommits)
        }
        counter("database_writes_total", help: "Writes; a transaction can hold several.") {
            Double(database.statistics.writes)
        }
        counter("database_refused_writes_total", help: "Writes refused by a full queue.") {
            Double(database.statistics.refusedWrites)
        }
        counter("database_commit_seconds_total", help: "Time spent in commits.") {
            database.statistics.commitTime / .seconds(1)
        }
        gauge("database_latest_group", help: "Writes in the latest transaction.") {
            Double(database.statistics.latestGroup)
        }
        gauge(
            "database_longest_transaction_seconds",
            help: "Longest time of a transaction since the start, in which other writes waited."
        ) { database.statistics.longestTransaction / .seconds(1) }
        gauge("database_queued_writes", help: "Writes that wait.") {
            Double(database.statistics.queuedWrites)
        }
        let files = DatabaseFiles(database.path)
        gauge("database_bytes", help: "Size of the database file.") { files.bytes }
        gauge("database_wal_bytes", help: "Size of the write-ahead log.") { files.logBytes }
        gauge("disk_free_bytes", help: "Free space on the database's disk.") { files.freeBytes }
        gauge(
            "backup_timestamp_seconds",
            help: "Time of the latest backup, in Unix time; 0 before the first."
        ) { files.latestBackupSeconds }
        gauge("clock_seconds", help: "The machine's clock, in Unix time.") {
            Double(clock.now().unixSeconds)
        }
    }
}

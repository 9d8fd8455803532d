import CSQLite
import Synchronization

/// The writer: takes all writes that wait, commits them together, and only then answers each.
///
/// One `BEGIN IMMEDIATE`, a savepoint for each write, one `COMMIT`: the disk is waited for once per
/// group, and nobody is told of a success that is not on it.
///
/// Unchecked Sendable: `connection` is only used by the one thread that runs ``run()``, and by the
/// thread that has joined it afterwards.
final class GroupCommit: @unchecked Sendable {
    private var connection: Connection?
    private let queue: WriteQueue
    private let maximumGroup: Int
    private let counted = Mutex(Statistics())

    init(connection: Connection, queue: WriteQueue, maximumGroup: Int) {
        self.connection = connection
        self.queue = queue
        self.maximumGroup = maximumGroup
    }

    /// What was done so far.
    var statistics: Statistics {
        var statistics = counted.withLock { $0 }
        statistics.queuedWrites = queue.count
        return statistics
    }

    /// Commits group after group until the queue is closed and empty.
    func run() {
        guard let connection else { return }
        while true {
            var group = queue.take(atMost: maximumGroup)[...]
            guard !group.isEmpty else { return }
            while !group.isEmpty { group = commit(group, on: connection) }
        }
    }

    /// Empties the write-ahead log and closes the connection, after ``run()`` has ended.
    func close() {
        // A reader of another process may hold the log back; the next start takes it up then.
        try? connection?.rows("PRAGMA wal_checkpoint(TRUNCATE)") { _ in }
        connection = nil
    }

    /// Performs, commits and answers one group.
    ///
    /// - Returns: The writes not begun, because SQLite gave the transaction up before their turn.
    private func commit(
        _ group: ArraySlice<any PendingWrite>, on connection: Connection
    ) -> ArraySlice<any PendingWrite> {
        var end = group.endIndex
        do throws(SQLiteError) {
            try connection.beginImmediate()
            try perform(group, on: connection, end: &end)
            let nanoseconds = try commitTimed(connection)
            answer(group[..<end], failure: nil, commitNanoseconds: nanoseconds)
        } catch {
            connection.rollBack()
            answer(group[..<end], failure: error, commitNanoseconds: 0)
        }
        return group[end...]
    }

    /// Runs each write in its savepoint.
    ///
    /// Some errors, such as a full disk, make SQLite roll back the whole transaction by itself. The
    /// writes before that one are undone then, and must never be answered as done.
    private func perform(
        _ group: ArraySlice<any PendingWrite>, on connection: Connection, end: inout Int
    ) throws(SQLiteError) {
        for index in group.indices {
            let failure = group[index].perform(on: connection)
            guard connection.isInTransaction else {
                end = index + 1
                throw failure as? SQLiteError ?? Self.rolledBack
            }
        }
    }

    private func commitTimed(_ connection: Connection) throws(SQLiteError) -> Int64 {
        let start = ContinuousClock.now
        try connection.commit()
        let (seconds, attoseconds) = (ContinuousClock.now - start).components
        return seconds * 1_000_000_000 + attoseconds / 1_000_000_000
    }

    private func answer(
        _ group: ArraySlice<any PendingWrite>, failure: SQLiteError?, commitNanoseconds: Int64
    ) {
        var succeeded = 0
        for write in group where write.answer(groupFailure: failure) { succeeded += 1 }
        counted.withLock { statistics in
            statistics.commits += failure == nil ? 1 : 0
            statistics.failedCommits += failure == nil ? 0 : 1
            statistics.writes += succeeded
            statistics.failedWrites += group.count - succeeded
            statistics.latestGroup = group.count
            statistics.largestGroup = max(statistics.largestGroup, group.count)
            statistics.commitNanoseconds += commitNanoseconds
        }
    }

    /// SQLITE_ABORT_ROLLBACK.
    private static let rolledBack = SQLiteError(
        code: SQLITE_ABORT | (2 << 8), message: "another write made SQLite roll back its group")
}

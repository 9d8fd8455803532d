import CSQLite
import Synchronization

/// The writer: commits all waiting writes together, and answers them when they are on disk.
///
/// A group is one `BEGIN IMMEDIATE`, its writes in order, and one `COMMIT`, so that a group waits
/// for the disk once.
///
/// Unchecked Sendable: `connection` and `latestWait` are only used by the thread of ``run()``, and
/// by the thread that has joined it.
final class GroupCommit: @unchecked Sendable {
    private var connection: Connection?
    private let queue: WriteQueue
    private let checkpointer: Checkpointer
    private let maximumGroup: Int
    private let counters = Mutex(Statistics())
    private let commits = Atomic(0)
    private let observer = Mutex<Observer?>(nil)
    /// The duration of the latest COMMIT.
    private var latestWait = Duration.zero

    /// Keeps the closure out of the mutex's generic storage. Each access to a bare closure there would
    /// wrap it in one more function, and commits would become ever slower.
    private struct Observer {
        let notify: @Sendable (Changes) -> Void
    }

    init(
        connection: Connection, queue: WriteQueue, checkpointer: Checkpointer, maximumGroup: Int
    ) {
        self.connection = connection
        self.queue = queue
        self.checkpointer = checkpointer
        self.maximumGroup = maximumGroup
    }

    /// The number of commits, incremented before the writes of a group are answered.
    var commitCount: Int { commits.load(ordering: .acquiring) }

    func onCommit(_ observer: @escaping @Sendable (Changes) -> Void) {
        self.observer.withLock { $0 = Observer(notify: observer) }
    }

    var statistics: Statistics { counters.withLock { $0 } }

    /// Commits group after group until the queue is closed and empty.
    func run() {
        guard let connection else { return }
        connection.countPagesInLog()
        while true {
            var group = queue.removeFirst(atMost: maximumGroup, waits: true)
            guard !group.isEmpty else { return }
            while !group.isEmpty { group = commit(group, on: connection) }
            checkpointer.didCommit(on: connection)
        }
    }

    /// Empties the write-ahead log and closes the connection, after ``run()`` has ended.
    func close() {
        observer.withLock { $0 = nil }
        checkpointer.close()
        // If another process reads the log, that process or the next start empties it.
        try? connection?.setPragma("busy_timeout", 0)
        try? connection?.rows("PRAGMA wal_checkpoint(TRUNCATE)") { _ in }
        connection = nil
    }

    /// Performs, commits and answers a group, including writes that arrive meanwhile.
    ///
    /// Writes can join for as long as the latest COMMIT took. Each saves a wait for the disk, but a
    /// longer time would be idle when all callers wait for the group.
    ///
    /// - Returns: The writes that have not begun because SQLite rolled the transaction back.
    private func commit(_ first: [Write], on connection: Connection) -> [Write] {
        var group = first
        var progress = Progress()
        let start = ContinuousClock.now
        do throws(SQLiteError) {
            try connection.beginImmediate()
            while progress.performed < group.count {
                try perform(group, on: connection, &progress)
                guard ContinuousClock.now - start < latestWait else { continue }
                group += queue.removeFirst(
                    atMost: maximumGroup - group.count, waits: false)
            }
            let start = ContinuousClock.now
            try connection.transactions.commit.run()
            latestWait = ContinuousClock.now - start
        } catch {
            connection.rollBack()
            progress.failure = error
            // If BEGIN failed, all writes fail.
            if progress.performed == 0 { progress.performed = group.count }
        }
        // After a failure too: a COMMIT that reports an error may have changed the file.
        commits.add(1, ordering: .releasing)
        if !connection.changes.isEmpty {
            let changes = exchange(&connection.changes, with: [])
            observer.withLock { $0 }?.notify(changes)
        }
        let performed = group[..<progress.performed]
        // Counted before the answers, so that a caller finds its own write in the statistics.
        count(performed.count, progress, ContinuousClock.now - start)
        for write in performed { write.answer(groupFailure: progress.failure) }
        return Array(group[progress.performed...])
    }

    private struct Progress {
        /// Whether each write has its own savepoint.
        var usesSavepoints = false
        /// The number of performed writes.
        var performed = 0
        /// The number of performed writes that failed alone.
        var refused = 0
        /// The error that fails the whole group.
        var failure: SQLiteError?
    }

    /// Performs the writes that were not performed yet.
    ///
    /// A savepoint copies every changed page, and is only needed for a write that fails after it
    /// has written. So the group runs without savepoints until that happens; then it is rolled back
    /// and runs again with a savepoint for each write.
    ///
    /// After an error such as a full disk, SQLite may roll back the whole transaction. Then the
    /// earlier writes of the group fail too.
    private func perform(
        _ group: [Write], on connection: Connection, _ progress: inout Progress
    ) throws(SQLiteError) {
        while progress.performed < group.count {
            connection.hasWritten = false
            let earlierChanges = connection.changes
            let failure = group[progress.performed].perform(
                on: connection, inSavepoint: progress.usesSavepoints)
            progress.performed += 1
            if failure != nil {
                progress.refused += 1
                connection.changes = earlierChanges
            }
            guard connection.isInTransaction else {
                throw failure as? SQLiteError ?? Self.rolledBack
            }
            if failure != nil, connection.hasWritten, !progress.usesSavepoints {
                progress = Progress(usesSavepoints: true)
                connection.rollBack()
                try connection.beginImmediate()
            }
        }
    }

    private func count(_ writes: Int, _ progress: Progress, _ duration: Duration) {
        let failed = progress.failure == nil ? progress.refused : writes
        counters.withLock { statistics in
            statistics.commits += progress.failure == nil ? 1 : 0
            statistics.failedCommits += progress.failure == nil ? 0 : 1
            statistics.writes += writes - failed
            statistics.failedWrites += failed
            statistics.latestGroup = writes
            statistics.largestGroup = max(statistics.largestGroup, writes)
            statistics.longestTransaction = max(statistics.longestTransaction, duration)
            statistics.commitTime += progress.failure == nil ? latestWait : .zero
        }
    }

    /// SQLITE_ABORT_ROLLBACK.
    private static let rolledBack = SQLiteError(
        code: SQLITE_ABORT | (2 << 8), message: "another write made SQLite roll back its group")
}

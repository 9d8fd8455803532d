import CSQLite
import Synchronization

/// The writer: takes all writes that wait, commits them together, and only then answers each.
///
/// One `BEGIN IMMEDIATE`, one write after the other, one `COMMIT`: the disk is waited for once per
/// group, and nobody is told of a success that is not on it.
///
/// Unchecked Sendable: `connection` and `latestWait` are only used by the one thread that runs
/// ``run()``, and by the thread that has joined it afterwards.
final class GroupCommit: @unchecked Sendable {
    private var connection: Connection?
    private let queue: WriteQueue
    private let checkpointer: Checkpointer
    private let maximumGroup: Int
    private let counted = Mutex(Statistics())
    private let commits = Atomic(0)
    private let observer = Mutex<(@Sendable (Changes) -> Void)?>(nil)
    /// How long the latest commit waited for the disk.
    private var latestWait = Duration.zero

    init(
        connection: Connection, queue: WriteQueue, checkpointer: Checkpointer, maximumGroup: Int
    ) {
        self.connection = connection
        self.queue = queue
        self.checkpointer = checkpointer
        self.maximumGroup = maximumGroup
    }

    /// How often something was committed, counted before any of its callers is answered.
    var commitCount: Int { commits.load(ordering: .acquiring) }

    /// Calls the closure on the writer thread after each commit that changed something, before the
    /// writes are answered.
    func onCommit(_ observer: @escaping @Sendable (Changes) -> Void) {
        self.observer.withLock { $0 = observer }
    }

    /// What was done so far.
    var statistics: Statistics { counted.withLock { $0 } }

    /// Commits group after group until the queue is closed and empty.
    func run() {
        guard let connection else { return }
        connection.countPagesInLog()
        while true {
            var group = queue.take(atMost: maximumGroup)
            guard !group.isEmpty else { return }
            while !group.isEmpty { group = commit(group, on: connection) }
            checkpointer.logHasGrown(on: connection)
        }
    }

    /// Empties the write-ahead log and closes the connection, after ``run()`` has ended.
    func close() {
        observer.withLock { $0 = nil }
        checkpointer.close()
        // Another process may hold the log back; it or the next start takes the log up then.
        try? connection?.setPragma("busy_timeout", 0)
        try? connection?.rows("PRAGMA wal_checkpoint(TRUNCATE)") { _ in }
        connection = nil
    }

    /// Performs, commits and answers one group, and with it what comes while it is performed.
    ///
    /// That goes on for as long as the disk took the last time, and no longer: a write that joins
    /// saves a wait for the disk, but once all callers are in the group nothing else of the process
    /// has work.
    ///
    /// - Returns: The writes not begun, because SQLite gave the transaction up before their turn.
    private func commit(_ first: [Write], on connection: Connection) -> [Write] {
        var group = first
        var progress = Progress()
        let start = ContinuousClock.now
        do throws(SQLiteError) {
            try connection.beginImmediate()
            while progress.performed < group.count {
                try perform(group, on: connection, &progress)
                guard ContinuousClock.now - start < latestWait else { continue }
                group += queue.takeWaiting(atMost: maximumGroup - group.count)
            }
            try commitTimed(connection)
        } catch {
            connection.rollBack()
            progress.failure = error
            // Without a transaction to begin with, all of them fail.
            if progress.performed == 0 { progress.performed = group.count }
        }
        // Whatever became of it: a COMMIT that reports a failure may still have done something.
        commits.add(1, ordering: .releasing)
        if !connection.changes.isEmpty {
            let changes = exchange(&connection.changes, with: [])
            observer.withLock { $0 }?(changes)
        }
        let performed = group[..<progress.performed]
        // Counted first, so that a caller finds its own write in the statistics.
        count(performed.count, progress)
        for write in performed { write.answer(groupFailure: progress.failure) }
        return Array(group[progress.performed...])
    }

    /// How far a group has come.
    private struct Progress {
        /// Whether each write has a savepoint to be undone to.
        var takesSavepoints = false
        /// How many of its writes were performed, and are answered with it.
        var performed = 0
        /// How many of them failed by themselves.
        var refused = 0
        /// Why all of them fail, if they do.
        var failure: SQLiteError?
    }

    /// Runs each write that was not yet performed.
    ///
    /// A savepoint copies every page that is changed in it, and is for nothing where a write
    /// succeeds, or is refused before it has written. So there are none until a write of the group
    /// fails otherwise; then all of the group is undone, and done again with a savepoint each.
    ///
    /// Some errors, such as a full disk, make SQLite roll back the whole transaction by itself. The
    /// writes before that one are undone then, and must never be answered as done.
    private func perform(
        _ group: [Write], on connection: Connection, _ progress: inout Progress
    ) throws(SQLiteError) {
        while progress.performed < group.count {
            connection.hasWritten = false
            let earlierChanges = connection.changes
            let failure = group[progress.performed].perform(
                on: connection, inSavepoint: progress.takesSavepoints)
            progress.performed += 1
            if failure != nil {
                progress.refused += 1
                connection.changes = earlierChanges
            }
            guard connection.isInTransaction else {
                throw failure as? SQLiteError ?? Self.rolledBack
            }
            if failure != nil, connection.hasWritten, !progress.takesSavepoints {
                progress = Progress(takesSavepoints: true)
                connection.rollBack()
                try connection.beginImmediate()
            }
        }
    }

    private func commitTimed(_ connection: Connection) throws(SQLiteError) {
        let start = ContinuousClock.now
        try connection.commit()
        latestWait = ContinuousClock.now - start
    }

    private func count(_ writes: Int, _ progress: Progress) {
        let failed = progress.failure == nil ? progress.refused : writes
        counted.withLock { statistics in
            statistics.commits += progress.failure == nil ? 1 : 0
            statistics.failedCommits += progress.failure == nil ? 0 : 1
            statistics.writes += writes - failed
            statistics.failedWrites += failed
            statistics.latestGroup = writes
            statistics.largestGroup = max(statistics.largestGroup, writes)
            statistics.commitTime += progress.failure == nil ? latestWait : .zero
        }
    }

    /// SQLITE_ABORT_ROLLBACK.
    private static let rolledBack = SQLiteError(
        code: SQLITE_ABORT | (2 << 8), message: "another write made SQLite roll back its group")
}

import Platform
import Synchronization
import Timekeeping

/// An SQLite file: one writer thread that commits in groups, and a reader connection per thread.
///
///     let database = try Database(path: "data/main.sqlite", migrations: migrations)
///     let seats = try database.read { try $0.first("SELECT …") { $0.int(0) } }
///     let id = try await database.write { tx in
///         try tx.execute("INSERT …")
///         return tx.lastInsertedRowID
///     }
package final class Database: Sendable {
    package let path: String
    private let queue: WriteQueue
    private let writer: GroupCommit
    private let thread: SystemThread
    private let readers: ReaderConnections
    let clock: WallClock
    private let isClosed = Mutex(false)

    /// Opens the file, creates it with mode 0600 if it is missing, and migrates it.
    ///
    /// - Throws: ``DatabaseForeign``, ``DatabaseTooNew``, ``MigrationFailed``, ``SQLiteError``,
    ///   ``SystemError``.
    package init(
        path: String, migrations: [Migration], options: Options = Options(),
        clock: WallClock = .system
    ) throws {
        let file = DatabaseFile(path)
        try file.create()
        let connection = try Connection(path: file.path, mode: .readWrite, options: options)
        try connection.checkOwner(options.applicationID, path: path)
        try connection.turnWriteAheadLogOn(patience: options.busyTimeoutMilliseconds)
        try connection.migrate(migrations, path: path)
        try connection.mark(as: options.applicationID)
        self.path = path
        self.clock = clock
        queue = WriteQueue(
            capacity: options.maximumQueuedWrites, maximumWait: options.maximumQueueWait)
        let writer = GroupCommit(
            connection: connection, queue: queue,
            checkpointer: Checkpointer(maximumLogPages: options.maximumLogPages) {
                try Connection(path: file.path, mode: .readWrite, options: options)
            },
            maximumGroup: max(options.maximumGroup, 1))
        self.writer = writer
        thread = try SystemThread { writer.run() }
        readers = ReaderConnections {
            try Connection(path: file.path, mode: .readOnly, options: options)
        }
    }

    deinit { close() }

    /// Runs the closure at once on the calling thread's own read-only connection.
    ///
    /// All its statements see one snapshot, of the time of the first. The closure must not wait: the
    /// write-ahead log cannot be reset during a snapshot.
    /// - Throws: ``DatabaseClosed``, ``SQLiteError``, or what the closure throws.
    package func read<Value>(_ body: (Transaction) throws -> Value) throws -> Value {
        let now = clock.now()
        return try reader().snapshot { try body(Transaction($0, now: now)) }
    }

    /// As ``read(_:)``, for a closure of a single statement, which needs no transaction.
    package func lookUp<Value>(_ body: (Transaction) throws -> Value) throws -> Value {
        try body(Transaction(reader(), now: clock.now()))
    }

    var commitCount: Int { writer.commitCount }

    /// The calling thread's own read-only connection.
    func reader() throws -> Connection {
        try readers.current()
    }

    /// Runs the closure on the writer thread and returns when its changes are on disk.
    ///
    /// If the closure throws, its changes are rolled back and the error is thrown here. One
    /// transaction runs several closures, and runs them again if one of them fails: a closure must
    /// not wait or have other effects. Cancellation drops a write only before it has begun.
    /// - Throws: ``DatabaseBusy`` when too many writes wait, ``DatabaseClosed``, ``SQLiteError``,
    ///   `CancellationError`, or what the closure throws.
    package func write<Value: Sendable>(
        for cause: WriteCause? = nil, _ body: @escaping @Sendable (Transaction) throws -> Value
    ) async throws -> Value {
        try Task.checkCancellation()
        let returned = ResultBox<Value>()
        let write = Write { [clock] connection in
            returned.set(
                try connection.with(cause: cause) {
                    try body(Transaction(connection, now: clock.now()))
                })
        }
        if let failure = await answer(to: write) { throw failure }
        return try returned.get()
    }

    /// As ``write(for:_:)``, but also in a cancelled task: records effects outside the database.
    package func writeWhenCancelled<Value: Sendable>(
        _ body: @escaping @Sendable (Transaction) throws -> Value
    ) async throws -> Value {
        try await Task { try await write(body) }.value
    }

    /// Queues the write, and waits for its error, if any.
    private func answer(to write: Write) async -> (any Error)? {
        await withTaskCancellationHandler {
            // Unsafe is correct here: a write is answered exactly once.
            await withUnsafeContinuation { continuation in
                write.whenAnswered { continuation.resume(returning: $0) }
                add(write)
            }
        } onCancel: {
            write.cancel()
        }
    }

    /// As ``write(_:)``, but blocks the calling thread: for startup and commands, not for event loops.
    package func writeSynchronously<Value: Sendable>(
        _ body: @escaping @Sendable (Transaction) throws -> Value
    ) throws -> Value {
        let returned = ResultBox<Value>()
        let write = Write { [clock] in returned.set(try body(Transaction($0, now: clock.now()))) }
        let answer = BlockingResult<(any Error)?>()
        write.whenAnswered { answer.set($0) }
        add(write)
        if let failure = answer.wait() { throw failure }
        return try returned.get()
    }

    private func add(_ write: Write) {
        do {
            try queue.add(write)
        } catch {
            write.answer(groupFailure: error)
        }
    }

    /// Finishes the waiting writes, empties the write-ahead log and closes every connection.
    ///
    /// Other threads must have stopped reading; a read or write must not call it. Later reads and
    /// writes throw ``DatabaseClosed``. A second call has no effect.
    package func close() {
        isClosed.withLock { isClosed in
            guard !isClosed else { return }
            isClosed = true
            queue.close()
            thread.join()
            readers.closeAll()
            writer.close()
        }
    }

    /// Calls the closure after each commit with recorded changes, before the writes are answered.
    ///
    /// It runs on the writer thread and must not wait.
    package func onCommit(_ observer: @escaping @Sendable (Changes) -> Void) {
        writer.onCommit(observer)
    }

    package var statistics: Statistics {
        var statistics = writer.statistics
        statistics.queuedWrites = queue.count
        statistics.refusedWrites = queue.refusals
        statistics.readers = readers.count
        return statistics
    }
}

extension Connection {
    /// Opens and configures a connection.
    convenience init(path: String, mode: Mode, options: Database.Options) throws {
        try self.init(
            path: path, mode: mode, busyTimeoutMilliseconds: options.busyTimeoutMilliseconds,
            cachedStatements: options.cachedStatements)
        try configure(options)
        guard mode == .readOnly else { return }
        try execute("PRAGMA query_only = ON")
        // So that a full disk does not fail reads.
        try execute("PRAGMA temp_store = MEMORY")
    }
}

import CSQLite

extension Database {
    /// How a database is opened.
    package struct Options: Sendable {
        /// How many writes may wait; the next is answered ``DatabaseBusy``.
        package var maximumQueuedWrites = 4096
        /// How long the first of those that wait may have waited; the next is answered
        /// ``DatabaseBusy``, as the disk does not keep up or does not answer at all.
        package var maximumQueueWait = Duration.seconds(2)
        /// How many writes are committed together at most.
        package var maximumGroup = 256
        /// How many pages of 4 KiB the write-ahead log may have before they are carried over to the
        /// file: enough that a page which many groups write is carried once.
        package var maximumLogPages = 8192
        /// How long another process's lock is waited for, in milliseconds.
        package var busyTimeoutMilliseconds: Int32 = 5000
        /// When the disk is waited for.
        package var synchronous = Synchronous.full
        /// How many prepared statements each connection keeps.
        package var cachedStatements = 128
        /// The memory each connection may use for pages of the file, in KiB.
        package var pageCacheKibibytes = 8192
        /// Marks the files of a program (`PRAGMA application_id`), so that no other's is taken for
        /// one; 0 for none.
        package var applicationID: Int32 = 0

        /// The options by default, for files that no program has marked.
        package init() {}
    }

    /// When a commit waits for the disk (`PRAGMA synchronous`).
    package enum Synchronous: Sendable {
        /// At every commit: what was answered as written survives a power cut.
        case full
        /// At checkpoints only: a power cut may lose the latest commits, but corrupts nothing.
        case normal
        /// Never. For throwaway databases.
        case off
    }
}

extension Connection {
    /// Sets what belongs to the connection rather than to the file.
    ///
    /// SQLite's own defaults stay where they are right, such as the locking that lets other
    /// programs read, back up and check the file.
    func configure(_ options: Database.Options) throws {
        // Off unless asked for, for the sake of files older than the feature.
        try execute("PRAGMA foreign_keys = ON")
        // A hostile file must not run functions of ours, nor crash us by malformed pages.
        try execute("PRAGMA trusted_schema = OFF")
        try execute("PRAGMA cell_size_check = ON")
        // Mapped memory would turn an I/O error into a SIGBUS that ends the process.
        try execute("PRAGMA mmap_size = 0")
        // Negative numbers are KiB. The default of 2 MiB would read the same pages again and again.
        try setPragma("cache_size", -options.pageCacheKibibytes)
        // In the write-ahead log, FULL means one fsync in each commit, before it is answered.
        switch options.synchronous {
        case .full: try execute("PRAGMA synchronous = FULL")
        case .normal: try execute("PRAGMA synchronous = NORMAL")
        case .off: try execute("PRAGMA synchronous = OFF")
        }
    }

    /// Turns the write-ahead log on, which is kept in the file.
    ///
    /// With it, readers and the writer do not wait for each other, and a commit is one write to the
    /// end of one file. Each frame of the log has a checksum that goes on from the one before:
    /// after a crash, everything up to the first frame that is torn counts, as far as it was
    /// committed.
    ///
    /// - Parameter patience: How long to wait for others who turn it on in a new file at the same
    ///   moment, in milliseconds; SQLite gives up at once there, as two that wait with a lock each
    ///   would wait for each other.
    func turnWriteAheadLogOn(patience: Int32) throws {
        let deadline = ContinuousClock.now + .milliseconds(Int(patience))
        var mode: String?
        while mode == nil {
            do {
                mode = try first("PRAGMA journal_mode = WAL") { $0.string(0) }
            } catch let error as SQLiteError where error.isBusy && ContinuousClock.now < deadline {
                sqlite3_sleep(5)
            }
        }
        guard mode == "wal" else {
            throw SQLiteError(
                code: SQLITE_CANTOPEN, message: "the file cannot have a write-ahead log")
        }
        // After a burst the log file shrinks again to this many bytes.
        try execute("PRAGMA journal_size_limit = 67108864")
    }
}

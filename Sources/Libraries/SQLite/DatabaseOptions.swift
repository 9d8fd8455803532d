import CSQLite

extension Database {
    /// The options for opening a database.
    package struct Options: Sendable {
        /// The highest number of waiting writes; another one is refused with ``DatabaseBusy``.
        package var maximumQueuedWrites = 4096
        /// The longest wait of the first write in the queue, after which the disk is too slow and
        /// further writes are refused with ``DatabaseBusy``.
        package var maximumQueueWait = Duration.seconds(2)
        /// The highest number of writes in one commit.
        package var maximumGroup = 256
        /// The length of the write-ahead log, in pages of 4 KiB, from which it is copied to the file.
        /// A long log means that a page written by many groups is copied once.
        package var maximumLogPages = 8192
        /// How long a connection waits for another process's lock, in milliseconds.
        package var busyTimeoutMilliseconds: Int32 = 5000
        package var synchronous = Synchronous.full
        /// The number of cached prepared statements of each connection.
        package var cachedStatements = 128
        /// The size of each connection's page cache, in KiB.
        package var pageCacheKibibytes = 8192
        /// The mark of a program's files (`PRAGMA application_id`); 0 for none.
        package var applicationID: Int32 = 0

        package init() {}
    }

    /// When a commit waits for the disk (`PRAGMA synchronous`).
    package enum Synchronous: Sendable {
        /// At every commit: committed writes survive a power failure.
        case full
        /// At checkpoints only: a power failure may lose the latest commits, but damages no data.
        case normal
        /// Never; for temporary databases.
        case off
    }
}

extension Connection {
    /// Sets the connection's options.
    ///
    /// SQLite's default locking remains, so that other programs can read, back up and check the
    /// file.
    func configure(_ options: Database.Options) throws {
        // SQLite's default is off, for old files.
        try execute("PRAGMA foreign_keys = ON")
        // A malicious file must not call functions, nor crash the process with malformed pages.
        try execute("PRAGMA trusted_schema = OFF")
        try execute("PRAGMA cell_size_check = ON")
        // With mapped memory, an I/O error would end the process with SIGBUS.
        try execute("PRAGMA mmap_size = 0")
        // A negative number means KiB. The default of 2 MiB would reread the same pages often.
        try setPragma("cache_size", -options.pageCacheKibibytes)
        // With a write-ahead log, FULL means one fsync in each commit.
        switch options.synchronous {
        case .full: try execute("PRAGMA synchronous = FULL")
        case .normal: try execute("PRAGMA synchronous = NORMAL")
        case .off: try execute("PRAGMA synchronous = OFF")
        }
    }

    /// Turns the write-ahead log on, a setting that the file stores.
    ///
    /// Readers and the writer then do not wait for each other, and a commit appends to one file. The
    /// frames' checksums are chained: after a crash, SQLite uses the commits before the first
    /// incomplete frame.
    ///
    /// - Parameter patience: How long to retry while other processes turn it on in the same new file,
    ///   in milliseconds; SQLite does not wait for them itself, to avoid a deadlock.
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
        // A reset log file is truncated to 64 MiB.
        try execute("PRAGMA journal_size_limit = 67108864")
    }
}

import Timekeeping

extension Database {
    /// Reads a file that another program owns, whatever its schema.
    ///
    /// The file is not created, migrated or written, and may be damaged or of a newer program.
    /// - Throws: ``SQLiteError``, or what the closure throws.
    package static func read<Value>(
        fileAt path: String, _ body: (Transaction) throws -> Value
    ) throws -> Value {
        try read(fileAt: path, mode: .readOnly, body)
    }

    static func read<Value>(
        fileAt path: String, mode: Connection.Mode, _ body: (Transaction) throws -> Value
    ) throws -> Value {
        try Connection(
            path: DatabaseFile(path).path, mode: mode, options: Options()
        ).snapshot { try body(Transaction($0, now: WallClock.system.now())) }
    }

    /// Runs the closure in a write transaction that is rolled back, in a file that another program
    /// may have open; its writes wait meanwhile.
    ///
    /// - Throws: ``SQLiteError``, or what the closure throws.
    package static func tryWriting(
        fileAt path: String, _ body: (Transaction) throws -> Void
    ) throws {
        let connection = try Connection(
            path: DatabaseFile(path).path, mode: .readWrite, options: Options())
        try connection.beginImmediate()
        defer { connection.rollBack() }
        try body(Transaction(connection, now: WallClock.system.now()))
    }

    /// A check of the whole file for damage, which takes long for a large one.
    package enum Check {
        /// Checks pages, rows and constraints (`PRAGMA quick_check`).
        case quick
        /// Also compares each index with its table (`PRAGMA integrity_check`), which takes several
        /// times as long.
        case complete
    }

    /// Checks the file; neither check finds changed letters of texts without an index.
    ///
    /// - Returns: SQLite's findings; empty for a sound file.
    package func findings(of check: Check) throws -> [String] {
        try Self.findings(of: check) { try read($0) }
    }

    /// As ``findings(of:)``, for a file that another program owns.
    package static func findings(of check: Check, fileAt path: String) throws -> [String] {
        try findings(of: check) { try read(fileAt: path, $0) }
    }

    private static func findings(
        of check: Check, _ read: ((Transaction) throws -> Void) throws -> Void
    ) throws -> [String] {
        var findings: [String] = []
        do {
            try read { findings = try $0.findings(of: check) }
        } catch let error as SQLiteError where error.isDamage {
            // Even after a complete check, the end of the transaction may fail.
            if findings.isEmpty { findings = [error.message] }
        }
        return findings
    }
}

extension Transaction {
    /// As ``Database/findings(of:)``, in this transaction.
    package func findings(of check: Database.Check) throws -> [String] {
        let query: SQL =
            switch check {
            case .quick: "PRAGMA quick_check"
            case .complete: "PRAGMA integrity_check"
            }
        return try all(query) { $0.string(0) }.filter { $0 != "ok" }
    }
}

import Timekeeping

extension Database {
    /// Reads a file that another program owns, whatever its schema.
    ///
    /// The file is not created, migrated or written, and may be damaged or of a newer program.
    /// - Throws: ``SQLiteError``, or what the closure throws.
    package static func read<Value>(
        fileAt path: String, _ body: (Transaction) throws -> Value
    ) throws -> Value {
        try Connection(
            path: DatabaseFile(path).path, mode: .readOnly, options: Options()
        ).snapshot { try body(Transaction($0, now: WallClock.system.now())) }
    }

    /// Checks the whole file for damage (`PRAGMA quick_check`), which takes long for a large one.
    ///
    /// It checks the format of pages, rows and indexes, and constraints; not the letters of texts.
    /// - Returns: SQLite's findings; empty for a sound file.
    package func quickCheck() throws -> [String] {
        try Self.findings { try read($0) }
    }

    /// As ``quickCheck()``, for a file that another program owns.
    package static func quickCheck(fileAt path: String) throws -> [String] {
        try findings { try read(fileAt: path, $0) }
    }

    private static func findings(
        _ read: ((Transaction) throws -> Void) throws -> Void
    ) throws -> [String] {
        var findings: [String] = []
        do {
            try read { tx in
                findings = try tx.all("PRAGMA quick_check") { $0.string(0) }
                    .filter { $0 != "ok" }
            }
        } catch let error as SQLiteError where error.isDamage {
            // Even after a complete check, the end of the transaction may fail.
            if findings.isEmpty { findings = [error.message] }
        }
        return findings
    }
}

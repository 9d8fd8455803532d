extension Database {
    /// Looks through the whole file for damage, which takes long on a large one.
    ///
    /// Every page has to be a page, every entry of an index and every row has to have its form and
    /// keep its table's constraints (`PRAGMA quick_check`). A text whose letters were garbled goes
    /// unnoticed.
    /// - Returns: What is wrong, in SQLite's words; empty for a sound file.
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
            // The check may have gone through and the end of its transaction not.
            if findings.isEmpty { findings = [error.message] }
        }
        return findings
    }
}

import CSQLite
import Glibc
import Platform

/// Copies a database while other connections and programs read and write it.
///
/// The copy is a snapshot of the time when the copying began. It blocks no other connection, but the
/// write-ahead log grows meanwhile.
package enum Backup {
    /// The database or its copy is damaged; the copy was deleted.
    package struct Unsound: Error, Equatable, CustomStringConvertible {
        package let path: String
        /// SQLite's messages.
        package let findings: [String]

        package var description: String {
            "\(path) is damaged, so there is no backup of it: "
                + findings.prefix(3).joined(separator: "; ")
        }
    }

    /// Copies the database to a new file of mode 0600.
    ///
    /// The copy is checked and on disk before it gets its name, so a file of that name is always
    /// complete. An interrupted copy has the suffix `.unfinished-` and a random number.
    /// - Returns: The size of the copy in bytes.
    /// - Throws: ``Unsound``, ``SystemError``, ``SQLiteError``.
    @discardableResult
    package static func make(of path: String, at destination: String) throws -> Int {
        let unfinished = "\(destination).unfinished-\(UInt64.random(in: .min ... .max))"
        try makeFile(unfinished)
        defer { unlink(unfinished) }
        do {
            try copy(path, to: unfinished)
        } catch let error as SQLiteError where error.isDamage {
            throw Unsound(path: path, findings: [error.message])
        }
        let findings = try Database.findings(of: .complete, fileAt: unfinished)
        guard findings.isEmpty else { throw Unsound(path: path, findings: findings) }
        let bytes = try finish(unfinished)
        // Unlike a rename, a link does not replace an existing file.
        try check(link(unfinished, destination), "making \(destination)")
        try synchronizeFolder(of: destination)
        return bytes
    }

    private static func copy(_ path: String, to copy: String) throws {
        try Database.read(fileAt: path) { source in
            // Begins the snapshot. Without it, each commit would restart the copying.
            _ = try source.first("SELECT count(*) FROM sqlite_schema") { $0.int(0) }
            let target = try Connection(path: copy, mode: .readWrite, options: .init())
            guard
                let backup = sqlite3_backup_init(
                    target.handle, "main", source.connection.handle, "main")
            else { throw SQLiteError(of: target.handle) }
            sqlite3_backup_step(backup, -1)
            guard sqlite3_backup_finish(backup) == SQLITE_OK else {
                throw SQLiteError(of: target.handle)
            }
            // One file, which can be read on a read-only disk; a service turns the log on again.
            try target.rows("PRAGMA journal_mode = DELETE") { _ in }
        }
    }

    private static func makeFile(_ path: String) throws(SystemError) {
        let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        try check(descriptor, "making \(path)")
        close(descriptor)
    }

    /// Synchronizes the file and returns its size in bytes.
    private static func finish(_ path: String) throws(SystemError) -> Int {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        try check(descriptor, "opening \(path)")
        defer { close(descriptor) }
        try check(fsync(descriptor), "writing \(path)")
        return Int(lseek(descriptor, 0, SEEK_END))
    }

    private static func check(_ result: Int32, _ operation: String) throws(SystemError) {
        guard result >= 0 else { throw SystemError(operation) }
    }
}

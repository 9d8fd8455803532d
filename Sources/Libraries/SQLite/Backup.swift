import CSQLite
import Glibc
import Platform

/// A copy of a database, made while other connections and programs go on reading and writing it.
///
/// It holds one moment: what was committed before the copying began, and nothing after. Nobody
/// waits for it, but the write-ahead log grows while it is made.
package enum Backup {
    /// The copy was made and is not sound, so it was thrown away.
    package struct Unsound: Error, Equatable, CustomStringConvertible {
        /// The database that was copied.
        package let path: String
        /// What is wrong, in SQLite's words.
        package let findings: [String]

        package var description: String {
            "\(path) is damaged, so there is no backup of it: "
                + findings.prefix(3).joined(separator: "; ")
        }
    }

    /// Copies the database to a file that must not be there yet, for its owner alone.
    ///
    /// The copy is checked and on disk before it gets its name, so a file of that name is a whole
    /// backup whatever happens meanwhile; one that was not finished has `.unfinished-` and a random
    /// number behind its name.
    /// - Returns: The bytes of the copy.
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
        let findings = try Database.quickCheck(fileAt: unfinished)
        guard findings.isEmpty else { throw Unsound(path: path, findings: findings) }
        let bytes = try finish(unfinished)
        // Unlike a rename, a link never takes the place of a file that is there.
        try check(link(unfinished, destination), "making \(destination)")
        try synchronizeFolder(of: destination)
        return bytes
    }

    private static func copy(_ path: String, to copy: String) throws {
        try Database.read(fileAt: path) { source in
            // The snapshot begins here: without it, every commit would make the copying begin
            // again.
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
            // One file, readable on a disk that cannot be written to; a service turns the log on
            // again.
            try target.rows("PRAGMA journal_mode = DELETE") { _ in }
        }
    }

    private static func makeFile(_ path: String) throws(SystemError) {
        let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        try check(descriptor, "making \(path)")
        close(descriptor)
    }

    /// Brings the file to the disk, and says how long it is.
    private static func finish(_ path: String) throws(SystemError) -> Int {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        try check(descriptor, "opening \(path)")
        defer { close(descriptor) }
        try check(fsync(descriptor), "writing \(path)")
        return Int(lseek(descriptor, 0, SEEK_END))
    }

    private static func synchronizeFolder(of path: String) throws(SystemError) {
        let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        try check(descriptor, "opening \(folder)")
        defer { close(descriptor) }
        try check(fsync(descriptor), "writing \(folder)")
    }

    private static func check(
        _ result: Int32, _ operation: String
    ) throws(SystemError) {
        guard result >= 0 else {
            throw SystemError(operation)
        }
    }
}

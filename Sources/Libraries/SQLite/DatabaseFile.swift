import Glibc
import Platform

/// The database's file before SQLite opens it.
struct DatabaseFile {
    /// Begins with `/` or `./`, so that `:memory:` and `file:` have no special meaning to SQLite.
    let path: String

    init(_ path: String) {
        self.path = path.hasPrefix("/") ? path : "./" + path
    }

    /// Creates the file (mode 0600) and its folders (0700) where they are missing.
    ///
    /// SQLite gives its `-wal` and `-shm` files the mode of the database file.
    func create() throws(SystemError) {
        if let slash = path.lastIndex(of: "/") { try Self.createFolder(path[..<slash]) }
        // O_EXCL does not open an existing file: closing it would release this process's locks on
        // it (POSIX; “How To Corrupt An SQLite Database”, §2.2).
        let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        if descriptor >= 0 {
            close(descriptor)
        } else if errno != EEXIST {
            throw SystemError("making \(path)")
        } else if access(path, R_OK | W_OK) != 0 {
            throw SystemError("opening \(path)")
        }
    }

    private static func createFolder(_ folder: Substring) throws(SystemError) {
        guard !folder.isEmpty, access(String(folder), F_OK) != 0 else { return }
        if let slash = folder.lastIndex(of: "/") { try createFolder(folder[..<slash]) }
        guard mkdir(String(folder), 0o700) == 0 || errno == EEXIST else {
            throw SystemError("making the folder \(folder)")
        }
    }
}

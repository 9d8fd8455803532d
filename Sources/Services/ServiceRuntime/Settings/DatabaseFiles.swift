import Glibc

/// The files of a database and their attributes; a missing file counts as empty.
package struct DatabaseFiles: Sendable {
    private let path: String

    init(_ path: String) {
        self.path = path
    }

    /// The file whose modification time is that of the latest backup.
    package var backupMarker: String { path + ".backed-up" }

    var bytes: Double { attributes(of: path).map { Double($0.st_size) } ?? 0 }
    var logBytes: Double { attributes(of: path + "-wal").map { Double($0.st_size) } ?? 0 }
    var latestBackupSeconds: Double {
        attributes(of: backupMarker).map { Double($0.st_mtim.tv_sec) } ?? 0
    }

    /// The free space on the database's disk; -1 if it is unknown.
    package var freeBytes: Double {
        var system = statvfs()
        guard statvfs(path, &system) == 0 else { return -1 }
        return Double(system.f_bavail) * Double(system.f_frsize)
    }

    private func attributes(of path: String) -> stat? {
        var attributes = stat()
        return stat(path, &attributes) == 0 ? attributes : nil
    }
}

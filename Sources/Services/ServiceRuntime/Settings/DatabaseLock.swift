import Foundation
import Glibc
import Platform
import Synchronization

/// Keeps a second service and a restoration away from a database that a service uses.
///
/// The kernel releases it when the process ends, even by SIGKILL.
package final class DatabaseLock: Sendable {
    private let descriptor: Mutex<Descriptor?>

    fileprivate init(_ descriptor: consuming Descriptor) {
        self.descriptor = Mutex(descriptor)
    }

    /// Releases the lock; must follow the closing of the database.
    package func release() {
        descriptor.withLock { $0 = nil }
    }
}

extension ServiceSettings {
    /// Locks the database for one service, with a file beside it.
    ///
    /// - Throws: `CommandError` if another process has the lock, `SystemError`.
    package func lockDatabase() throws -> DatabaseLock {
        let path = database + ".lock"
        if let slash = path.lastIndex(of: "/") {
            try FileManager.default.createDirectory(
                atPath: String(path[...slash]), withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700])
        }
        let file = try Descriptor(
            open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600), of: "opening \(path)")
        try giveToFolderOwner(path)
        guard flock(file.number, LOCK_EX | LOCK_NB) == 0 else {
            guard errno == EWOULDBLOCK else { throw SystemError("locking \(path)") }
            throw CommandError("\(database) is in use by another \(name.rawValue): stop it first")
        }
        let process = Array("\(getpid())\n".utf8)
        guard ftruncate(file.number, 0) == 0, writeAll(process, to: file.number) == process.count
        else { throw SystemError("writing \(path)") }
        return DatabaseLock(file)
    }
}

extension ServiceSettings {
    /// Whether the running service and its children cannot gain privileges (`no_new_privs`), such as
    /// by set-group-ID programs. Nil if it does not run or cannot be examined.
    package var runsWithoutNewPrivileges: Bool? {
        guard let text = try? String(contentsOfFile: database + ".lock", encoding: .utf8),
            let process = pid_t(text.prefix { $0 != "\n" }),
            let status = try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8),
            status.hasPrefix("Name:\t\(name.rawValue)\n")
        else { return nil }
        return status.contains("\nNoNewPrivs:\t1\n")
    }
}

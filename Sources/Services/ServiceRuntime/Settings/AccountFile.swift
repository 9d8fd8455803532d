import Glibc
import Platform
import TextEncoding
import Timekeeping

/// A file beside the database that lists accounts, for changes that a restored backup lacks.
///
/// A line has the account's ID and the time of its creation, in Unix time.
package struct AccountFile: Sendable {
    /// A line of the file.
    package struct Account: Hashable, Sendable {
        /// The account's ID in the database.
        package let id: Int64
        /// Distinguishes the account from one with the same ID in another database.
        package let createdAt: Timestamp

        package init(id: Int64, createdAt: Timestamp) {
            self.id = id
            self.createdAt = createdAt
        }
    }

    private let path: String

    package init(path: String) {
        self.path = path
    }

    /// The listed accounts; empty if there is no file.
    ///
    /// - Throws: `SystemError`.
    package func accounts() throws(SystemError) -> [Account] {
        guard access(path, F_OK) == 0 else { return [] }
        let file = try Descriptor(open(path, O_RDONLY | O_CLOEXEC), of: "opening \(path)")
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = read(file.number, &buffer, buffer.count)
            guard count >= 0 else { throw SystemError("reading \(path)") }
            guard count > 0 else { break }
            bytes += buffer.prefix(count)
        }
        return bytes.split(separator: UInt8(ascii: "\n")).compactMap { line in
            let words = line.split(separator: UInt8(ascii: " ")).map { Int64(digits: $0) }
            guard words.count == 2, let id = words[0], let seconds = words[1] else { return nil }
            return Account(id: id, createdAt: Timestamp(clamping: seconds))
        }
    }

    /// Adds accounts and writes them to disk.
    ///
    /// - Throws: `SystemError`.
    package func add(_ accounts: [Account]) throws(SystemError) {
        guard !accounts.isEmpty else { return }
        // The leading newline ends a line that a crash has cut.
        try write("\n" + Self.text(of: accounts), to: path, flags: O_APPEND)
        try synchronizeFolder(of: path)
    }

    /// Replaces the list, unless it has exactly these accounts.
    ///
    /// - Throws: `SystemError`.
    package func replace(with accounts: [Account]) throws(SystemError) {
        guard try self.accounts() != accounts else { return }
        // A command and the service may write at the same time.
        let new = "\(path).\(getpid())"
        try write(Self.text(of: accounts), to: new, flags: O_TRUNC)
        guard rename(new, path) == 0 else { throw SystemError("renaming \(new)") }
        try synchronizeFolder(of: path)
    }

    private func write(_ text: String, to path: String, flags: Int32) throws(SystemError) {
        let bytes = Array(text.utf8)
        let file = try Descriptor(
            open(path, O_WRONLY | O_CREAT | O_CLOEXEC | flags, 0o600), of: "opening \(path)")
        try giveToFolderOwner(path)
        guard writeAll(bytes, to: file.number) == bytes.count, fsync(file.number) == 0 else {
            throw SystemError("writing \(path)")
        }
    }

    private static func text(of accounts: [Account]) -> String {
        accounts.map { "\($0.id) \($0.createdAt.unixSeconds)\n" }.joined()
    }
}

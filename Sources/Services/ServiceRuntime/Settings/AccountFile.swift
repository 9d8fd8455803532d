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

    private let file: DurableFile

    package init(path: String) {
        file = DurableFile(path: path)
    }

    /// The listed accounts; empty if there is no file.
    ///
    /// - Throws: `SystemError`.
    package func accounts() throws(SystemError) -> [Account] {
        let bytes = try file.bytes() ?? []
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
        try file.append(Self.text(of: accounts))
    }

    /// Replaces the list, unless it has exactly these accounts.
    ///
    /// - Throws: `SystemError`.
    package func replace(with accounts: [Account]) throws(SystemError) {
        guard try self.accounts() != accounts else { return }
        try file.replace(with: Self.text(of: accounts))
    }

    private static func text(of accounts: [Account]) -> String {
        accounts.map { "\($0.id) \($0.createdAt.unixSeconds)\n" }.joined()
    }
}

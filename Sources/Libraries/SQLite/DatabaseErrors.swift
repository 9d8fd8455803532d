/// Too many writes wait, or have waited too long; the write has not begun and can be retried later.
package struct DatabaseBusy: Error, Equatable {}

/// The database was closed before the read or write began.
package struct DatabaseClosed: Error, Equatable {}

/// The file belongs to another program, and was not changed.
package struct DatabaseForeign: Error, Equatable, CustomStringConvertible {
    package let path: String

    package var description: String { "\(path) is the database of another program" }
}

/// The file was written by a newer program, whose schema this one does not know.
package struct DatabaseTooNew: Error, Equatable, CustomStringConvertible {
    package let path: String
    /// The number of migrations of the file (`PRAGMA user_version`).
    package let version: Int
    /// The number of migrations that this program knows.
    package let supportedVersion: Int

    package var description: String {
        "\(path) is at schema version \(version), newer than the \(supportedVersion) this program "
            + "knows: start the program that wrote it, or a newer one"
    }
}

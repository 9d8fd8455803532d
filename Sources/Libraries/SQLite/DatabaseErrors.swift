/// Too many writes wait, or they wait for too long: the write was not begun, and may be tried again
/// later.
package struct DatabaseBusy: Error, Equatable {}

/// The database was closed before the read or write began.
package struct DatabaseClosed: Error, Equatable {}

/// The file is another program's, and nothing in it is touched.
package struct DatabaseForeign: Error, Equatable, CustomStringConvertible {
    /// The database's file.
    package let path: String

    package var description: String { "\(path) is the database of another program" }
}

/// The file was written by a newer program than this one, which must not guess at its schema.
package struct DatabaseTooNew: Error, Equatable, CustomStringConvertible {
    /// The database's file.
    package let path: String
    /// How many migrations the file has seen (`PRAGMA user_version`).
    package let version: Int
    /// How many migrations this program knows.
    package let supportedVersion: Int

    package var description: String {
        "\(path) is at schema version \(version), newer than the \(supportedVersion) this program "
            + "knows: start the program that wrote it, or a newer one"
    }
}

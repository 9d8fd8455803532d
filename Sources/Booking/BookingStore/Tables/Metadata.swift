import SQLite

/// The table of single facts about the database itself, such as that it was seeded.
package enum Metadata {
    /// What is noted under this name, or nil if nothing is.
    package static func value(of name: String, on connection: Connection) throws -> String? {
        try connection.first("SELECT value FROM facts WHERE name = \(name)") { $0.string(0) }
    }

    /// Notes a value under this name, in place of an earlier one.
    package static func note(
        _ value: String, as name: String, on connection: Connection
    ) throws {
        try connection.execute(
            """
            INSERT INTO facts (name, value) VALUES (\(name), \(value))
            ON CONFLICT (name) DO UPDATE SET value = excluded.value
            """)
    }
}

import BookingDomain
import SQLite

/// The full-text indexes of events and guests, which change with the rows in one transaction.
///
/// An index stores no texts, so removing a row requires the texts with which it was inserted.
struct SearchIndex {
    let tx: Transaction

    /// Indexes the events `e` that the condition selects.
    func insertEvents(where condition: SQL) throws {
        try tx.execute(
            """
            INSERT INTO event_search (rowid, title, description, location, facilitator)
            SELECT \(fragment: Self.texts) WHERE \(fragment: condition)
            """)
    }

    /// Removes the events `e` that the condition selects, before their texts or times change.
    func removeEvents(where condition: SQL) throws {
        try tx.execute(
            """
            INSERT INTO event_search (event_search, rowid, title, description, location, facilitator)
            SELECT 'delete', \(fragment: Self.texts) WHERE \(fragment: condition)
            """)
    }

    /// Of an event `e`: it has the order of the lists.
    static let rowID: SQL = "((e.starts_at << 24) | (e.id & 16777215))"

    private static let texts: SQL = """
        \(fragment: rowID), e.title, e.description, e.location, f.name
        FROM events e CROSS JOIN facilitators f ON f.id = e.facilitator_id
        """

    func insert(_ user: UserID) throws {
        try tx.execute(
            "INSERT INTO user_search (rowid, name) SELECT id, name FROM users WHERE id = \(user)")
    }

    /// Removes a guest, before the name changes.
    func remove(_ user: UserID) throws {
        try tx.execute(
            """
            INSERT INTO user_search (user_search, rowid, name)
            SELECT 'delete', id, name FROM users WHERE id = \(user)
            """)
    }

    /// Rewrites the index of guests, which would otherwise contain removed names for a while.
    func purgeRemovedNames() throws {
        try tx.execute("INSERT INTO user_search (user_search) VALUES ('optimize')")
    }
}

import BookingDomain
import SQLite

/// The full-text indexes of events and guests.
///
/// An index stores no texts, so removing a row requires the texts with which it was inserted. The index
/// of guests changes with their rows. That of events may change in later transactions, as indexing
/// hundreds of long texts takes seconds.
struct SearchIndex {
    let tx: Transaction

    /// The texts that one transaction indexes, in characters. They take some 10 ms, in which other writes
    /// wait.
    private static let charactersPerStep: Int64 = 20_000

    /// Of an event `e`: it has the order of the lists.
    static let rowID: SQL = "((e.starts_at << 24) | (e.id & 16777215))"

    private static let texts: SQL = """
        \(fragment: rowID), e.title, e.description, e.location, f.name
        FROM events e CROSS JOIN facilitators f ON f.id = e.facilitator_id
        """

    /// Stores that an event has yet to be indexed.
    func eventWasAdded(_ id: EventID) throws {
        try tx.execute("INSERT INTO events_to_index (event_id) VALUES (\(id))")
        tx.didChange(.events)
    }

    /// Stores the texts with which events `e` are indexed, before these or their times change.
    func eventsWillChange(where condition: SQL) throws {
        try tx.execute(
            """
            INSERT INTO events_to_index
                (event_id, search_id, title, description, location, facilitator)
            SELECT e.id, \(fragment: Self.texts) WHERE \(fragment: condition)
            ON CONFLICT DO NOTHING
            """)
        tx.didChange(.events)
    }

    /// Indexes an event that was added or changed.
    func update(_ event: EventID) throws {
        try tx.execute(
            """
            INSERT INTO event_search (event_search, rowid, title, description, location, facilitator)
            SELECT 'delete', search_id, title, description, location, facilitator
            FROM events_to_index WHERE event_id = \(event) AND search_id IS NOT NULL
            """)
        try tx.execute(
            """
            INSERT INTO event_search (rowid, title, description, location, facilitator)
            SELECT \(fragment: Self.texts) WHERE e.id = \(event)
            AND e.id IN (SELECT event_id FROM events_to_index)
            """)
        try tx.execute("DELETE FROM events_to_index WHERE event_id = \(event)")
        try tx.metadata.eventsDidChange()
    }

    /// Indexes some of the events that were added or changed.
    ///
    /// - Returns: Whether others are left.
    @discardableResult
    func updateNext() throws -> Bool {
        var left = Self.charactersPerStep
        while let (event, characters) = try next() {
            guard left > 0 else { return true }
            try update(event)
            left -= characters
        }
        return false
    }

    /// The next event to index, and about the length of its texts.
    private func next() throws -> (EventID, characters: Int64)? {
        try tx.first(
            """
            SELECT q.event_id, 500 + length(e.title) + length(e.description)
                + ifnull(length(q.description), 0)
            FROM events_to_index q CROSS JOIN events e ON e.id = q.event_id
            ORDER BY q.event_id LIMIT 1
            """
        ) { ($0.id(0), $0.int64(1)) }
    }

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

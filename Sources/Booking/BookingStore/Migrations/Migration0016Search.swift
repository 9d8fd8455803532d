import SQLite

extension BookingMigrations {
    /// Full-text indexes of events and guests' names, which ``SearchIndex`` updates.
    ///
    /// Triggers cannot do this, because an untrusted schema may not use virtual tables.
    /// An event's rowid in the index is its start and 24 bits of its ID. So the index yields matches
    /// in the order of the list. The texts themselves are not stored twice.
    static let migration0016 = Migration(name: "search", sql: eventSearch + userSearch)

    private static let eventSearch: [SQL] = [
        """
        CREATE VIEW event_texts AS
        SELECT (e.starts_at << 24) | (e.id & 16777215) AS search_id, e.title, e.description,
            e.location, f.name AS facilitator
        FROM events e JOIN facilitators f ON f.id = e.facilitator_id
        """,
        """
        CREATE VIRTUAL TABLE event_search USING fts5 (title, description, location, facilitator,
            content = 'event_texts', content_rowid = 'search_id',
            tokenize = 'unicode61 remove_diacritics 2', prefix = '1 2 3')
        """,
        "INSERT INTO event_search (event_search) VALUES ('rebuild')",
    ]

    private static let userSearch: [SQL] = [
        """
        CREATE VIRTUAL TABLE user_search USING fts5 (name, content = 'users', content_rowid = 'id',
            tokenize = 'unicode61 remove_diacritics 2', prefix = '1 2 3')
        """,
        "INSERT INTO user_search (user_search) VALUES ('rebuild')",
    ]
}

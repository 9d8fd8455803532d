import SQLite

extension BookingMigrations {
    /// The networks from which guests have logged in.
    static let migration0015 = Migration(
        name: "known networks",
        sql: [
            """
            CREATE TABLE known_networks (
                account_id INTEGER NOT NULL REFERENCES users (id),
                -- A keyed hash of the account and the network.
                network BLOB NOT NULL,
                -- The latest login, within a day.
                seen_at INTEGER NOT NULL,
                PRIMARY KEY (account_id, network)
            ) STRICT, WITHOUT ROWID
            """,
            "CREATE INDEX known_networks_seen ON known_networks (seen_at)",
        ])
}

import SQLite

extension BookingMigrations {
    /// Facilitators see the letters that do not reach guests, which are few of all.
    static let migration0019 = Migration(
        name: "failing letters",
        sql: [
            "CREATE INDEX mails_failing ON mails (id) WHERE sent_at IS NULL AND attempts >= 5"
        ])
}

import SQLite

extension BookingMigrations {
    static let migration0005 = Migration(
        name: "the request that caused a notice",
        sql: ["ALTER TABLE outbox ADD COLUMN request_id TEXT"])
}

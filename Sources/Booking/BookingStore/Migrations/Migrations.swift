import SQLite

/// The migrations of MainAPI's database.
///
/// The list is append-only: a published migration is never edited, a later one corrects it.
/// `Tests/BookingStoreTests/schema.sql` is the resulting schema.
package enum BookingMigrations {
    package static let all = [
        migration0001, migration0002, migration0003, migration0004, migration0005, migration0006,
        migration0007, migration0008, migration0009, migration0010, migration0011, migration0012,
        migration0013, migration0014, migration0015, migration0016, migration0017, migration0018,
        migration0019, migration0020, migration0021, migration0022, migration0023, migration0024,
        migration0025, migration0026, migration0027,
    ]

    private static let migration0005 = Migration(
        name: "the request that caused a notice",
        sql: ["ALTER TABLE outbox ADD COLUMN request_id TEXT"])
}

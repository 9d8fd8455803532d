import BookingStore
import SQLite

/// MainAPI's migrations, for a test that looks into its database.
let migrations = BookingMigrations.all

/// Every breach of what must be true of MainAPI's database.
func invariants(_ tx: Transaction) throws -> [String] {
    try Invariants.check(tx).map { "\($0.rule.rawValue): \($0.detail)" }
}

import SQLite
import Timekeeping

/// What waits in a table to be taken care of.
package struct QueueDepth: Equatable, Sendable {
    /// How many rows wait, due or not.
    package let count: Int
    /// When the oldest of it came; nil where nothing waits.
    package let oldest: Timestamp?

    /// Counts the rows that `waiting` selects, by their column `created_at`.
    init(of waiting: SQL, on connection: Connection) throws {
        let found = try connection.first("SELECT count(*), min(created_at) \(fragment: waiting)") {
            ($0.int(0), $0.optionalTimestamp(1))
        }
        count = found?.0 ?? 0
        oldest = found?.1 ?? nil
    }
}

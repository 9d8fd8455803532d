import SQLite
import Timekeeping

/// The length and age of a queue.
package struct QueueDepth: Equatable, Sendable {
    /// The number of waiting rows, due or not.
    package let count: Int
    package let oldest: Timestamp?
}

extension Transaction {
    /// Counts the rows that `FROM …` selects, by their column `created_at`.
    func depth(of waiting: SQL) throws -> QueueDepth {
        try first("SELECT count(*), min(created_at) \(fragment: waiting)") { row in
            QueueDepth(count: row.int(0), oldest: row.optionalTimestamp(1))
        } ?? QueueDepth(count: 0, oldest: nil)
    }
}

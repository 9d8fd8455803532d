/// The prepared statements of one connection, bounded; the one unused for longest leaves first.
///
/// A running statement is out of the cache, owned by its runner: the same SQL run again meanwhile,
/// from inside the closure of a row, gets a statement of its own.
struct StatementCache {
    private final class Entry {
        var statement: Statement?
        var latestUse: UInt64 = 0

        /// Moves the statement out, if it is not running already.
        func take() -> Statement? {
            statement.take()
        }
    }

    private var entries: [SQLTemplate: Entry] = [:]
    private var uses: UInt64 = 0
    private let capacity: Int

    init(capacity: Int) {
        self.capacity = max(capacity, 1)
    }

    /// How many statements are kept.
    var count: Int { entries.count }

    /// Takes the statement prepared for this text, or `nil` if there is none at hand.
    mutating func take(_ template: SQLTemplate) -> Statement? {
        guard let entry = entries[template] else { return nil }
        uses &+= 1
        entry.latestUse = uses
        return entry.take()
    }

    /// Gives a statement back; a second one for the same text is let go.
    mutating func keep(_ statement: consuming Statement, for template: SQLTemplate) {
        if let entry = entries[template] {
            entry.statement = consume statement
            return
        }
        if entries.count >= capacity { removeOldest() }
        let entry = Entry()
        uses &+= 1
        entry.latestUse = uses
        entry.statement = consume statement
        entries[template] = entry
    }

    mutating func removeAll() {
        entries.removeAll()
    }

    private mutating func removeOldest() {
        let oldest = entries.min { $0.value.latestUse < $1.value.latestUse }
        if let oldest { entries[oldest.key] = nil }
    }
}

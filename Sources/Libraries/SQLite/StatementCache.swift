/// The prepared statements of one connection: at most `capacity`, the least recently used leaves.
///
/// A running statement is outside its slot. If the closure of a row runs the same SQL, it gets a
/// second statement.
struct StatementCache {
    /// The slot for the statement of one text.
    final class Slot {
        private var statement: Statement?
        fileprivate var latestUse: UInt64 = 0

        /// Moves the statement out; nil if it was not prepared yet or is running.
        func remove() -> Statement? {
            statement.take()
        }

        func store(_ statement: consuming Statement) {
            self.statement = consume statement
        }
    }

    private var slots: [SQLTemplate: Slot] = [:]
    private var uses: UInt64 = 0
    private let capacity: Int

    init(capacity: Int) {
        self.capacity = max(capacity, 1)
    }

    var count: Int { slots.count }

    mutating func slot(for template: SQLTemplate) -> Slot {
        uses &+= 1
        if let slot = slots[template] {
            slot.latestUse = uses
            return slot
        }
        if slots.count >= capacity { removeOldest() }
        let slot = Slot()
        slot.latestUse = uses
        slots[template] = slot
        return slot
    }

    mutating func removeAll() {
        slots.removeAll()
    }

    private mutating func removeOldest() {
        let oldest = slots.min { $0.value.latestUse < $1.value.latestUse }
        if let oldest { slots[oldest.key] = nil }
    }
}

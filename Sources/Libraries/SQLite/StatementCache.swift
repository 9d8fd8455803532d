/// The prepared statements of one connection, bounded; the one unused for longest leaves first.
///
/// A running statement is out of its place, owned by its runner: the same SQL run again meanwhile,
/// from inside the closure of a row, gets a statement of its own.
struct StatementCache {
    /// The place of the statement for one text.
    final class Place {
        private var statement: Statement?
        fileprivate var latestUse: UInt64 = 0

        /// Moves the statement out, if there is one and it is not running already.
        func take() -> Statement? {
            statement.take()
        }

        /// Gives a statement back; a second one for the same text is let go.
        func keep(_ statement: consuming Statement) {
            self.statement = consume statement
        }
    }

    private var places: [SQLTemplate: Place] = [:]
    private var uses: UInt64 = 0
    private let capacity: Int

    init(capacity: Int) {
        self.capacity = max(capacity, 1)
    }

    /// How many texts have a place.
    var count: Int { places.count }

    /// The place for this text, made if there is none.
    mutating func place(for template: SQLTemplate) -> Place {
        uses &+= 1
        if let place = places[template] {
            place.latestUse = uses
            return place
        }
        if places.count >= capacity { removeOldest() }
        let place = Place()
        place.latestUse = uses
        places[template] = place
        return place
    }

    mutating func removeAll() {
        places.removeAll()
    }

    private mutating func removeOldest() {
        let oldest = places.min { $0.value.latestUse < $1.value.latestUse }
        if let oldest { places[oldest.key] = nil }
    }
}

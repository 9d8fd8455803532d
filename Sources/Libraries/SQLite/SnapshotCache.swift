import Platform
import Timekeeping

/// Values made from what the database holds, kept until anything in the file changes.
///
/// Each thread that reads keeps values of its own beside its connection, so finding one takes no
/// lock. A commit of this process drops them before its caller is told of it. Whether another
/// process has committed, SQLite is asked (`PRAGMA data_version`), which takes two system calls and
/// is therefore done once in a while: once a millisecond unless told otherwise.
package final class SnapshotCache<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    /// What a thread keeps at most, as ``cost`` counts it.
    private let capacity: Int
    /// How long a commit of another process may go unnoticed, in nanoseconds.
    private let patience: UInt64
    private let cost: @Sendable (Key, Value) -> Int

    /// A cache of nothing yet, for every thread that reads.
    ///
    /// - Parameters:
    ///   - capacity: What a thread keeps at most; what costs more by itself is not kept.
    ///   - microseconds: How long a commit of another process may go unnoticed.
    ///   - cost: What a value costs, in a unit such as bytes.
    package init(
        capacity: Int, noticingOthersWithin microseconds: UInt64 = 1_000,
        cost: @escaping @Sendable (Key, Value) -> Int
    ) {
        self.capacity = capacity
        patience = microseconds * 1_000
        self.cost = cost
    }

    /// The value kept for the key, if it was made from what the file holds now and `isCurrent` says
    /// yes to it; else the one that `make` makes, which is kept.
    ///
    /// - Parameter commits: How often this process has committed.
    fileprivate func value(
        for key: Key, on connection: Connection, commits: Int, while isCurrent: (Value) -> Bool,
        make: (Connection) throws -> Value
    ) throws -> Value {
        let shelf = connection.shelf(of: self)
        let now = MonotonicClock.nanoseconds()
        if commits != shelf.commits || now - shelf.checkedAt >= patience {
            shelf.empty(unlessAt: try connection.dataVersion())
            shelf.commits = commits
            shelf.checkedAt = now
        }
        if let kept = shelf.value(for: key), isCurrent(kept) { return kept }
        return try connection.snapshot { connection in
            // Asked again inside, since the snapshot may be of a later moment.
            shelf.empty(unlessAt: try connection.dataVersion())
            let value = try make(connection)
            shelf.keep(value, for: key, cost: cost(key, value), capacity: capacity)
            return value
        }
    }

    /// What one thread keeps.
    final class Shelf {
        /// Held on to, so that no other cache is ever taken for this one.
        private let owner: SnapshotCache
        /// How often this process had committed when SQLite was asked last, and when that was.
        var commits = -1
        var checkedAt: UInt64 = 0
        private var version: Int64 = -1
        private var entries: [Key: (value: Value, cost: Int)] = [:]
        private var cost = 0

        init(of owner: SnapshotCache) {
            self.owner = owner
        }

        func empty(unlessAt version: Int64) {
            guard version != self.version else { return }
            self.version = version
            empty()
        }

        func value(for key: Key) -> Value? { entries[key]?.value }

        /// Keeps the value in place of the key's former one; makes room by starting afresh: simple,
        /// and no worse for requests that all differ.
        func keep(_ value: Value, for key: Key, cost: Int, capacity: Int) {
            self.cost -= entries.removeValue(forKey: key)?.cost ?? 0
            guard cost <= capacity else { return }
            if self.cost > capacity - cost { empty() }
            self.cost += cost
            entries[key] = (value, cost)
        }

        private func empty() {
            entries.removeAll(keepingCapacity: true)
            cost = 0
        }
    }
}

extension Database {
    /// The value that the cache has for the key, or the one that `make` reads from one snapshot.
    ///
    /// - Parameter isCurrent: Whether a kept value may still be used as far as the file is not
    ///   concerned, such as at this time of day.
    /// - Throws: As ``read(_:)`` does. What was thrown is not kept.
    package func read<Key, Value>(
        _ cache: SnapshotCache<Key, Value>, _ key: Key, while isCurrent: (Value) -> Bool,
        make: (Transaction) throws -> Value
    ) throws -> Value {
        let now = clock.now()
        return try cache.value(for: key, on: reader(), commits: commitCount, while: isCurrent) {
            try make(Transaction($0, now: now))
        }
    }
}

extension Connection {
    fileprivate func shelf<Key, Value>(
        of cache: SnapshotCache<Key, Value>
    ) -> SnapshotCache<Key, Value>.Shelf {
        let id = ObjectIdentifier(cache)
        if let shelf = shelves[id] as? SnapshotCache<Key, Value>.Shelf { return shelf }
        let shelf = SnapshotCache<Key, Value>.Shelf(of: cache)
        shelves[id] = shelf
        return shelf
    }
}

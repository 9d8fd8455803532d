import Platform
import Timekeeping

/// Values computed from the database, cached until the file changes, or until a version of their
/// sources does.
///
/// Each reading thread has its own values, so that a lookup takes no lock. A commit of this process
/// invalidates them before its caller continues. Commits of other processes change `PRAGMA
/// data_version`; reading it takes two system calls, so it is read once a millisecond by default.
package final class SnapshotCache<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private let capacity: Int
    private let checkIntervalNanoseconds: UInt64
    private let version: (@Sendable (Transaction) throws -> Int64)?
    private let cost: @Sendable (Key, Value) -> Int

    /// - Parameters:
    ///   - capacity: The highest sum of costs for each thread.
    ///   - microseconds: How long a commit of another process may go unnoticed.
    ///   - version: Reads a number that changes with the sources of the values; nil for values that
    ///     any commit invalidates.
    ///   - cost: The cost of a value, in a unit such as bytes.
    package init(
        capacity: Int, noticingOthersWithin microseconds: UInt64 = 1_000,
        version: (@Sendable (Transaction) throws -> Int64)? = nil,
        cost: @escaping @Sendable (Key, Value) -> Int
    ) {
        self.capacity = capacity
        checkIntervalNanoseconds = microseconds * 1_000
        self.version = version
        self.cost = cost
    }

    /// The cached value if it is valid and `isCurrent` accepts it; otherwise a new one.
    ///
    /// - Parameter commits: The number of this process's commits.
    fileprivate func value(
        for key: Key, in tx: Transaction, commits: Int, while isCurrent: (Value) -> Bool,
        make: (Transaction) throws -> Value
    ) throws -> Value {
        let connection = tx.connection
        let cached = connection.values(of: self)
        let now = MonotonicClock.nanoseconds()
        if commits != cached.commits
            || now - cached.checkedAtNanoseconds >= checkIntervalNanoseconds
        {
            cached.removeAll(unlessAt: try version(in: tx))
            cached.commits = commits
            cached.checkedAtNanoseconds = now
        }
        if let value = cached.value(for: key), isCurrent(value) { return value }
        return try connection.snapshot { _ in
            // The snapshot may be newer than the check above.
            cached.removeAll(unlessAt: try version(in: tx))
            let value = try make(tx)
            cached.store(value, for: key, cost: cost(key, value), capacity: capacity)
            return value
        }
    }

    private func version(in tx: Transaction) throws -> Int64 {
        try version?(tx) ?? tx.connection.dataVersion()
    }

    /// The values of one thread.
    final class ThreadValues {
        /// Retained, so that no later cache has the same `ObjectIdentifier`.
        private let owner: SnapshotCache
        /// The number of this process's commits at the latest check.
        var commits = -1
        /// The time of the latest check.
        var checkedAtNanoseconds: UInt64 = 0
        private var version: Int64 = -1
        private var entries: [Key: (value: Value, cost: Int)] = [:]
        private var cost = 0

        init(of owner: SnapshotCache) {
            self.owner = owner
        }

        func removeAll(unlessAt version: Int64) {
            guard version != self.version else { return }
            self.version = version
            removeAll()
        }

        func value(for key: Key) -> Value? { entries[key]?.value }

        /// Replaces the key's value. If the capacity is reached, it removes all other values.
        func store(_ value: Value, for key: Key, cost: Int, capacity: Int) {
            self.cost -= entries.removeValue(forKey: key)?.cost ?? 0
            guard cost <= capacity else { return }
            if self.cost > capacity - cost { removeAll() }
            self.cost += cost
            entries[key] = (value, cost)
        }

        private func removeAll() {
            entries.removeAll(keepingCapacity: true)
            cost = 0
        }
    }
}

extension Database {
    /// The cached value of the key, or the one that `make` reads from one snapshot.
    ///
    /// - Parameter isCurrent: Whether a cached value is valid for reasons other than the file's
    ///   content, such as the time.
    /// - Throws: As ``read(_:)`` does; an error is not cached.
    package func read<Key, Value>(
        _ cache: SnapshotCache<Key, Value>, _ key: Key, while isCurrent: (Value) -> Bool,
        make: (Transaction) throws -> Value
    ) throws -> Value {
        // Counted before the version is read, which may then be of a later commit.
        let commits = commitCount
        let tx = Transaction(try reader(), now: clock.now())
        return try cache.value(for: key, in: tx, commits: commits, while: isCurrent, make: make)
    }
}

extension Connection {
    fileprivate func values<Key, Value>(
        of cache: SnapshotCache<Key, Value>
    ) -> SnapshotCache<Key, Value>.ThreadValues {
        typealias Values = SnapshotCache<Key, Value>.ThreadValues
        let id = ObjectIdentifier(cache)
        if let values = snapshotValues[id] as? Values { return values }
        let values = Values(of: cache)
        snapshotValues[id] = values
        return values
    }
}

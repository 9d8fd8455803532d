import Platform

/// Reads that take longer than an event loop may be occupied, one after the other on a thread of
/// their own.
package final class BackgroundReads: Sendable {
    private let database: Database
    private let queue: BackgroundQueue

    /// - Parameter limit: The highest number of reads that wait or run.
    package init(of database: Database, limit: Int = 64) {
        self.database = database
        queue = BackgroundQueue(label: "background reads", limit: limit)
    }

    /// As ``Database/read(_:)``.
    ///
    /// - Throws: `BackgroundQueueFull` when too many reads wait; and as ``Database/read(_:)`` does.
    package func read<Value: Sendable>(
        _ body: @escaping @Sendable (Transaction) throws -> Value
    ) async throws -> Value {
        try await queue.run { [database] in try database.read(body) }
    }

    /// As ``Database/read(_:_:while:make:)``; the cached values are those of the background thread.
    ///
    /// - Throws: As ``read(_:)``.
    package func read<Key, Value>(
        _ cache: SnapshotCache<Key, Value>, _ key: Key,
        while isCurrent: @escaping @Sendable (Value) -> Bool,
        make: @escaping @Sendable (Transaction) throws -> Value
    ) async throws -> Value {
        try await queue.run { [database] in
            try database.read(cache, key, while: isCurrent, make: make)
        }
    }
}

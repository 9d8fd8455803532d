import Dispatch
import Synchronization

/// Reads that take longer than an event loop may be occupied, one after the other on a thread of
/// their own.
package final class BackgroundReads: Sendable {
    /// The highest number of reads that wait or run; another one is refused with ``DatabaseBusy``.
    private let limit: Int
    private let database: Database
    private let thread = DispatchQueue(label: "background reads")
    private let count = Atomic(0)

    package init(of database: Database, limit: Int = 64) {
        self.database = database
        self.limit = limit
    }

    /// As ``Database/read(_:)``.
    ///
    /// - Throws: ``DatabaseBusy`` when too many reads wait; and as ``Database/read(_:)`` does.
    package func read<Value: Sendable>(
        _ body: @escaping @Sendable (Transaction) throws -> Value
    ) async throws -> Value {
        try await run { try $0.read(body) }
    }

    /// As ``Database/read(_:_:while:make:)``; the cached values are those of the background thread.
    ///
    /// - Throws: As ``read(_:)``.
    package func read<Key, Value>(
        _ cache: SnapshotCache<Key, Value>, _ key: Key,
        while isCurrent: @escaping @Sendable (Value) -> Bool,
        make: @escaping @Sendable (Transaction) throws -> Value
    ) async throws -> Value {
        try await run { try $0.read(cache, key, while: isCurrent, make: make) }
    }

    private func run<Value: Sendable>(
        _ read: @escaping @Sendable (Database) throws -> Value
    ) async throws -> Value {
        defer { count.subtract(1, ordering: .relaxed) }
        guard count.add(1, ordering: .relaxed).newValue <= limit else { throw DatabaseBusy() }
        return try await withCheckedThrowingContinuation { continuation in
            thread.async { [database] in
                continuation.resume(with: Result { try read(database) })
            }
        }
    }
}

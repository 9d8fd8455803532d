import Glibc

/// The writes that wait for the writer thread, in order; their number and waiting time are limited.
///
/// Unchecked Sendable: `waiting`, `refused` and `isClosed` are only used while `mutex` is locked,
/// and `spare` only by the thread that removes writes.
/// pthread's mutex is used because `Synchronization.Mutex` has no condition variable.
final class WriteQueue: @unchecked Sendable {
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let arrival = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private let capacity: Int
    private let maximumWait: Duration
    private var waiting: [(write: Write, since: ContinuousClock.Instant)] = []
    /// An empty array with the capacity of an earlier one; only the writer thread uses it.
    private var spare: [(write: Write, since: ContinuousClock.Instant)] = []
    private var refused = 0
    private var isClosed = false

    init(capacity: Int, maximumWait: Duration = .seconds(60)) {
        self.capacity = capacity
        self.maximumWait = maximumWait
        pthread_mutex_init(mutex, nil)
        pthread_cond_init(arrival, nil)
    }

    deinit {
        pthread_cond_destroy(arrival)
        pthread_mutex_destroy(mutex)
        arrival.deallocate()
        mutex.deallocate()
    }

    var count: Int { withLock { waiting.count } }

    var refusals: Int { withLock { refused } }

    /// - Throws: ``DatabaseBusy`` when the queue is full or its first write has waited too long,
    ///   ``DatabaseClosed`` after ``close()``.
    func add(_ write: Write) throws {
        let now = ContinuousClock.now
        let isFirst = try withLock {
            guard !isClosed else { throw DatabaseClosed() }
            guard waiting.count < capacity, now - (waiting.first?.since ?? now) <= maximumWait
            else {
                refused += 1
                throw DatabaseBusy()
            }
            waiting.append((write, now))
            return waiting.count == 1
        }
        // Outside the lock, which the writer acquires when it wakes.
        if isFirst { pthread_cond_signal(arrival) }
    }

    /// Removes the first writes.
    ///
    /// The lock is usually held only while two arrays are swapped, as all callers of `add` wait.
    /// - Parameter waits: Whether to wait for a write. The result is then empty only when the queue
    ///   is closed and has no writes left.
    func removeFirst(atMost maximum: Int, waits: Bool) -> [Write] {
        var removed = exchange(&spare, with: [])
        withLock {
            while waits, waiting.isEmpty, !isClosed { pthread_cond_wait(arrival, mutex) }
            if waiting.count <= maximum {
                swap(&waiting, &removed)
            } else {
                removed += waiting.prefix(maximum)
                waiting.removeFirst(maximum)
            }
        }
        let writes = removed.map(\.write)
        removed.removeAll(keepingCapacity: true)
        spare = removed
        return writes
    }

    /// Refuses later writes; the waiting ones can still be removed.
    func close() {
        withLock {
            isClosed = true
            pthread_cond_broadcast(arrival)
        }
    }

    private func withLock<Value>(_ body: () throws -> Value) rethrows -> Value {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return try body()
    }
}

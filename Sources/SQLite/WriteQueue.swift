import Glibc

/// The writes that wait for the writer thread: bounded in number and in time, first come first
/// served.
///
/// Unchecked Sendable: `waiting`, `refused` and `isClosed` are only touched while `mutex` is held.
/// A condition variable is needed beside the lock, which `Synchronization.Mutex` does not offer.
final class WriteQueue: @unchecked Sendable {
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let arrival = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private let capacity: Int
    private let maximumWait: Duration
    private var waiting: [(write: Write, since: ContinuousClock.Instant)] = []
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

    /// How many writes wait.
    var count: Int { withLock { waiting.count } }

    /// How many writes were not taken, as too many waited.
    var refusals: Int { withLock { refused } }

    /// Adds a write at the end.
    ///
    /// - Throws: ``DatabaseBusy`` when the queue is full or its first has waited too long,
    ///   ``DatabaseClosed`` after ``close()``.
    func add(_ write: Write) throws {
        try withLock {
            guard !isClosed else { throw DatabaseClosed() }
            let now = ContinuousClock.now
            guard waiting.count < capacity, now - (waiting.first?.since ?? now) <= maximumWait
            else {
                refused += 1
                throw DatabaseBusy()
            }
            waiting.append((write, now))
            if waiting.count == 1 { pthread_cond_signal(arrival) }
        }
    }

    /// Waits for writes and takes up to this many; empty once the queue is closed and drained.
    func take(atMost maximum: Int) -> [Write] {
        withLock {
            while waiting.isEmpty && !isClosed { pthread_cond_wait(arrival, mutex) }
            return removeFirst(atMost: maximum)
        }
    }

    /// Takes up to this many of the writes that are here already.
    func takeWaiting(atMost maximum: Int) -> [Write] {
        withLock { removeFirst(atMost: maximum) }
    }

    private func removeFirst(atMost maximum: Int) -> [Write] {
        let first = waiting.prefix(maximum).map(\.write)
        waiting.removeFirst(first.count)
        return first
    }

    /// Takes no more writes; those that wait are still handed out.
    func close() {
        withLock {
            isClosed = true
            pthread_cond_broadcast(arrival)
        }
    }

    private func withLock<Result>(_ body: () throws -> Result) rethrows -> Result {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return try body()
    }
}

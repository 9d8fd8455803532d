import Glibc

/// The writes that wait for the writer thread: bounded in number and in time, first come first
/// served.
///
/// Unchecked Sendable: `waiting`, `refused` and `isClosed` are only touched while `mutex` is held,
/// and `spare` by the one thread that takes.
/// A condition variable is needed beside the lock, which `Synchronization.Mutex` does not offer.
final class WriteQueue: @unchecked Sendable {
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let arrival = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private let capacity: Int
    private let maximumWait: Duration
    private var waiting: [(write: Write, since: ContinuousClock.Instant)] = []
    /// Empty, with the room of those that were taken before; the writer's own.
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

    /// How many writes wait.
    var count: Int { withLock { waiting.count } }

    /// How many writes were not taken, as too many waited.
    var refusals: Int { withLock { refused } }

    /// Adds a write at the end.
    ///
    /// - Throws: ``DatabaseBusy`` when the queue is full or its first has waited too long,
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
        // Not before the lock is free, which the writer takes as it wakes.
        if isFirst { pthread_cond_signal(arrival) }
    }

    /// Waits for writes and takes up to this many; empty once the queue is closed and drained.
    func take(atMost maximum: Int) -> [Write] {
        take(atMost: maximum, waits: true)
    }

    /// Takes up to this many of the writes that are here already.
    func takeWaiting(atMost maximum: Int) -> [Write] {
        take(atMost: maximum, waits: false)
    }

    /// The lock is held for as long as two lists change places: all who add wait for it.
    private func take(atMost maximum: Int, waits: Bool) -> [Write] {
        var taken = exchange(&spare, with: [])
        withLock {
            while waits, waiting.isEmpty, !isClosed { pthread_cond_wait(arrival, mutex) }
            if waiting.count <= maximum {
                swap(&waiting, &taken)
            } else {
                taken += waiting.prefix(maximum)
                waiting.removeFirst(maximum)
            }
        }
        let writes = taken.map(\.write)
        taken.removeAll(keepingCapacity: true)
        spare = taken
        return writes
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

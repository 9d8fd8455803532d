import Platform
import Synchronization

/// Hashes passwords on a few threads behind a bounded queue.
///
/// A hash occupies a core for at least ten milliseconds, so it must not run on an event loop. A
/// full queue refuses calls at once. The threads have low priority, so that a flood of guesses
/// slows down only logins.
package final class PasswordHasher: Sendable {
    typealias Job = @Sendable () -> Void

    private struct State {
        var waiting: [Job] = []
        var workers = 0
    }

    /// Gives a hash about a tenth of a busy core, and all of an idle one.
    private static let niceness: Int32 = 10

    private let threads: Int
    private let queueLimit: Int
    private let cost: PasswordHash.Cost
    private let state = Mutex(State())

    package init(threads: Int = 2, queueLimit: Int = 64, cost: PasswordHash.Cost = .standard) {
        self.threads = max(threads, 1)
        self.queueLimit = queueLimit
        self.cost = cost
    }

    /// Hashes a password; throws `PasswordHashError` or `PasswordHasherBusy`.
    package func make(_ password: String) async throws -> String {
        try await run { [cost] in try PasswordHash.make(password, cost: cost) }
    }

    /// Whether the password matches the hash; throws `PasswordHasherBusy`.
    ///
    /// Nil, for an unknown account, takes as long and is false.
    package func verify(_ password: String, against hash: String?) async throws -> Bool {
        try await run {
            PasswordHash.verify(password, against: hash ?? PasswordHash.decoy) && hash != nil
        }
    }

    private func run<Value: Sendable>(
        _ work: @escaping @Sendable () throws -> Value
    ) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            let isAccepted = submit { continuation.resume(with: Result(catching: work)) }
            if !isAccepted { continuation.resume(throwing: PasswordHasherBusy()) }
        }
    }

    /// Enqueues a job; false when the queue is full.
    func submit(_ job: @escaping Job) -> Bool {
        state.withLock { state in
            if state.workers < threads, startWorker(with: job) {
                state.workers += 1
            } else if state.waiting.count < queueLimit {
                state.waiting.append(job)
            } else {
                return false
            }
            return true
        }
    }

    /// False when the system cannot create another thread.
    private func startWorker(with job: @escaping Job) -> Bool {
        do throws(SystemError) {
            try SystemThread.detach(niceness: Self.niceness) { self.runJobs(from: job) }
            return true
        } catch {
            return false
        }
    }

    /// Runs jobs until the queue is empty.
    private func runJobs(from first: @escaping Job) {
        var next: Job? = first
        while let job = next {
            job()
            next = state.withLock { state in
                guard state.waiting.isEmpty else { return state.waiting.removeFirst() }
                state.workers -= 1
                return nil
            }
        }
    }
}

/// The hasher's queue is full; the caller may try again soon.
package struct PasswordHasherBusy: Error {}

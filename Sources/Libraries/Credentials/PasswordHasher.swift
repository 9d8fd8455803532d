import Platform
import Synchronization

/// The few threads on which passwords are hashed, and the bounded queue before them.
///
/// A hash takes a core for ten milliseconds and more, so it must neither run on an event loop nor
/// be asked for without limit: past the bound a caller is refused at once instead of waiting long.
/// Its threads yield to all others, so that a flood of guesses slows nothing but logins.
package final class PasswordHasher: Sendable {
    typealias Job = @Sendable () -> Void

    private struct State {
        var waiting: [Job] = []
        var workers = 0
    }

    /// Against threads of normal priority a hash gets a tenth of a busy core, and all of an idle one.
    private static let niceness: Int32 = 10

    private let threads: Int
    private let queueLimit: Int
    private let cost: PasswordHash.Cost
    private let state = Mutex(State())

    /// A hasher of so many passwords at a time while so many more may wait.
    package init(threads: Int = 2, queueLimit: Int = 64, cost: PasswordHash.Cost = .standard) {
        self.threads = max(threads, 1)
        self.queueLimit = queueLimit
        self.cost = cost
    }

    /// The hash of a password; throws `PasswordHashError`, or `PasswordHasherBusy`.
    package func make(_ password: String) async throws -> String {
        try await perform { [cost] in try PasswordHash.make(password, cost: cost) }
    }

    /// Whether the hash is that of the password; throws `PasswordHasherBusy`.
    ///
    /// Without a hash, because there is no such account, it takes as long and is false.
    package func verify(_ password: String, against hash: String?) async throws -> Bool {
        try await perform {
            PasswordHash.verify(password, against: hash ?? PasswordHash.decoy) && hash != nil
        }
    }

    /// Runs `work` on one of the threads, after what waits already.
    private func perform<Value: Sendable>(
        _ work: @escaping @Sendable () throws -> Value
    ) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            let isAccepted = submit { continuation.resume(with: Result(catching: work)) }
            if !isAccepted { continuation.resume(throwing: PasswordHasherBusy()) }
        }
    }

    /// Has the job done as soon as a thread is free, or returns false when too many wait for one.
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

    /// Returns false when the system has no resources for another thread.
    private func startWorker(with job: @escaping Job) -> Bool {
        do throws(SystemError) {
            try SystemThread.detach(niceness: Self.niceness) { self.work(from: job) }
            return true
        } catch {
            return false
        }
    }

    /// Does one job after another until none waits.
    private func work(from first: @escaping Job) {
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

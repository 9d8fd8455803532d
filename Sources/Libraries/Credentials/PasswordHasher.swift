import Platform
import Synchronization

/// Hashes passwords on a few threads behind a bounded queue.
///
/// A hash occupies a core for at least ten milliseconds, so it must not run on an event loop. A
/// full queue refuses calls at once. It serves client networks in turn, so that a flood from one
/// does not delay the others. Known networks have a separate queue, which is served first. So a flood
/// from many networks does not delay an account's owner. The threads have low priority, so that a
/// flood of guesses slows down only logins.
package final class PasswordHasher: Sendable {
    typealias Job = @Sendable () -> Void

    /// The network for which a password is hashed.
    package struct Client: Sendable {
        fileprivate let network: String
        fileprivate let isKnown: Bool

        /// - Parameter isKnown: Whether the account has logged in from the network.
        package init(network: String = "", isKnown: Bool = false) {
            self.network = network
            self.isKnown = isKnown
        }
    }

    private struct Work: Sendable {
        let run: Job
        /// Called instead if the work is displaced from the full queue.
        let refuse: Job
    }

    private struct State {
        var ofKnownNetworks: FairQueue<Work>
        var ofOthers: FairQueue<Work>
        var workers = 0

        mutating func append(_ work: Work, of client: Client) -> (Bool, Work?) {
            client.isKnown
                ? ofKnownNetworks.append(work, of: client.network)
                : ofOthers.append(work, of: client.network)
        }

        mutating func popFirst() -> Work? {
            ofKnownNetworks.popFirst() ?? ofOthers.popFirst()
        }
    }

    /// Gives a hash about a tenth of a busy core, and all of an idle one.
    private static let niceness: Int32 = 10

    private let threads: Int
    private let cost: PasswordHash.Cost
    private let state: Mutex<State>

    package init(threads: Int = 2, queueLimit: Int = 64, cost: PasswordHash.Cost = .standard) {
        self.threads = max(threads, 1)
        self.cost = cost
        let queue = FairQueue<Work>(capacity: queueLimit)
        state = Mutex(State(ofKnownNetworks: queue, ofOthers: queue))
    }

    /// Hashes a password; throws `PasswordHashError` or `PasswordHasherBusy`.
    package func make(_ password: String, for client: Client = Client()) async throws -> String {
        try await run(for: client) { [cost] in try PasswordHash.make(password, cost: cost) }
    }

    /// Whether the password matches the hash; throws `PasswordHasherBusy`.
    ///
    /// Nil, for an unknown account, takes as long and is false.
    package func verify(
        _ password: String, against hash: String?, for client: Client = Client()
    ) async throws -> Bool {
        try await run(for: client) {
            PasswordHash.verify(password, against: hash ?? PasswordHash.decoy) && hash != nil
        }
    }

    private func run<Value: Sendable>(
        for client: Client, _ work: @escaping @Sendable () throws -> Value
    ) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            let refuse: Job = { continuation.resume(throwing: PasswordHasherBusy()) }
            let isAccepted = submit(for: client, refuse: refuse) {
                continuation.resume(with: Result(catching: work))
            }
            if !isAccepted { refuse() }
        }
    }

    /// Enqueues a job; false when the queue is full.
    ///
    /// - Parameter refuse: Called if a later job of another client displaces this one.
    func submit(
        for client: Client = Client(), refuse: @escaping Job = {}, _ job: @escaping Job
    ) -> Bool {
        let (isAccepted, displaced) = state.withLock { state -> (Bool, Work?) in
            if state.workers < threads, startWorker(with: job) {
                state.workers += 1
                return (true, nil)
            }
            return state.append(Work(run: job, refuse: refuse), of: client)
        }
        displaced?.refuse()
        return isAccepted
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
                if let work = state.popFirst() { return work.run }
                state.workers -= 1
                return nil
            }
        }
    }
}

/// The hasher's queue is full; the caller may try again soon.
package struct PasswordHasherBusy: Error {}

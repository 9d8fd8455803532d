import BookingDomain
import Synchronization
import Timekeeping

/// A cache of the guests' current token generations, valid for one second of the clock.
///
/// Each authenticated request reads one, and a database read costs as much as the token's
/// verification. A commit of this process clears the cache before the caller sees its result. A
/// change by another process takes effect in the next second.
final class TokenGenerations: Sendable {
    private struct State {
        var second = Timestamp.earliest
        /// The number of times the cache was cleared.
        var clears = 0
        var generations: [UserID: Int64] = [:]
    }

    private let state = Mutex(State())

    /// Whether the generation is the guest's current one; `read` loads it on a miss.
    func isCurrent(
        _ generation: Int64, of user: UserID, at now: Timestamp, read: () throws -> Int64?
    ) rethrows -> Bool {
        let (isCached, clears) = state.withLock { state in
            if state.second != now {
                state.generations.removeAll(keepingCapacity: true)
                state.second = now
            }
            return (state.generations[user] == generation, state.clears)
        }
        if isCached { return true }
        let current = try read()
        state.withLock { state in
            // A value read before the cache was cleared may be stale.
            guard state.clears == clears, state.second == now else { return }
            state.generations[user] = current
        }
        return current == generation
    }

    func clear() {
        state.withLock { state in
            state.clears += 1
            state.generations.removeAll()
        }
    }
}

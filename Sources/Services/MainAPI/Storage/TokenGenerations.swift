import BookingDomain
import Synchronization
import Timekeeping

/// The generations that guests' tokens must have, as the database had them in this second.
///
/// Every request of a guest asks for one, and next to never has it changed: looking into the file
/// for it would take as long as checking the token. What this process changes is forgotten before
/// anybody is told of it; what another one changes in the file counts from the next second on.
final class TokenGenerations: Sendable {
    private struct Known {
        var second = Timestamp.earliest
        /// How often all of it was forgotten.
        var changes = 0
        var generations: [UserID: Int64] = [:]
    }

    private let known = Mutex(Known())

    /// Whether this guest's tokens have to be of this generation, which `read` asks the database
    /// where nothing else is known.
    func isCurrent(
        _ generation: Int64, of user: UserID, at now: Timestamp, read: () throws -> Int64?
    ) rethrows -> Bool {
        let (isKnown, changes) = known.withLock { known in
            if known.second != now {
                known.generations.removeAll(keepingCapacity: true)
                known.second = now
            }
            return (known.generations[user] == generation, known.changes)
        }
        if isKnown { return true }
        let current = try read()
        known.withLock { known in
            // What was read before a change may be what it changed.
            guard known.changes == changes, known.second == now else { return }
            known.generations[user] = current
        }
        return current == generation
    }

    /// Forgets all of them, as a guest's may have changed.
    func forget() {
        known.withLock { known in
            known.changes += 1
            known.generations.removeAll()
        }
    }
}

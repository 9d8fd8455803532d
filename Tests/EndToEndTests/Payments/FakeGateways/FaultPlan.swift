import Synchronization

/// A fault of a fake gateway.
enum InjectedFault: Sendable, Equatable {
    /// Fails without an effect.
    case failsBefore
    /// Has its effect, then fails.
    case failsAfter
    /// Fails without an effect, and so does every later call under the same key.
    case storesFailure
    /// Has its effect, then fails, and so does every later call under the same key.
    case storesFailureAfter
    /// Has its effect, then responds only after the client's timeout.
    case timesOut
    /// Waits this many milliseconds before its effect.
    case isSlow(Int)
    /// Responds 429 with `Retry-After: 1`.
    case isBusy
    /// Rejects the API key, as during a key rotation.
    case rejectsKey
    /// Refuses with an error code.
    case refuses(String)
}

/// A call received by a fake gateway.
struct GatewayCall: Sendable {
    let operation: String
    let key: String?
}

/// The faults planned for a fake gateway's calls.
final class FaultPlan: Sendable {
    private let planned = Mutex<[String: [InjectedFault]]>([:])
    private let period = Mutex<(operation: String, period: Int)?>(nil)

    func add(_ faults: [InjectedFault], for operation: String) {
        planned.withLock { $0[operation, default: []] += faults }
    }

    func failOne(in count: Int, of operation: String) {
        period.withLock { $0 = (operation, count) }
    }

    /// The fault of a call; calls are counted from 1.
    func next(of operation: String, number: Int) -> InjectedFault? {
        let first = planned.withLock { plan -> InjectedFault? in
            guard let first = plan[operation]?.first else { return nil }
            plan[operation]?.removeFirst()
            return first
        }
        return first ?? periodicFault(operation, number)
    }

    private func periodicFault(_ operation: String, _ number: Int) -> InjectedFault? {
        guard let (name, period) = period.withLock({ $0 }), name == operation,
            number.isMultiple(of: period)
        else { return nil }
        return (number / period).isMultiple(of: 2) ? .failsBefore : .failsAfter
    }
}

import Synchronization

/// What a fake gateway may do instead of answering as it should.
enum GatewayMishap: Sendable, Equatable {
    /// Fails, and has done nothing.
    case failsBefore
    /// Does it, and fails all the same.
    case failsAfter
    /// Has the effect, and answers only after the client has given up.
    case isSilent
    /// Does it, after so many milliseconds.
    case isSlow(Int)
    /// Wants to be left alone for a second.
    case isBusy
    /// Does not know our key, as while it is being rolled.
    case deniesKey
    /// Says no for good.
    case refuses(String)
}

/// A call that a fake gateway got.
struct GatewayCall: Sendable {
    let operation: String
    let key: String?
}

/// Which calls of a fake gateway go wrong.
final class MishapPlan: Sendable {
    private let planned = Mutex<[String: [GatewayMishap]]>([:])
    private let rhythm = Mutex<(operation: String, period: Int)?>(nil)

    func add(_ mishaps: [GatewayMishap], for operation: String) {
        planned.withLock { $0[operation, default: []] += mishaps }
    }

    func failOne(in count: Int, of operation: String) {
        rhythm.withLock { $0 = (operation, count) }
    }

    /// What the call with this number, counted from 1, meets; nil for nothing.
    func next(of operation: String, number: Int) -> GatewayMishap? {
        let first = planned.withLock { plan -> GatewayMishap? in
            guard let first = plan[operation]?.first else { return nil }
            plan[operation]?.removeFirst()
            return first
        }
        return first ?? rhythmic(operation, number)
    }

    private func rhythmic(_ operation: String, _ number: Int) -> GatewayMishap? {
        guard let (name, period) = rhythm.withLock({ $0 }), name == operation,
            number.isMultiple(of: period)
        else { return nil }
        return (number / period).isMultiple(of: 2) ? .failsBefore : .failsAfter
    }
}

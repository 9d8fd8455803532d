import Synchronization

/// What was found that must never be; shared by all threads.
final class Breaches: Sendable {
    enum Kind: String, CaseIterable {
        /// An effect that was answered with 2xx is not there.
        case lost
        /// Something is there that nobody asked for, or that was refused.
        case invented
        /// An effect is there twice.
        case doubled
        /// An event has more seats taken than it has.
        case overbooked
        /// Two places that must agree do not, or an answer is one that should never be given.
        case astray
    }

    private let found = Mutex<[(kind: Kind, detail: String)]>([])

    func add(_ kind: Kind, _ detail: String) {
        found.withLock { $0.append((kind, detail)) }
    }

    var isEmpty: Bool { found.withLock { $0.isEmpty } }

    func count(of kind: Kind) -> Int {
        found.withLock { $0.count { $0.kind == kind } }
    }

    /// A line for each of the first of them.
    func lines(atMost limit: Int) -> [String] {
        found.withLock { $0.prefix(limit).map { "\($0.kind.rawValue): \($0.detail)" } }
    }
}

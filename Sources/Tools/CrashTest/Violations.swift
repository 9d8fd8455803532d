import Synchronization

final class Violations: Sendable {
    enum Kind: String, CaseIterable {
        /// An acknowledged effect is missing.
        case lost
        /// An effect was not requested, or its request was refused.
        case unrequested
        /// An effect exists twice.
        case duplicated
        /// A guest was served before one who came earlier.
        case outOfOrder = "out of order"
        /// The taken seats of an event exceed its capacity.
        case overbooked
        /// Two places disagree, or a response is invalid.
        case inconsistent
    }

    private let found = Mutex<[(kind: Kind, detail: String)]>([])

    func add(_ kind: Kind, _ detail: String) {
        found.withLock { $0.append((kind, detail)) }
    }

    var isEmpty: Bool { found.withLock { $0.isEmpty } }

    func count(of kind: Kind) -> Int {
        found.withLock { $0.count { $0.kind == kind } }
    }

    func lines(atMost limit: Int) -> [String] {
        found.withLock { $0.prefix(limit).map { "\($0.kind.rawValue): \($0.detail)" } }
    }
}

import BookingDomain
import BookingStore
import HTTP
import SQLite
import Timekeeping

/// Answers whose octets are kept ready for as long as they are true.
///
/// They go with any commit, this process's or another's, and when their time is over; each event
/// loop keeps its own.
struct ResponseCache: Sendable {
    /// What was asked for, by whom.
    private struct Key: Hashable, Sendable {
        let guest: UserID?
        let query: String
    }

    /// An answer and how long it holds.
    struct Answer: Sendable {
        let response: Response
        let tag: EntityTag?
        let validity: Validity
    }

    /// Octets of queries and content that each loop keeps at most.
    private static let capacity = 8 << 20
    /// What an answer takes beside them, roughly.
    private static let overhead = 512

    private let store: Store
    private let cache = SnapshotCache<Key, Answer>(capacity: capacity) { key, answer in
        key.query.utf8.count + answer.response.body.count + overhead
    }

    init(store: Store) {
        self.store = store
    }

    /// The answer to the request's query, made if there is none that holds; 304 where the client
    /// has it.
    ///
    /// - Parameter guest: Whom it is for; nil where it is the same for everybody.
    func answer(
        to request: Request, for guest: UserID? = nil,
        make: (Transaction) throws -> Answer
    ) throws -> Response {
        let key = Key(guest: guest, query: request.head.query ?? "")
        let now = store.clock.now()
        let answer = try store.database.read(
            cache, key, while: { $0.validity.contains(now) }, make: make)
        guard let tag = answer.tag, request.hasCurrent(tag) else { return answer.response }
        return .notModified(tag)
    }
}

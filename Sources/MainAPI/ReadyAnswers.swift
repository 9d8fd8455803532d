import BookingStore
import HTTP
import SQLite
import Timekeeping

/// Answers whose octets are kept ready for as long as they are true.
///
/// They go with any commit, this process's or another's, and when their time is over; each event
/// loop keeps its own.
struct ReadyAnswers<Key: Hashable & Sendable>: Sendable {
    /// An answer and how long it holds.
    struct Answer: Sendable {
        let response: Response
        let tag: EntityTag?
        let lasting: Lasting
    }

    /// Octets of content that each loop keeps at most.
    private static var capacity: Int { 8 << 20 }
    /// What an answer takes beside its content, roughly.
    private static var overhead: Int { 512 }

    private let store: Store
    private let cache = SnapshotCache<Key, Answer>(capacity: capacity) { _, answer in
        answer.response.body.count + overhead
    }

    init(store: Store) {
        self.store = store
    }

    /// The answer under the key, made if there is none that holds; 304 where the client has it.
    func answer(
        to request: Request, under key: Key,
        make: (Connection, Timestamp) throws -> Answer
    ) throws -> Response {
        let now = store.clock.now()
        let answer = try store.database.read(cache, key, while: { $0.lasting.contains(now) }) {
            try make($0, now)
        }
        guard let tag = answer.tag, request.hasCurrent(tag) else { return answer.response }
        return .notModified(tag).with(.cacheControl, "no-cache")
    }
}

import BookingDomain
import BookingStore
import HTTP
import SQLite
import Timekeeping

/// A cache of serialized responses, one per event loop.
///
/// A commit of this or another process invalidates it, and each response has a validity period.
struct ResponseCache: Sendable {
    private struct Key: Hashable, Sendable {
        let guest: UserID?
        let query: String
    }

    /// A response and its validity period.
    struct Entry: Sendable {
        let response: Response
        let tag: EntityTag?
        let validity: Validity
    }

    /// The limit for queries and bodies, in bytes per event loop.
    private static let capacity = 8 << 20
    /// The approximate further size of an entry, in bytes.
    private static let overhead = 512

    private let store: Store
    private let cache = SnapshotCache<Key, Entry>(capacity: capacity) { key, entry in
        key.query.utf8.count + entry.response.body.count + overhead
    }

    init(store: Store) {
        self.store = store
    }

    /// The cached or a new response to the request's query; 304 if the client has it already.
    ///
    /// - Parameter guest: The only guest who may see it; nil for a public response.
    func response(
        to request: Request, for guest: UserID? = nil, make: (Transaction) throws -> Entry
    ) throws -> Response {
        let key = Key(guest: guest, query: request.head.query ?? "")
        let now = store.clock.now()
        let entry = try store.database.read(
            cache, key, while: { $0.validity.contains(now) }, make: make)
        guard let tag = entry.tag, request.hasCurrent(tag) else { return entry.response }
        return .notModified(tag)
    }
}

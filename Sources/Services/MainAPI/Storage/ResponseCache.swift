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
        let acceptsGzip: Bool
    }

    /// A response and its validity period.
    struct Entry: Sendable {
        fileprivate var response: Response
        fileprivate let validity: Validity

        /// - Parameter response: Without an entity tag, which the cache adds.
        init(_ response: Response, validity: Validity) {
            self.response = response
            self.validity = validity
        }
    }

    /// The limit for queries and bodies of one event loop.
    private static let capacityBytes = 8 << 20
    /// The approximate further size of an entry.
    private static let overheadBytes = 512

    private let store: Store
    private let cache = SnapshotCache<Key, Entry>(capacity: capacityBytes) { key, entry in
        key.query.utf8.count + entry.response.body.count + overheadBytes
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
        let key = Key(
            guest: guest, query: request.head.query ?? "", acceptsGzip: request.acceptsGzip)
        let now = store.clock.now()
        let entry = try store.database.read(cache, key, while: { $0.validity.contains(now) }) {
            try make($0).complete(for: request, isPublic: guest == nil)
        }
        return entry.response.unlessCurrentlyTagged(for: request)
    }
}

extension ResponseCache.Entry {
    /// The entry with the tag of its response, which is compressed if that takes little time.
    fileprivate consuming func complete(for request: Request, isPublic: Bool) -> Self {
        response = response.tagged(for: request)
        if isPublic { response.fields.add(.cacheControl, "no-cache") }
        if response.isToBeCompressed, !response.isTooLargeForEventLoop { response.compress() }
        return self
    }
}

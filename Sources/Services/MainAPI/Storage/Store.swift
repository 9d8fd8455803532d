import BookingDomain
import BookingStore
import Credentials
import HTTP
import SQLite
import Timekeeping

/// MainAPI's database and clock, for routes and workers.
struct Store: Sendable {
    /// How often a write is repeated although its event had no seats to offer.
    private static let maximumRepeats = 10

    let database: Database
    let clock: WallClock
    /// Request fingerprints are keyed because a body may contain a password.
    let fingerprintKey: HMACKey
    /// Tokens that were issued up to this time are invalid.
    let restoredAt: Timestamp
    /// The beginning of the service's public addresses.
    let root: RootPath
    let tokenGenerations = TokenGenerations()
    /// Reads that take too long for an event loop: searches, and series with all their events.
    let backgroundReads: BackgroundReads

    init(
        database: Database, clock: WallClock, fingerprintKey: HMACKey,
        restoredAt: Timestamp = .earliest, root: RootPath = .none
    ) {
        self.database = database
        self.clock = clock
        self.fingerprintKey = fingerprintKey
        self.restoredAt = restoredAt
        self.root = root
        backgroundReads = BackgroundReads(of: database)
    }

    /// Reads one snapshot on the calling thread.
    func read<Value>(_ body: (Transaction) throws -> Value) throws -> Value {
        try database.read(body)
    }

    private let centres = SnapshotCache<Int, Centre>(
        capacity: 1, version: { try $0.centre.version() }
    ) { _, _ in 1 }

    /// The settings of the center, cached until they change.
    func centre() throws -> Centre {
        try database.read(centres, 0, while: { _ in true }) { try $0.centre.current() }
    }

    /// Writes in one transaction, attributed to the current request if there is one.
    ///
    /// - Parameter actor: Who sent the request, if it is not the one that the route is for.
    /// A write to a booking waits until the effects of its event's last change are recorded, and a
    /// write that takes seats until those that are free have been offered to the waiting list.
    func write<Value: Sendable>(
        by actor: BookingChange.Actor? = nil,
        _ body: @escaping @Sendable (Transaction) throws -> Value
    ) async throws -> Value {
        let cause = RequestContext.id.map { WriteCause(request: $0, actor: actor?.rawValue) }
        var repeats = 0
        while true {
            do {
                return try await database.write(for: cause, body)
            } catch let earlier as UnrecordedEffects {
                for event in earlier.events { try await recordEffects(ofChangeOf: event) }
            } catch let unserved as UnservedWaitlist {
                let offers = try await database.write(for: cause) {
                    try $0.serveWaitlist(of: unserved.event)
                }
                // The event changed meanwhile, or its count of waiting guests is wrong.
                if offers == 0 { repeats += 1 }
                if repeats > Self.maximumRepeats { throw unserved }
            }
        }
    }

    /// Records the effects of an event's change on its bookings, in several writes.
    func recordEffects(ofChangeOf event: EventID) async throws {
        while try await database.write({ try $0.recordEffects(of: event) }) > 0 {}
    }

    /// Whether the token generation is current; false for an unknown guest.
    func isCurrent(_ generation: Int64, of user: UserID, at now: Timestamp) throws -> Bool {
        try tokenGenerations.isCurrent(generation, of: user, at: now) {
            try database.lookUp { try $0.users.tokenGeneration(of: user) }
        }
    }

    /// Responds to a request with the result of one transaction.
    ///
    /// With an `Idempotency-Key`, the response is stored in the same transaction. A repeated key
    /// gets the same response for 24 hours, even an error, and the change happens once.
    ///
    /// - Throws: `Problem` 422 if the key was used for a different request.
    func respond<Value: Sendable>(
        to request: Request, by caller: IdempotencyCaller,
        _ change: @escaping @Sendable (Transaction) throws -> Value,
        response: @escaping @Sendable (Value) -> Response
    ) async throws -> Response {
        guard let key = try IdempotencyKey(request, fingerprintKey: fingerprintKey) else {
            // Encoded on this thread to relieve the only writer thread.
            return response(try await write(by: request.actor, change))
        }
        let requestID = request.id
        return try await write(by: request.actor) { [root] tx in
            try tx.respondOnce(to: key, of: caller) {
                try tx.storableResponse(requestID: requestID, below: root) {
                    response(try change(tx))
                }
            }
        }
    }

    /// Stores the response to a request whose change committed before the call to a gateway.
    ///
    /// - Throws: `Problem` 422 if the key was used for a different request.
    func store(
        _ response: Response, for request: Request, by caller: IdempotencyCaller
    ) async throws -> Response {
        guard let key = try IdempotencyKey(request, fingerprintKey: fingerprintKey) else {
            return response
        }
        return try await write { tx in try tx.respondOnce(to: key, of: caller) { response } }
    }
}

extension Transaction {
    fileprivate func respondOnce(
        to key: IdempotencyKey, of caller: IdempotencyCaller, _ respond: () throws -> Response
    ) throws -> Response {
        if let stored = try idempotencyKeys.find(key.text, of: caller) {
            try key.check(stored)
            if stored.pendingAttempt == nil { return try key.replay(stored) }
        }
        let response = try respond()
        try idempotencyKeys.store(key.stored(response), under: key.text, of: caller)
        return response
    }

    /// The response, or the problem of an error whose changes are rolled back.
    fileprivate func storableResponse(
        requestID: String, below root: RootPath, _ respond: () throws -> Response
    ) throws -> Response {
        do {
            return try savepoint(respond)
        } catch {
            guard let problem = Problem(error), problem.status.code < 500 else { throw error }
            return problem.response(requestID: requestID, below: root)
        }
    }
}

import BookingDomain
import BookingStore
import Credentials
import HTTP
import SQLite
import Timekeeping

/// MainAPI's database, as routes and workers use it.
struct Store: Sendable {
    let database: Database
    let clock: WallClock
    /// Fingerprints of requests are keyed, as a body may hold a password.
    let fingerprintKey: HMACKey
    let tokenGenerations = TokenGenerations()

    init(database: Database, clock: WallClock, fingerprintKey: HMACKey) {
        self.database = database
        self.clock = clock
        self.fingerprintKey = fingerprintKey
    }

    /// Reads on the calling thread, from one snapshot.
    func read<Value>(_ body: (Transaction) throws -> Value) throws -> Value {
        try database.read(body)
    }

    /// Writes on behalf of the request that is being answered, if there is one.
    func write<Value: Sendable>(
        _ body: @escaping @Sendable (Transaction) throws -> Value
    ) async throws -> Value {
        try await database.write(for: RequestContext.id, body)
    }

    /// Whether tokens of this generation are valid; false for an unknown guest.
    func isCurrent(_ generation: Int64, of user: UserID, at now: Timestamp) throws -> Bool {
        try tokenGenerations.isCurrent(generation, of: user, at: now) {
            try database.lookUp { try $0.users.tokenGeneration(of: user) }
        }
    }

    /// Answers a request by a transaction.
    ///
    /// With an `Idempotency-Key`, the response commits in the same transaction: the same key gets
    /// the same response for 24 hours, even an error, and the transaction has one effect.
    /// - Throws: `Problem` 422 if the key came with another request before.
    func answer<Value: Sendable>(
        _ request: Request, by caller: IdempotencyCaller,
        _ change: @escaping @Sendable (Transaction) throws -> Value,
        response: @escaping @Sendable (Value) -> Response
    ) async throws -> Response {
        guard let key = try IdempotencyKey(request, fingerprintKey: fingerprintKey) else {
            // Encoded here: the writer thread has every other write to do.
            return response(try await write(change))
        }
        let requestID = request.id
        return try await write { tx in
            try tx.respondOnce(to: key, of: caller) {
                try tx.storableResponse(requestID: requestID) { response(try change(tx)) }
            }
        }
    }

    /// Stores the response to a request whose effect has committed before a gateway was asked; the
    /// same key gets the same response from then on.
    ///
    /// - Throws: `Problem` 422 if the key came with another request before.
    func store(
        _ response: Response, as request: Request, by caller: IdempotencyCaller
    ) async throws -> Response {
        guard let key = try IdempotencyKey(request, fingerprintKey: fingerprintKey) else {
            return response
        }
        return try await write { tx in try tx.respondOnce(to: key, of: caller) { response } }
    }

    /// The stored response to the same request, if there is one.
    ///
    /// - Throws: `Problem` 422 if the key came with another request before.
    func earlierAnswer(to request: Request, by caller: IdempotencyCaller) throws -> Response? {
        guard let key = try IdempotencyKey(request, fingerprintKey: fingerprintKey) else {
            return nil
        }
        let stored = try read { try $0.idempotencyKeys.find(key.text, of: caller) }
        return try stored.map { try key.replay($0) }
    }
}

extension Transaction {
    fileprivate func respondOnce(
        to key: IdempotencyKey, of caller: IdempotencyCaller, _ respond: () throws -> Response
    ) throws -> Response {
        if let stored = try idempotencyKeys.find(key.text, of: caller) {
            return try key.replay(stored)
        }
        let response = try respond()
        try idempotencyKeys.store(key.answer(response), under: key.text, of: caller)
        return response
    }

    /// An error is a response too, but the changes before it are rolled back.
    fileprivate func storableResponse(
        requestID: String, _ respond: () throws -> Response
    ) throws -> Response {
        do {
            return try savepoint(respond)
        } catch {
            guard let problem = Problem(error), problem.status.code < 500 else { throw error }
            return problem.response(requestID: requestID)
        }
    }
}

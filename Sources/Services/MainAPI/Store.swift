import BookingDomain
import BookingStore
import Credentials
import HTTP
import SQLite
import Timekeeping

/// MainAPI's database as the routes use it: reading where they are, and deeds that answer once.
struct Store: Sendable {
    let database: Database
    let clock: WallClock
    /// Fingerprints of requests are keyed, as a body may hold a password.
    let fingerprintKey: HMACKey
    private let tokenGenerations = TokenGenerations()

    init(database: Database, clock: WallClock, fingerprintKey: HMACKey) {
        self.database = database
        self.clock = clock
        self.fingerprintKey = fingerprintKey
    }

    /// Reads on the calling thread, all of it from one moment of the database.
    func read<Value>(_ body: (Connection, Timestamp) throws -> Value) throws -> Value {
        let now = clock.now()
        return try database.read { try body($0, now) }
    }

    /// Whether tokens of this generation are those that the guest has now; not so if there is no
    /// such guest.
    func isCurrent(_ generation: Int64, of user: UserID, at now: Timestamp) throws -> Bool {
        try tokenGenerations.isCurrent(generation, of: user, at: now) {
            try database.lookUp { try Users.tokenGeneration(of: user, on: $0) }
        }
    }

    /// Does a deed.
    func perform<Act: Deed>(_ deed: Act) async throws -> Act.Outcome {
        defer { if Act.endsLogins { tokenGenerations.forget() } }
        return try await write { [clock] in try deed.perform(on: $0, at: clock.now()) }
    }

    /// Writes, on behalf of the request that is being answered, if there is one.
    private func write<Value: Sendable>(
        _ body: @escaping @Sendable (Connection) throws -> Value
    ) async throws -> Value {
        let cause = RequestContext.id
        return try await database.write { connection in
            try connection.working(for: cause) { try body(connection) }
        }
    }

    /// Does a deed and answers with what came of it.
    ///
    /// With an `Idempotency-Key`, the answer commits in the transaction of its effect: the same
    /// key brings the same answer for 24 hours, a refusal's included, and the deed happens once.
    ///
    /// - Throws: `Problem` 422 when the key came with another request before.
    func perform<Act: Deed>(
        _ deed: Act, for request: Request, by caller: IdempotencyCaller,
        answer: @escaping @Sendable (Act.Outcome) -> Response
    ) async throws -> Response {
        guard let key = try IdempotencyKey(request, fingerprintKey: fingerprintKey) else {
            return answer(try await perform(deed))
        }
        defer { if Act.endsLogins { tokenGenerations.forget() } }
        return try await once(key, of: caller) { connection, now in
            try respond(on: connection, requestID: request.id) {
                answer(try deed.perform(on: connection, at: now))
            }
        }
    }

    /// Answers a request whose effect is on disk already, as somebody outside had to be asked in
    /// between; the same key brings the same answer from now on.
    ///
    /// - Throws: `Problem` 422 when the key came with another request before.
    func keep(
        _ response: Response, as request: Request, by caller: IdempotencyCaller
    ) async throws -> Response {
        guard let key = try IdempotencyKey(request, fingerprintKey: fingerprintKey) else {
            return response
        }
        return try await once(key, of: caller) { _, _ in response }
    }

    private func once(
        _ key: IdempotencyKey, of caller: IdempotencyCaller,
        _ answer: @escaping @Sendable (Connection, Timestamp) throws -> Response
    ) async throws -> Response {
        try await write { connection in
            // Its turn may come late: what counts is the moment of the effect.
            let now = clock.now()
            if let stored = try IdempotencyKeys.find(
                key.text, of: caller, at: now, on: connection)
            {
                return try key.replay(stored)
            }
            let response = try answer(connection, now)
            try IdempotencyKeys.keep(
                key.answer(response), under: key.text, of: caller, at: now, on: connection)
            return response
        }
    }

    /// The answer that was given to this very request before, if there was one.
    ///
    /// - Throws: `Problem` 422 when the key came with another request before.
    func earlierAnswer(to request: Request, by caller: IdempotencyCaller) throws -> Response? {
        guard let key = try IdempotencyKey(request, fingerprintKey: fingerprintKey) else {
            return nil
        }
        let stored = try read { connection, now in
            try IdempotencyKeys.find(key.text, of: caller, at: now, on: connection)
        }
        return try stored.map { try key.replay($0) }
    }

    /// A refusal is an answer too, but nothing that its deed wrote before may stay.
    private func respond(
        on connection: Connection, requestID: String, _ body: () throws -> Response
    ) throws -> Response {
        do {
            return try connection.savepoint { _ in try body() }
        } catch {
            guard let problem = Problem(error), problem.status.code < 500 else { throw error }
            return problem.response(requestID: requestID)
        }
    }
}

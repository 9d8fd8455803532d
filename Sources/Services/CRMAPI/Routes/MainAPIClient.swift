import Credentials
import HTTP
import HTTPClient
import JSONCoding
import Observability
import SQLite
import ServiceContract
import ServiceRuntime

/// Forwards requests to MainAPI and relays its responses.
struct MainAPIClient: Sendable {
    private let peer: PeerClient
    private let failures: Counter

    init(peer: PeerClient, metrics: Metrics) {
        self.peer = peer
        failures = metrics.counter(
            "main_api_failures_total",
            help: "Calls to MainAPI without a valid response.")
    }

    /// Reads a resource that has no pages.
    ///
    /// - Parameter isCompressible: As for `list`.
    func read(
        _ path: String, for request: Request, isCompressible: Bool = true
    ) async throws -> Response {
        try relay(try await send(ClientRequest("GET", path), for: request))
            .unlessCurrent(for: request, isCompressible: isCompressible)
    }

    /// Reads a resource with a secret, which no cache may store.
    func readSecret(_ path: String, for request: Request) async throws -> Response {
        try relay(try await send(ClientRequest("GET", path), for: request))
    }

    /// Reads a resource with MainAPI's entity tag, which names the version for `If-Match`.
    func readVersion(_ path: String, for request: Request) async throws -> Response {
        try relay(try await send(ClientRequest("GET", path), for: request))
            .with(.cacheControl, "no-cache").unlessCurrentlyTagged(for: request)
    }

    /// Reads a page of a list; the query's `limit` and `cursor` are forwarded.
    ///
    /// - Parameters:
    ///   - isCompressible: False for a list with addresses beside names that strangers choose.
    ///   - filters: Reads further parameters of the query and returns them for forwarding.
    func list(
        _ path: String, for request: Request, isCompressible: Bool = true,
        filters: (inout QueryReader) -> [String] = { _ in [] }
    ) async throws -> Response {
        var reader = try QueryReader(request)
        let page = PageRequest(&reader)
        let parameters = filters(&reader).map { "&\($0)" }.joined()
        try reader.finish()
        let cursor = page.after.map { "&cursor=\($0.text)" } ?? ""
        let query = "limit=\(page.limit)\(cursor)\(parameters)"
        return try relay(try await send(ClientRequest("GET", "\(path)?\(query)"), for: request))
            .unlessCurrent(for: request, isCompressible: isCompressible)
    }

    /// Sends a command, which MainAPI executes once.
    ///
    /// It has the client's idempotency key or else a random one. If there is no response, it is sent
    /// a second time, because the first may not have arrived.
    /// - Parameters:
    ///   - caller: For whom MainAPI records the command; nil for the owner's own.
    ///   - query: Parameters of the command, such as `from=7`.
    ///   - isDryRun: Whether MainAPI reports the effects of the command and undoes them.
    func command(
        _ method: String, _ path: String, _ content: (some JSONWritable)?, for request: Request,
        by caller: FacilitatorCaller?, query: [String] = [], isDryRun: Bool = false
    ) async throws -> Response {
        let query = query + (isDryRun ? ["dry_run=1"] : [])
        var command = ClientRequest(
            method, query.isEmpty ? path : "\(path)?\(query.joined(separator: "&"))",
            body: content?.json)
        if !isDryRun {
            command.fields["Idempotency-Key"] = request[.idempotencyKey] ?? randomToken(bytes: 16)
        }
        return try await execute(command, for: request, by: caller)
    }

    /// Sends a command, and a second time if there is no response to the first.
    ///
    /// - Parameter caller: For whom MainAPI records the command; nil for the owner's own.
    func execute(
        _ command: ClientRequest, for request: Request, by caller: FacilitatorCaller?
    ) async throws -> Response {
        var command = command
        command.fields["If-Match"] = request[.ifMatch]
        command.fields["\(InternalPath.actingOwner)"] = caller?.owner.map { "\($0)" }
        do {
            return try relay(try await send(command, for: request), isCommand: true)
        } catch is ClientError {
            return try relay(try await send(command, for: request), isCommand: true)
        }
    }

    private func send(
        _ call: ClientRequest, for request: Request
    ) async throws(ClientError) -> ClientResponse {
        do {
            return try await peer.send(call, requestID: request.id)
        } catch {
            failures.increment()
            throw error
        }
    }

    /// Converts MainAPI's response, a success or a problem.
    ///
    /// - Parameter isCommand: Whether a success may have no content, such as that of an erasure.
    /// - Throws: `Problem` 502 if MainAPI refuses the service token or violates the contract.
    private func relay(
        _ answer: ClientResponse, isCommand: Bool = false
    ) throws(Problem) -> Response {
        let isEmpty = isCommand && answer.isSuccess && answer.body.isEmpty
        guard let status = Status(code: answer.status), status != .unauthorized,
            answer.isJSON || isEmpty, answer.status < 500 || status == .serviceUnavailable
        else {
            failures.increment()
            throw Problem(
                .badGateway, code: "main_api_failed",
                detail: "MainAPI responded with an unexpected status \(answer.status).")
        }
        var response = Response(status, body: answer.body)
        if !isEmpty {
            response.fields[.contentType] = answer.isSuccess ? .json : .problemJSON
        }
        response.fields[.entityTag] = answer["etag"].flatMap(FieldValue.init)
        response.fields[.retryAfter] = answer["retry-after"].flatMap(FieldValue.init)
        let isReplayed = answer["idempotent-replayed"] == "true"
        response.fields["Idempotent-Replayed"] = isReplayed ? "true" : nil
        return response
    }
}

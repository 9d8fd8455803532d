import Credentials
import HTTP
import HTTPClient
import JSONCoding
import Observability
import SQLite
import ServiceContract
import ServiceRuntime

/// What this service asks of MainAPI, and MainAPI's answers as this service's own.
struct MainAPIClient: Sendable {
    private let peer: PeerClient
    private let failures: Counter

    init(peer: PeerClient, metrics: Metrics) {
        self.peer = peer
        failures = metrics.counter(
            "main_api_failures_total",
            help: "Calls to MainAPI that were not answered, or not as they should.")
    }

    /// Reads something that has no pages.
    func read(_ path: String, for request: Request) async throws -> Response {
        try relay(try await send(PeerClient.Call("GET", path, requestID: request.id)))
    }

    /// Reads a page of a list; the query's `limit` and `cursor` travel on.
    ///
    /// - Parameter filter: Reads a further parameter of the query, as it is to travel on.
    func list(
        _ path: String, for request: Request, filter: (inout QueryReader) -> String? = { _ in nil }
    ) async throws -> Response {
        var query = try QueryReader(request)
        let page = PageRequest(&query)
        let wanted = filter(&query).map { "&\($0)" } ?? ""
        try query.finish()
        let cursor = page.after.map { "&cursor=\($0.text)" } ?? ""
        let call = PeerClient.Call(
            "GET", "\(path)?limit=\(page.limit)\(cursor)\(wanted)", requestID: request.id)
        return try relay(try await send(call))
    }

    /// Gives a command, which MainAPI carries out once.
    ///
    /// It goes under the client's idempotency key where there is one, else under one of its own;
    /// and when no answer comes it goes once more, as it may or may not have arrived.
    func command(
        _ method: String, _ path: String, _ content: FacilitatorCommand?, for request: Request
    ) async throws -> Response {
        var call = PeerClient.Call(method, path, requestID: request.id)
        call.body = content?.json
        call.fields["Idempotency-Key"] = request[.idempotencyKey] ?? randomToken(bytes: 16)
        call.fields["If-Match"] = request[.ifMatch]
        let answer: PeerClient.Answer
        do {
            answer = try await send(call)
        } catch is PeerClient.Unreachable {
            answer = try await send(call)
        }
        return try relay(answer)
    }

    private func send(_ call: PeerClient.Call) async throws -> PeerClient.Answer {
        do {
            return try await peer.send(call)
        } catch {
            failures.increment()
            throw error
        }
    }

    /// MainAPI's answer, success or problem, as this service's.
    ///
    /// - Throws: `Problem` 502 when MainAPI does not take the service token, or breaks the
    ///   contract; 503 when it is busy.
    private func relay(_ answer: PeerClient.Answer) throws(Problem) -> Response {
        guard let status = Status(code: answer.status), status != .unauthorized, answer.isJSON,
            answer.status < 500 || status == .serviceUnavailable
        else {
            failures.increment()
            throw Problem(
                .badGateway, code: "main_api_failed",
                detail: "MainAPI answered with \(answer.status), which was not foreseen.")
        }
        var response = Response(status, body: answer.body)
        response.fields[.contentType] = answer.isSuccess ? .json : .problemJSON
        response.fields[.entityTag] = answer.entityTag.flatMap(FieldValue.init)
        response.fields[.retryAfter] = answer.retryAfter.flatMap(FieldValue.init)
        response.fields["Idempotent-Replayed"] = answer.isReplayed ? "true" : nil
        return response
    }
}

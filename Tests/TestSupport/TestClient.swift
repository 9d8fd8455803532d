import HTTPClient

/// A client of a running service that sends a bearer token.
package struct TestClient: Sendable {
    package let base: String
    package let token: String?
    private let client: Client

    package init(base: String) {
        self.init(
            base: base, token: nil,
            client: Client(base: base, timeout: .seconds(60), connections: 64))
    }

    private init(base: String, token: String?, client: Client) {
        self.base = base
        self.token = token
        self.client = client
    }

    /// The same client with another token.
    package func with(token: String?) -> TestClient {
        TestClient(base: base, token: token, client: client)
    }

    package func get(
        _ path: String, _ fields: [String: String] = [:]
    ) async throws -> ClientResponse {
        try await send("GET", path, nil, fields)
    }

    package func post(
        _ path: String, _ json: String? = nil, _ fields: [String: String] = [:]
    ) async throws -> ClientResponse {
        try await send("POST", path, json, fields)
    }

    package func put(
        _ path: String, _ json: String, _ fields: [String: String] = [:]
    ) async throws -> ClientResponse {
        try await send("PUT", path, json, fields)
    }

    package func patch(_ path: String, _ json: String) async throws -> ClientResponse {
        try await send("PATCH", path, json)
    }

    package func delete(
        _ path: String, _ fields: [String: String] = [:]
    ) async throws -> ClientResponse {
        try await send("DELETE", path, nil, fields)
    }

    package func send(
        _ method: String, _ path: String, _ json: String? = nil, _ fields: [String: String] = [:]
    ) async throws -> ClientResponse {
        try await send(method, path, body: json.map { Array($0.utf8) }, fields)
    }

    /// Sends a request; a body is JSON unless the fields say otherwise.
    package func send(
        _ method: String, _ path: String, body: [UInt8]?, _ fields: [String: String] = [:]
    ) async throws -> ClientResponse {
        var fields = fields
        if let token { fields["Authorization"] = "Bearer \(token)" }
        return try await client.send(ClientRequest(method, path, fields: fields, body: body))
    }
}

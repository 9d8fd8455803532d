import Foundation
import FoundationNetworking
import JSONCoding

/// An HTTP client of a running service that sends a bearer token.
package struct TestClient: Sendable {
    package struct Response: Sendable {
        package let status: Int
        /// Header fields; names in lower case.
        package let headers: [String: String]
        package let body: [UInt8]

        /// The content as JSON; null where it is not JSON.
        package var json: JSONValue { (try? JSONValue(parsing: body)) ?? .null }
        /// The code of a problem.
        package var code: String? { json["code"]?.string }
        package var text: String { String(decoding: body, as: UTF8.self) }

        /// A header field; its name in lower case.
        package subscript(header name: String) -> String? { headers[name] }
    }

    package let base: String
    /// The bearer token sent with every request.
    package let token: String?

    package init(base: String, token: String? = nil) {
        self.base = base
        self.token = token
    }

    /// The same client with another token.
    package func with(token: String?) -> TestClient { TestClient(base: base, token: token) }

    package func get(_ path: String, _ headers: [String: String] = [:]) async throws -> Response {
        try await send("GET", path, nil, headers)
    }

    package func post(
        _ path: String, _ json: String? = nil, _ headers: [String: String] = [:]
    ) async throws -> Response {
        try await send("POST", path, json, headers)
    }

    package func put(
        _ path: String, _ json: String, _ headers: [String: String] = [:]
    ) async throws -> Response {
        try await send("PUT", path, json, headers)
    }

    package func patch(_ path: String, _ json: String) async throws -> Response {
        try await send("PATCH", path, json)
    }

    package func delete(
        _ path: String, _ headers: [String: String] = [:]
    ) async throws -> Response {
        try await send("DELETE", path, nil, headers)
    }

    package func send(
        _ method: String, _ path: String, _ json: String? = nil, _ headers: [String: String] = [:]
    ) async throws -> Response {
        try await send(method, path, body: json.map { Array($0.utf8) }, headers)
    }

    package func send(
        _ method: String, _ path: String, body: [UInt8]?, _ headers: [String: String] = [:]
    ) async throws -> Response {
        guard let url = URL(string: base + path) else { throw URLError(.badURL) }
        var request = URLRequest(url: url)
        request.httpMethod = method
        if let token { request.setValue("Bearer \(token)", forHTTPHeaderField: "Authorization") }
        if let body {
            request.httpBody = Data(body)
            request.setValue("application/json", forHTTPHeaderField: "Content-Type")
        }
        for (name, value) in headers { request.setValue(value, forHTTPHeaderField: name) }
        let (data, response) = try await Self.session.data(for: request)
        guard let response = response as? HTTPURLResponse else {
            throw URLError(.badServerResponse)
        }
        var fields: [String: String] = [:]
        for (name, value) in response.allHeaderFields {
            fields["\(name)".lowercased()] = "\(value)"
        }
        return Response(status: response.statusCode, headers: fields, body: [UInt8](data))
    }

    private static let session: URLSession = {
        let configuration = URLSessionConfiguration.ephemeral
        configuration.httpMaximumConnectionsPerHost = 64
        configuration.timeoutIntervalForRequest = 60
        configuration.urlCache = nil
        return URLSession(configuration: configuration)
    }()
}

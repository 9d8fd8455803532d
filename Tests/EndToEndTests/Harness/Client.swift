import Foundation
import FoundationNetworking
import JSONCoding

/// An HTTP client as a developer's would be: URLSession against a running service.
struct Client: Sendable {
    /// What came back.
    struct Answer: Sendable {
        let status: Int
        let headers: [String: String]
        let body: [UInt8]

        /// The content as JSON; null where it is none.
        var json: JSONValue { (try? JSONValue(parsing: body)) ?? .null }
        /// The stable code of a problem.
        var code: String? { json["code"]?.string }
        var text: String { String(decoding: body, as: UTF8.self) }

        /// A header field, its name in lower case.
        subscript(header name: String) -> String? { headers[name] }
    }

    let base: String
    /// The bearer token sent with every request; nil sends none.
    var token: String?

    /// The same client with another token.
    func with(token: String?) -> Client {
        Client(base: base, token: token)
    }

    func get(_ path: String, _ headers: [String: String] = [:]) async throws -> Answer {
        try await send("GET", path, nil, headers)
    }

    func post(
        _ path: String, _ json: String? = nil, _ headers: [String: String] = [:]
    ) async throws -> Answer {
        try await send("POST", path, json, headers)
    }

    func put(
        _ path: String, _ json: String, _ headers: [String: String] = [:]
    ) async throws -> Answer {
        try await send("PUT", path, json, headers)
    }

    func patch(_ path: String, _ json: String) async throws -> Answer {
        try await send("PATCH", path, json, [:])
    }

    func delete(_ path: String, _ headers: [String: String] = [:]) async throws -> Answer {
        try await send("DELETE", path, nil, headers)
    }

    func send(
        _ method: String, _ path: String, _ json: String?, _ headers: [String: String]
    ) async throws -> Answer {
        try await send(method, path, body: json.map { Data($0.utf8) }, headers)
    }

    func send(
        _ method: String, _ path: String, body: Data?, _ headers: [String: String]
    ) async throws -> Answer {
        var request = URLRequest(url: try url(path))
        request.httpMethod = method
        if let token { request.setValue("Bearer \(token)", forHTTPHeaderField: "Authorization") }
        if let body {
            request.httpBody = body
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
        return Answer(status: response.statusCode, headers: fields, body: [UInt8](data))
    }

    private func url(_ path: String) throws -> URL {
        guard let url = URL(string: base + path) else { throw URLError(.badURL) }
        return url
    }

    private static let session: URLSession = {
        let configuration = URLSessionConfiguration.ephemeral
        configuration.httpMaximumConnectionsPerHost = 64
        configuration.timeoutIntervalForRequest = 60
        configuration.urlCache = nil
        return URLSession(configuration: configuration)
    }()
}

/// Short ways into a JSON value.
extension JSONValue {
    /// The element at that place when this is an array that has it, else nil.
    subscript(index: Int) -> JSONValue? {
        guard let array, array.indices.contains(index) else { return nil }
        return array[index]
    }

    var int: Int? { integer.map { Int($0) } }
}

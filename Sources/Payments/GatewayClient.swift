import Foundation
import FoundationNetworking

/// Calls a gateway over URLSession: nothing cached, no cookies, no redirects, bounded in time and
/// in number.
package final class GatewayClient: Sendable {
    /// A call as it is to be sent.
    package struct Call: Sendable {
        /// The method of HTTP, in capital letters.
        package let method: String
        /// Path and query.
        package let path: String
        /// Header fields by name; a name stands once.
        package var fields: [String: String]
        /// The content, its type among `fields`; nil for none.
        package var body: [UInt8]?

        /// A call with these header fields and this content.
        package init(
            _ method: String, _ path: String, fields: [String: String] = [:],
            body: [UInt8]? = nil
        ) {
            self.method = method
            self.path = path
            self.fields = fields
            self.body = body
        }
    }

    /// What came back, whatever its status.
    package struct Answer: Sendable {
        /// The status code of HTTP, a refusal's too.
        package let status: Int
        /// The content, 4 MiB at most; an answer with more counts as none.
        package let body: [UInt8]
        private let fields: [String: String]

        fileprivate init(status: Int, body: [UInt8], fields: [String: String]) {
            self.status = status
            self.body = body
            self.fields = fields
        }

        /// Whether the gateway did what it was asked.
        package var isSuccess: Bool { (200..<300).contains(status) }

        /// The value of a header field; the name in lower case.
        package subscript(name: String) -> String? { fields[name] }

        /// The seconds of `Retry-After`, where it has any.
        package var retryAfterSeconds: Int64? {
            self["retry-after"].flatMap { Int64($0) }.map { min(max(0, $0), 86_400) }
        }
    }

    /// Octets of an answer that are read at most.
    private static let maximumAnswer = 4_194_304

    private let base: String
    private let session: URLSession

    /// A client of one gateway, with connections of its own.
    ///
    /// - Parameters:
    ///   - base: The gateway's address, such as `https://api.stripe.com`.
    ///   - timeoutSeconds: For a call as a whole.
    ///   - connections: Calls under way at once.
    package init(base: String, timeoutSeconds: Double = 10, connections: Int = 16) {
        self.base = base
        let configuration = URLSessionConfiguration.ephemeral
        configuration.timeoutIntervalForRequest = timeoutSeconds
        configuration.timeoutIntervalForResource = timeoutSeconds
        configuration.httpMaximumConnectionsPerHost = connections
        configuration.httpCookieStorage = nil
        configuration.urlCache = nil
        configuration.requestCachePolicy = .reloadIgnoringLocalCacheData
        session = URLSession(
            configuration: configuration, delegate: RedirectRefusal(), delegateQueue: nil)
    }

    deinit { session.invalidateAndCancel() }

    /// Sends a call and waits for its answer, even when the caller's task is cancelled: whether
    /// money has moved should be known.
    ///
    /// - Throws: `GatewayFault.unknownOutcome` where there is none.
    package func send(_ call: Call) async throws(GatewayFault) -> Answer {
        guard let url = URL(string: base + call.path) else {
            throw .refused(code: "malformed_address", detail: "\(call.path) is not a path")
        }
        var request = URLRequest(url: url)
        request.httpMethod = call.method
        for (name, value) in call.fields { request.setValue(value, forHTTPHeaderField: name) }
        request.httpBody = call.body.map { Data($0) }
        do {
            let (data, response) = try await answer(to: request)
            guard let response = response as? HTTPURLResponse, data.count <= Self.maximumAnswer
            else { throw URLError(.badServerResponse) }
            var fields: [String: String] = [:]
            for (name, value) in response.allHeaderFields {
                fields["\(name)".lowercased()] = "\(value)"
            }
            return Answer(status: response.statusCode, body: [UInt8](data), fields: fields)
        } catch {
            throw .unknownOutcome("\(call.method) \(call.path): \(error.localizedDescription)")
        }
    }

    /// Not `URLSession.data(for:)`: cancelling the task that waits for that locks up when the
    /// answer comes at that moment, as each then holds the lock that the other needs.
    private func answer(to request: URLRequest) async throws -> (Data, URLResponse) {
        try await withCheckedThrowingContinuation { continuation in
            session.dataTask(with: request) { data, response, error in
                guard let response, error == nil else {
                    return continuation.resume(throwing: error ?? URLError(.badServerResponse))
                }
                continuation.resume(returning: (data ?? Data(), response))
            }.resume()
        }
    }
}

/// A gateway that answers with a redirect is not the one that the key is meant for.
private final class RedirectRefusal: NSObject, URLSessionTaskDelegate {
    func urlSession(
        _ session: URLSession, task: URLSessionTask,
        willPerformHTTPRedirection response: HTTPURLResponse, newRequest request: URLRequest,
        completionHandler: @escaping @Sendable (URLRequest?) -> Void
    ) {
        completionHandler(nil)
    }
}

import Foundation
import FoundationNetworking
import Synchronization

/// Calls the other service over URLSession, with the service token.
///
/// Connections are kept open between calls. Redirects are not followed and nothing is cached: the
/// answer is always the other service's own and of now.
package final class PeerClient: Sendable {
    /// What the other service answered, whatever its status.
    package struct Answer: Sendable {
        /// The status code of HTTP, a refusal's too.
        package let status: Int
        /// The content's octets.
        package let body: [UInt8]
        /// The value of `ETag`, if there was one.
        package let entityTag: String?
        /// The value of `Retry-After`, if there was one.
        package let retryAfter: String?
        /// Whether it is the answer that an earlier call of the same idempotency key had.
        package let isReplayed: Bool

        /// Whether the other service did what it was asked.
        package var isSuccess: Bool { (200..<300).contains(status) }
    }

    /// A call as it is to be sent.
    package struct Call: Sendable {
        /// The method of HTTP, in capital letters.
        package var method: String
        /// Path and query.
        package var path: String
        /// JSON content, or nil for none.
        package var body: [UInt8]?
        /// Further header fields, such as `If-Match`.
        package var fields: [String: String]
        /// The id of the request on whose behalf the call is made; the other service logs it too.
        package var requestID: String?

        /// A call with these header fields and this content.
        package init(
            _ method: String, _ path: String, body: [UInt8]? = nil, fields: [String: String] = [:],
            requestID: String? = nil
        ) {
            self.method = method
            self.path = path
            self.body = body
            self.fields = fields
            self.requestID = requestID
        }
    }

    /// The other service could not be reached, or did not answer in time.
    package struct Unreachable: Error {
        /// Why, for the log.
        package let reason: String

        fileprivate static let closed = Unreachable(reason: "the client is closed")
    }

    private let base: String
    private let authorization: String?
    /// Nil once it is closed.
    private let session: Mutex<URLSession?>

    /// A client of one service, with connections of its own.
    ///
    /// - Parameters:
    ///   - base: The other service's address, such as `http://127.0.0.1:5001`.
    ///   - token: The service token; nil for calls that anybody may make.
    ///   - timeoutSeconds: For a call as a whole.
    ///   - connections: Calls under way at once.
    package init(base: String, token: String?, timeoutSeconds: Double, connections: Int) {
        self.base = base
        authorization = token.map { "Bearer \($0)" }
        let configuration = URLSessionConfiguration.ephemeral
        configuration.timeoutIntervalForRequest = timeoutSeconds
        configuration.timeoutIntervalForResource = timeoutSeconds
        configuration.httpMaximumConnectionsPerHost = connections
        configuration.httpCookieStorage = nil
        configuration.urlCache = nil
        configuration.requestCachePolicy = .reloadIgnoringLocalCacheData
        session = Mutex(
            URLSession(
                configuration: configuration, delegate: RedirectRefusal(), delegateQueue: nil))
    }

    /// Sends a call and waits for its answer, even when the caller's task is cancelled.
    ///
    /// `URLSession.data(for:)` is no choice: cancelling the task that waits for it locks up when
    /// the answer comes at that moment, as each then holds the lock that the other needs. Calls
    /// under way are ended by `close()`.
    ///
    /// - Throws: `Unreachable` where there is none; whether the call had its effect is then
    ///   unknown.
    package func send(_ call: Call) async throws(Unreachable) -> Answer {
        let request = try request(for: call)
        let result: Result<Answer, Unreachable> = await withCheckedContinuation { continuation in
            let isOpen = session.withLock { session in
                session?.dataTask(with: request) { data, response, error in
                    continuation.resume(returning: Self.result(of: call, data, response, error))
                }.resume() != nil
            }
            if !isOpen { continuation.resume(returning: .failure(.closed)) }
        }
        return try result.get()
    }

    /// Ends what is under way and lets go of the connections.
    package func close() {
        // A closed session must not be asked for another task: that would end the process.
        session.withLock { $0.take() }?.invalidateAndCancel()
    }

    private func request(for call: Call) throws(Unreachable) -> URLRequest {
        guard let url = URL(string: base + call.path) else {
            throw Unreachable(reason: "\(call.path) is not a path")
        }
        var request = URLRequest(url: url)
        request.httpMethod = call.method
        request.setValue(authorization, forHTTPHeaderField: "Authorization")
        request.setValue(call.requestID, forHTTPHeaderField: "X-Request-Id")
        for (name, value) in call.fields { request.setValue(value, forHTTPHeaderField: name) }
        if let body = call.body {
            request.httpBody = Data(body)
            request.setValue("application/json", forHTTPHeaderField: "Content-Type")
        }
        return request
    }

    private static func result(
        of call: Call, _ data: Data?, _ response: URLResponse?, _ error: (any Error)?
    ) -> Result<Answer, Unreachable> {
        guard error == nil, let response = response as? HTTPURLResponse else {
            let reason = error?.localizedDescription ?? "the answer is not HTTP"
            return .failure(Unreachable(reason: "\(call.method) \(call.path): \(reason)"))
        }
        return .success(
            Answer(
                status: response.statusCode, body: [UInt8](data ?? Data()),
                entityTag: response.value(forHTTPHeaderField: "ETag"),
                retryAfter: response.value(forHTTPHeaderField: "Retry-After"),
                isReplayed: response.value(forHTTPHeaderField: "Idempotent-Replayed") == "true"))
    }
}

/// A service that answers with a redirect is not the one that the token is meant for.
private final class RedirectRefusal: NSObject, URLSessionTaskDelegate {
    func urlSession(
        _ session: URLSession, task: URLSessionTask,
        willPerformHTTPRedirection response: HTTPURLResponse, newRequest request: URLRequest,
        completionHandler: @escaping @Sendable (URLRequest?) -> Void
    ) {
        completionHandler(nil)
    }
}

import Foundation
import FoundationNetworking
import Synchronization

/// Calls another HTTP service over URLSession.
///
/// Connections are kept open between calls. Redirects are not followed and nothing is cached: the
/// answer is always that service's own and of now.
package final class HTTPClient: Sendable {
    /// There is no answer; whether the call had its effect is unknown.
    package struct NoAnswer: Error, CustomStringConvertible {
        /// Why, for the log.
        package let description: String
    }

    private let base: String
    private let timeoutSeconds: Double
    private let exchanges = Exchanges()
    /// Nil once it is closed.
    private let session: Mutex<URLSession?>

    /// A client of one service, with connections of its own.
    ///
    /// - Parameters:
    ///   - base: The service's address, such as `http://127.0.0.1:5001`.
    ///   - timeoutSeconds: For a call as a whole.
    ///   - connections: Calls under way at once.
    package init(base: String, timeoutSeconds: Double = 10, connections: Int = 16) {
        self.base = base
        self.timeoutSeconds = timeoutSeconds
        let configuration = URLSessionConfiguration.ephemeral
        configuration.timeoutIntervalForRequest = timeoutSeconds
        configuration.httpMaximumConnectionsPerHost = connections
        configuration.httpCookieStorage = nil
        configuration.urlCache = nil
        configuration.requestCachePolicy = .reloadIgnoringLocalCacheData
        session = Mutex(
            URLSession(configuration: configuration, delegate: exchanges, delegateQueue: nil))
    }

    deinit { close() }

    /// Sends a call and waits for its answer, even when the caller's task is cancelled: whether it
    /// had its effect should be known. What is under way is ended by `close()`.
    package func send(_ call: HTTPCall) async throws(NoAnswer) -> HTTPAnswer {
        let result: Result<HTTPAnswer, NoAnswer>
        if let request = request(for: call) {
            result = await withCheckedContinuation { continuation in
                session.withLock { session in
                    guard let task = session?.dataTask(with: request) else {
                        return continuation.resume(returning: .failure(.closed))
                    }
                    exchanges.begin(task, atMost: timeoutSeconds, continuation)
                }
            }
        } else {
            result = .failure(NoAnswer(description: "it is not a path"))
        }
        do throws(NoAnswer) {
            return try result.get()
        } catch {
            throw NoAnswer(description: "\(call.method) \(call.path): \(error.description)")
        }
    }

    /// Ends what is under way and lets go of the connections.
    package func close() {
        // A closed session must not be asked for another task: that would end the process.
        session.withLock { $0.take() }?.invalidateAndCancel()
    }

    private func request(for call: HTTPCall) -> URLRequest? {
        guard let url = URL(string: base + call.path) else { return nil }
        var request = URLRequest(url: url)
        request.httpMethod = call.method
        for (name, value) in call.fields { request.setValue(value, forHTTPHeaderField: name) }
        request.httpBody = call.body.map { Data($0) }
        return request
    }
}

extension HTTPClient.NoAnswer {
    static let closed = Self(description: "the client is closed")
    static let late = Self(description: "the answer took too long")
    static let tooLong = Self(description: "the answer is too long")
}

import Foundation
import FoundationNetworking
import Synchronization

/// Carries calls over URLSession, which speaks TLS too.
final class URLSessionTransport: Transport {
    private let base: String
    private let timeoutSeconds: Double
    private let exchanges = Exchanges()
    /// Nil once it is closed.
    private let session: Mutex<URLSession?>

    init(base: String, timeoutSeconds: Double, connections: Int) {
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

    func carry(_ call: HTTPCall) async -> Outcome {
        guard let request = request(for: call) else { return .failure(.notSendable) }
        return await withCheckedContinuation { continuation in
            session.withLock { session in
                guard let task = session?.dataTask(with: request) else {
                    return continuation.resume(returning: .failure(.closed))
                }
                exchanges.begin(task, atMost: timeoutSeconds, continuation)
            }
        }
    }

    func close() {
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

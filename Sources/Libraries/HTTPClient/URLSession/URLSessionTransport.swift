import Foundation
import FoundationNetworking
import Synchronization

/// Carries calls over URLSession, which speaks TLS too.
///
/// After a call that failed, and before the first, it looks whether anybody listens, as far as that
/// can be seen without TLS: where nobody does, URLSession is not asked, since it may end the process
/// as a connection is refused (see ``Client``).
final class URLSessionTransport: Transport {
    private let base: String
    private let timeoutSeconds: Double
    /// Where it looks whether anybody listens.
    private let origin: Origin?
    private let isInDoubt = Atomic(true)
    private let exchanges = Exchanges()
    /// Nil once it is closed.
    private let session: Mutex<URLSession?>

    init(base: String, timeoutSeconds: Double, connections: Int) {
        self.base = base
        origin = Origin(base)
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

    func carry(_ call: ClientRequest) async -> Outcome {
        guard let request = request(for: call) else { return .failure(.notSendable) }
        guard session.withLock({ $0 != nil }) else { return .failure(.closed) }
        if let origin, isInDoubt.load(ordering: .relaxed),
            let reason = await Connector.knock(at: origin, within: UInt64(timeoutSeconds * 1_000))
        {
            return .failure(reason)
        }
        let outcome = await ask(request)
        let hasFailed = if case .failure = outcome { true } else { false }
        isInDoubt.store(hasFailed, ordering: .relaxed)
        return outcome
    }

    private func ask(_ request: URLRequest) async -> Outcome {
        await withCheckedContinuation { continuation in
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

    private func request(for call: ClientRequest) -> URLRequest? {
        guard let url = URL(string: base + call.path) else { return nil }
        var request = URLRequest(url: url)
        request.httpMethod = call.method
        for (name, value) in call.fields { request.setValue(value, forHTTPHeaderField: name) }
        request.httpBody = call.body.map { Data($0) }
        return request
    }
}

import Foundation
import FoundationNetworking
import Glibc
import HTTP
import Synchronization

/// Sends requests over URLSession, which supports TLS.
///
/// Before the first request and after a failed one, it probes whether the service accepts
/// connections: URLSession can crash the process when a connection is refused (see ``Client``).
final class URLSessionTransport: Transport {
    private let base: String
    private let timeout: Duration
    /// The service to probe; nil if the address is invalid.
    private let origin: BaseURL?
    private let needsProbe = Atomic(true)
    private let tasks: URLSessionTasks
    /// Nil once closed.
    let session: Mutex<URLSession?>

    /// The closed sessions with TLS, which are not deallocated before the process ends.
    ///
    /// Deallocating a session closes its idle connections. For those with TLS, libcurl (8.14) then
    /// calls a function of the object that is being deallocated, and the process crashes with
    /// "_MultiHandle deallocated with non-zero retain count" (Swift 6.3).
    private static let closedSessions = Mutex<[URLSession]>([])

    init(base: String, timeout: Duration, connections: Int, maximumBodyBytes: Int) {
        self.base = base
        self.timeout = timeout
        origin = BaseURL(base)
        tasks = URLSessionTasks(maximumBodyBytes: maximumBodyBytes)
        let configuration = URLSessionConfiguration.ephemeral
        configuration.timeoutIntervalForRequest = timeout / .seconds(1)
        configuration.httpMaximumConnectionsPerHost = connections
        configuration.httpCookieStorage = nil
        configuration.urlCache = nil
        configuration.requestCachePolicy = .reloadIgnoringLocalCacheData
        session = Mutex(
            URLSession(configuration: configuration, delegate: tasks, delegateQueue: nil))
    }

    func send(_ request: ClientRequest, completion: @escaping Completion) {
        guard let converted = urlRequest(for: request) else {
            return completion(.failure(.init(.notSent, ClientError.invalid)))
        }
        guard session.withLock({ $0 != nil }) else { return fail(completion) }
        guard let origin, needsProbe.load(ordering: .relaxed) else {
            return start(converted, completion)
        }
        Connector.connect(to: origin, timeout: timeout) { [self] outcome in
            switch outcome {
            case .success(let socket):
                Glibc.close(socket)
                start(converted, completion)
            case .failure(let error): completion(.failure(error))
            }
        }
    }

    private func start(_ request: URLRequest, _ completion: @escaping Completion) {
        session.withLock { session in
            guard let task = session?.dataTask(with: request) else { return fail(completion) }
            tasks.start(task, timeout: timeout) { [self] outcome in
                let hasFailed = if case .failure = outcome { true } else { false }
                needsProbe.store(hasFailed, ordering: .relaxed)
                completion(outcome)
            }
        }
    }

    private func fail(_ completion: Completion) {
        completion(.failure(.init(.notSent, ClientError.closed)))
    }

    func close() {
        // Creating a task in an invalidated session would end the process.
        guard let closed = session.withLock({ $0.take() }) else { return }
        closed.invalidateAndCancel()
        if origin?.scheme == .https { Self.closedSessions.withLock { $0.append(closed) } }
    }

    private func urlRequest(for request: ClientRequest) -> URLRequest? {
        guard let url = URL(string: base + request.path) else { return nil }
        var converted = URLRequest(url: url)
        converted.httpMethod = request.method
        for (name, value) in request.fields {
            converted.setValue(value, forHTTPHeaderField: name)
        }
        converted.httpBody = request.body.map { Data($0) }
        return converted
    }
}

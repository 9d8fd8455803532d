import Foundation
import FoundationNetworking
import Synchronization
import TextEncoding

/// The running tasks of one session; each ends once, by a response, an error, the timeout or a body
/// over the limit.
///
/// The timeout is measured here, because URLSession restarts its own with every byte received.
final class URLSessionTasks: NSObject, URLSessionDataDelegate {
    private struct RunningTask {
        let completion: Transport.Completion
        var body: [UInt8] = []
    }

    private let maximumBodyBytes: Int
    /// By task identifier.
    private let running = Mutex<[Int: RunningTask]>([:])

    init(maximumBodyBytes: Int) {
        self.maximumBodyBytes = maximumBodyBytes
    }

    func start(
        _ task: URLSessionDataTask, timeout: Duration, completion: @escaping Transport.Completion
    ) {
        running.withLock { $0[task.taskIdentifier] = RunningTask(completion: completion) }
        task.resume()
        let deadline = DispatchTime.now() + timeout / .seconds(1)
        DispatchQueue.global().asyncAfter(deadline: deadline) { [weak self, weak task] in
            guard let self, let task else { return }
            cancel(task, .init(.timedOut, ClientError.timeout))
        }
    }

    private func cancel(_ task: URLSessionTask, _ error: ClientError) {
        if end(task, { _ in .failure(error) }) { task.cancel() }
    }

    /// Ends a task; false if it had ended before.
    @discardableResult
    private func end(
        _ task: URLSessionTask, _ outcome: (RunningTask) -> Transport.Outcome
    ) -> Bool {
        let ended = running.withLock { $0.removeValue(forKey: task.taskIdentifier) }
        guard let ended else { return false }
        ended.completion(outcome(ended))
        return true
    }

    func urlSession(_: URLSession, dataTask task: URLSessionDataTask, didReceive data: Data) {
        let count = running.withLock { running in
            running[task.taskIdentifier]?.body += data
            return running[task.taskIdentifier]?.body.count ?? 0
        }
        if count > maximumBodyBytes {
            cancel(task, .init(.invalidResponse, ClientError.tooLong))
        }
    }

    func urlSession(
        _: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?
    ) {
        end(task) { ended in
            guard error == nil, let response = task.response as? HTTPURLResponse else {
                let reason = error?.localizedDescription ?? "the response is not HTTP"
                return .failure(.init(.noResponse, reason))
            }
            var fields: [String: String] = [:]
            for (name, value) in response.allHeaderFields {
                let name = ASCII.lowercased(String(ascii: "\(name)".utf8))
                fields[name] = String(ascii: "\(value)".utf8)
            }
            return .success(
                ClientResponse(status: response.statusCode, fields: fields, body: ended.body))
        }
    }

    /// Follows no redirect, because the token is meant for this service only.
    func urlSession(
        _: URLSession, task: URLSessionTask,
        willPerformHTTPRedirection response: HTTPURLResponse, newRequest request: URLRequest,
        completionHandler: @escaping @Sendable (URLRequest?) -> Void
    ) {
        completionHandler(nil)
    }
}

import Foundation
import FoundationNetworking
import Synchronization

/// The calls under way of one session, each of which comes to its end once: with its answer,
/// with a failure, or when its time is over or its content too long.
///
/// The time is kept here, as URLSession's own begins anew with every octet that arrives.
final class Exchanges: NSObject, URLSessionDataDelegate {
    private struct Exchange {
        let continuation: Transport.Continuation
        var content: [UInt8] = []
    }

    /// By the identifiers of their tasks.
    private let underWay = Mutex<[Int: Exchange]>([:])

    /// Begins the call.
    func begin(
        _ task: URLSessionDataTask, atMost seconds: Double, _ continuation: Transport.Continuation
    ) {
        underWay.withLock { $0[task.taskIdentifier] = Exchange(continuation: continuation) }
        task.resume()
        DispatchQueue.global().asyncAfter(deadline: .now() + seconds) { [weak self, weak task] in
            guard let self, let task else { return }
            cutOff(task, .late)
        }
    }

    private func cutOff(_ task: URLSessionTask, _ reason: Client.NoAnswer) {
        guard end(task, { _ in .failure(reason) }) else { return }
        task.cancel()
    }

    /// Answers whether the call had not come to its end before.
    @discardableResult
    private func end(
        _ task: URLSessionTask, _ result: (Exchange) -> Result<ClientResponse, Client.NoAnswer>
    ) -> Bool {
        let ended = underWay.withLock { $0.removeValue(forKey: task.taskIdentifier) }
        guard let ended else { return false }
        ended.continuation.resume(returning: result(ended))
        return true
    }

    func urlSession(_: URLSession, dataTask task: URLSessionDataTask, didReceive data: Data) {
        let isTooLong = underWay.withLock { underWay in
            underWay[task.taskIdentifier]?.content += data
            return (underWay[task.taskIdentifier]?.content.count ?? 0) > ClientResponse.longestBody
        }
        if isTooLong { cutOff(task, .tooLong) }
    }

    func urlSession(
        _: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?
    ) {
        end(task) { exchange in
            guard error == nil, let response = task.response as? HTTPURLResponse else {
                let reason = error?.localizedDescription ?? "the answer is not HTTP"
                return .failure(.init(description: reason))
            }
            var fields: [String: String] = [:]
            for (name, value) in response.allHeaderFields {
                fields["\(name)".lowercased()] = "\(value)"
            }
            return .success(
                ClientResponse(status: response.statusCode, body: exchange.content, fields: fields))
        }
    }

    /// A service that answers with a redirect is not the one that the token is meant for.
    func urlSession(
        _: URLSession, task: URLSessionTask,
        willPerformHTTPRedirection response: HTTPURLResponse, newRequest request: URLRequest,
        completionHandler: @escaping @Sendable (URLRequest?) -> Void
    ) {
        completionHandler(nil)
    }
}

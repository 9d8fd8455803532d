/// A request in progress.
struct PendingRequest: Sendable {
    let method: String
    let bytes: [UInt8]
    /// On the monotonic clock.
    let deadlineMilliseconds: UInt64
    /// Whether it may be sent once more, on another connection.
    var isRepeatable: Bool
    /// Whether any byte of it was sent, on any connection.
    var wasSent = false
    private let completion: Transport.Completion

    init(
        _ request: ClientRequest, _ bytes: [UInt8], deadlineMilliseconds: UInt64,
        completion: @escaping Transport.Completion
    ) {
        method = request.method
        isRepeatable = request.isRepeatable
        self.bytes = bytes
        self.deadlineMilliseconds = deadlineMilliseconds
        self.completion = completion
    }

    func succeed(_ response: ClientResponse) {
        completion(.success(response))
    }

    /// - Parameter kind: Replaced by `notSent` if no byte was sent.
    func fail(_ kind: ClientError.Kind, _ reason: String) {
        completion(.failure(.init(wasSent ? kind : .notSent, reason)))
    }
}

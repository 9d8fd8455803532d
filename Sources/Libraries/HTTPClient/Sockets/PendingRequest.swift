/// A call that has not come to its end, as octets.
struct PendingRequest: Sendable {
    let method: String
    let octets: [UInt8]
    /// Milliseconds of the monotonic clock.
    let deadline: UInt64
    /// Whether it was sent on a kept connection that turned out to have ended.
    var isRepeated = false
    private let continuation: Transport.Continuation

    init(
        _ method: String, _ octets: [UInt8], deadline: UInt64,
        _ continuation: Transport.Continuation
    ) {
        self.method = method
        self.octets = octets
        self.deadline = deadline
        self.continuation = continuation
    }

    /// Whether sending it twice has the effect of sending it once (RFC 9110 §9.2.2).
    var isIdempotent: Bool {
        ["GET", "HEAD", "PUT", "DELETE", "OPTIONS", "TRACE"].contains(method)
    }

    /// Tells the caller; to be called once.
    func end(_ outcome: Transport.Outcome) {
        continuation.resume(returning: outcome)
    }
}

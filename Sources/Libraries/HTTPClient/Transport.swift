/// What carries calls to one service and brings the answers back.
protocol Transport: Sendable {
    typealias Outcome = Result<ClientResponse, Client.NoAnswer>
    typealias Continuation = CheckedContinuation<Outcome, Never>

    /// Carries a call to its end, whatever that is: an answer, a failure, or that its time is over.
    func carry(_ call: ClientRequest) async -> Outcome

    /// Ends what is under way and lets go of the connections; what comes after it fails.
    func close()
}

extension Client.NoAnswer {
    static let closed = Self(description: "the client is closed")
    static let late = Self(description: "the answer took too long")
    static let tooLong = Self(description: "the answer is too long")
    static let notSendable = Self(description: "it is not a path, or not a header field")
}

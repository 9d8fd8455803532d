/// Sends requests to one service and receives the responses.
protocol Transport: Sendable {
    typealias Outcome = Result<ClientResponse, ClientError>
    typealias Completion = @Sendable (Outcome) -> Void

    /// Starts a request and calls `completion` exactly once.
    func send(_ request: ClientRequest, completion: @escaping Completion)

    /// Ends all requests and closes the connections; later requests fail.
    func close()
}

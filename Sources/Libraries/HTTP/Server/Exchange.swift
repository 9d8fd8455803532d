/// A request that is being answered, with the state that its response needs.
///
/// A class: passing it on retains one reference and not each part of the request.
final class Exchange {
    let request: Request
    /// Nil for a request that has no route or could not be parsed.
    let endpoint: Endpoint?
    /// The handler for the principal, if the request was authenticated before its content arrived.
    let authenticatedHandler: Routes.Handler?
    /// The memory for the content, if it did not arrive with the head.
    private let contentShare: ContentBudget.Share?
    /// Time of the monotonic clock; 0 when no observer needs it.
    let startNanoseconds: UInt64
    /// Whether the connection may stay open after the response.
    var keepsConnection: Bool

    init(
        request: Request, endpoint: Endpoint?, authenticatedHandler: Routes.Handler? = nil,
        contentShare: ContentBudget.Share? = nil,
        startNanoseconds: UInt64, keepsConnection: Bool
    ) {
        self.request = request
        self.endpoint = endpoint
        self.authenticatedHandler = authenticatedHandler
        self.contentShare = contentShare
        self.startNanoseconds = startNanoseconds
        self.keepsConnection = keepsConnection
    }

    /// Authenticates the request, unless that is done, and calls the handler of its route.
    func callHandler() throws -> Routes.Handling {
        // Two calls: an optional function is wrapped, which would allocate for every request.
        if let authenticatedHandler { return try authenticatedHandler(request) }
        guard let endpoint else { throw Problem.notFound }
        return try endpoint.route.handle(request)
    }
}

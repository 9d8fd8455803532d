/// A request that is being answered, and what the answer has to know beside it.
///
/// A class, so that handing it on counts one reference and not each of the request's parts.
final class Exchange {
    let request: Request
    /// Where the request was led; nil where nothing stands or nothing could be read.
    let endpoint: Endpoint?
    /// Nanoseconds of the monotonic clock; 0 when nobody asks.
    let startedAt: UInt64
    /// Whether the client, and how it sent its request, let the connection stay.
    var keepsConnection: Bool

    init(request: Request, endpoint: Endpoint?, startedAt: UInt64, keepsConnection: Bool) {
        self.request = request
        self.endpoint = endpoint
        self.startedAt = startedAt
        self.keepsConnection = keepsConnection
    }
}

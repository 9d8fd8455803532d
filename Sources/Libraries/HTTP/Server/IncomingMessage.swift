import TextEncoding

/// An arriving request: it consumes bytes and yields the head, then the complete request.
///
/// It does no I/O. Not copyable, because a copy would share the parser's storage, and the next
/// byte would duplicate it.
struct IncomingMessage: ~Copyable {
    enum Event {
        case needsMore, head, request
    }

    private(set) var parser: RequestParser
    /// Empty until the head is complete.
    var requestID = ""
    /// The route's endpoint; nil before the head and after a refusal.
    private(set) var endpoint: Endpoint?
    private var parameters = PathParameters.none
    /// The handler for the principal, if the request was authenticated before its content arrived.
    var handler: Routes.Handler?
    /// The memory for the content, if it does not arrive with the head.
    var contentShare: ContentBudget.Share?
    /// Whether the request was refused; its content is read and dropped.
    private(set) var isRefused = false
    private var hasEnded = false

    init(limits: Limits) {
        parser = RequestParser(limits: limits)
    }

    /// Bytes of the empty line that may precede the request, until the request begins.
    var emptyLineBytes: UInt8 {
        get { hasEnded ? 0 : parser.emptyLineBytes }
        set { parser.emptyLineBytes = newValue }
    }

    /// Whether all bytes so far belong to requests that were yielded.
    var isBetweenRequests: Bool { hasEnded || parser.isAtStart }

    /// Whether the request is routed, incomplete and not authenticated yet.
    var needsAuthentication: Bool {
        !parser.isInHead && endpoint != nil && handler == nil
    }

    /// The most memory that the content may take.
    var maximumContentBytes: Int {
        guard parser.storesBody else { return 0 }
        return switch parser.head.framing {
        case .length(let length): min(length, parser.bodyLimit)
        case .chunked, .untilEnd: parser.bodyLimit
        case .none: 0
        }
    }

    /// Whether the client waits for 100 Continue (RFC 9110 §10.1.1).
    var awaitsContinue: Bool { parser.head.expectsContinue && parser.bodyBytes == 0 }

    /// Starts again and keeps the storage.
    mutating func reset() {
        parser.reset()
        requestID = ""
        endpoint = nil
        parameters = .none
        handler = nil
        contentShare = nil
        isRefused = false
        hasEnded = false
    }

    /// Consumes bytes up to the next event; after a refused request it goes on to the next one.
    ///
    /// - Throws: `ParseFailure`; the message must not be fed any further bytes.
    mutating func nextEvent(
        in input: UnsafeRawBufferPointer, from position: inout Int
    ) throws(ParseFailure) -> Event {
        while true {
            if hasEnded { reset() }
            switch try parser.consume(input, from: &position) {
            case .needsMore: return .needsMore
            case .head: return .head
            case .message:
                hasEnded = true
                if !isRefused { return .request }
            }
        }
    }

    /// Routes the request by its head; returns the response to a request without a route.
    ///
    /// - Parameter drainedBytes: The limit on content that the route does not read.
    mutating func route(
        by router: Router, drainedBytes: Int, newID: @autoclosure () -> String
    ) -> Response? {
        requestID = Self.requestID(of: parser.head) ?? newID()
        switch router.decide(parser.head, requestID: requestID) {
        case .route(let endpoint, let parameters):
            if endpoint.route.bodyLimit > 0 {
                parser.limitBody(to: endpoint.route.bodyLimit)
            } else {
                parser.discardBody(upTo: drainedBytes)
            }
            self.endpoint = endpoint
            self.parameters = parameters
            return nil
        case .answer(let response):
            return response
        }
    }

    /// Drops the content from now on; false when the connection cannot be used afterwards.
    mutating func refuse(drainingUpTo bytes: Int) -> Bool {
        isRefused = true
        endpoint = nil
        contentShare = nil
        parser.discardBody(upTo: bytes)
        let head = parser.head
        let isBounded = if case .length(let length) = head.framing { length <= bytes } else { true }
        // After `Expect: 100-continue`, the client may send the content or leave it out.
        return isBounded && !head.expectsContinue && head.method != .connect
    }

    /// Moves the content out of the message.
    @inline(__always)
    mutating func takeRequest(from peer: PeerAddress) -> Request {
        request(from: peer, body: parser.removeBody())
    }

    /// The request without content.
    @inline(__always)
    func request(from peer: PeerAddress, body: [UInt8] = []) -> Request {
        Request(
            head: parser.head, body: body, peer: peer, id: requestID, parameters: parameters)
    }

    /// The ID that the client or the other service set: a token of up to 64 bytes.
    private static func requestID(of head: RequestHead) -> String? {
        head.withValue(of: .requestID) { value in
            guard (1...64).contains(value.count), value.allSatisfy(Grammar.isToken) else {
                return nil
            }
            return String(ascii: value)
        } ?? nil
    }
}

/// A message that is passed on by reference.
///
/// A connection holds one only while its message is unfinished. Otherwise the loop keeps it for
/// reuse, so an idle connection needs no buffers.
final class MessageBox {
    var message: IncomingMessage

    init(limits: Limits) {
        message = IncomingMessage(limits: limits)
    }
}

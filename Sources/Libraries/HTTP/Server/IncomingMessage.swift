import Platform

/// A message on its way in: the parser, and what its head was decided to mean.
///
/// It does no I/O: it is fed octets and says what the connection has to do about them.
struct IncomingMessage {
    /// What the octets so far ask for.
    enum Step: ~Copyable {
        /// The content may come: 100 Continue.
        case invite
        /// The request has its answer.
        case answer(Response, Exchange)
        /// There is no time for the request's handler in this turn of the loop.
        case postpone(Exchange)
        /// The request's handler is to be run, and will wait.
        case run(@Sendable () async throws -> Response, Exchange)
        /// The request was answered already, and the rest of it cannot be read.
        case abandon
    }

    private var parser: RequestParser
    private var requestID = ""
    private var destination: (endpoint: Endpoint, parameters: PathParameters)?
    private var isAdmitted = false
    /// The request was refused by its head; its content is read and dropped.
    private var isAnswered = false
    private var hasEnded = false
    private let loop: EventLoop

    init(loop: EventLoop) {
        self.loop = loop
        parser = RequestParser(limits: loop.configuration.limits)
    }

    /// Whether nothing of a message is here that has not been dealt with.
    var isBetweenMessages: Bool { hasEnded || parser.isAtStart }

    /// Whether the head is not complete yet.
    var isInHead: Bool { parser.isInHead }

    /// Octets of content that have arrived.
    var bodyBytes: Int { parser.bodyBytes }

    /// Forgets the message and keeps the storage.
    mutating func reset() {
        parser.reset()
        requestID = ""
        destination = nil
        isAdmitted = false
        isAnswered = false
        hasEnded = false
    }

    /// Consumes octets up to the next thing to be done; nil when there are no more and the
    /// message goes on.
    mutating func consume(
        _ input: UnsafeRawBufferPointer, from position: inout Int, of peer: PeerAddress
    ) -> Step? {
        do throws(ParseFailure) {
            while true {
                if hasEnded { reset() }
                switch try parser.consume(input, from: &position) {
                case .needsMore: return admitEarly(peer)
                case .head: if let refusal = decide(peer) { return refusal }
                case .message:
                    hasEnded = true
                    if !isAnswered { return handle(peer) }
                }
            }
        } catch {
            return fail(error, from: peer)
        }
    }

    /// Answers what could not be read; nothing that comes after it is looked at.
    mutating func fail(_ failure: ParseFailure, from peer: PeerAddress) -> Step {
        guard !isAnswered else { return .abandon }
        if requestID.isEmpty { requestID = loop.nextRequestID() }
        let exchange = exchange(request(from: peer), destination?.endpoint)
        exchange.keepsConnection = false
        return .answer(Problem(failure).response(requestID: requestID), exchange)
    }

    /// Leads the request to its route by its head alone; a step where there is none.
    private mutating func decide(_ peer: PeerAddress) -> Step? {
        requestID = Self.requestID(of: parser.head) ?? loop.nextRequestID()
        switch loop.router.decide(parser.head, requestID: requestID) {
        case .route(let endpoint, let parameters):
            parser.limitBody(to: endpoint.route.bodyLimit)
            destination = (endpoint, parameters)
            return nil
        case .answer(let response):
            return refuse(response, request(from: peer), nil)
        }
    }

    /// Asks who calls while the content is still on its way, so that nobody sends it in vain.
    private mutating func admitEarly(_ peer: PeerAddress) -> Step? {
        guard !parser.isInHead, !isAdmitted, !isAnswered, let (endpoint, parameters) = destination
        else { return nil }
        isAdmitted = true
        let request = request(parameters, from: peer)
        do {
            try endpoint.route.authenticate(request)
        } catch {
            let response = loop.router.response(to: error, request.head, requestID: requestID)
            return refuse(response, request, endpoint)
        }
        return parser.head.expectsContinue && parser.bodyBytes == 0 ? .invite : nil
    }

    /// Answers before the content is there: the content is then dropped, or the connection ends.
    private mutating func refuse(
        _ response: Response, _ request: Request, _ endpoint: Endpoint?
    ) -> Step {
        isAnswered = true
        destination = nil
        let exchange = exchange(request, endpoint)
        let head = request.head
        let bound = loop.configuration.drainedBodyBytes
        let isBounded = if case .length(let length) = head.framing { length <= bound } else { true }
        // Nobody can tell whether a client that asked first will send the content now.
        if head.expectsContinue || !isBounded || head.method == .connect {
            exchange.keepsConnection = false
        }
        parser.discardBody(upTo: bound)
        return .answer(response, exchange)
    }

    private mutating func handle(_ peer: PeerAddress) -> Step {
        guard let (endpoint, parameters) = destination.take() else { return .abandon }
        let request = request(parameters, body: parser.removeBody(), from: peer)
        let exchange = exchange(request, endpoint)
        if !endpoint.route.isUrgent, loop.isBehind { return .postpone(exchange) }
        return .begin(exchange, loop.router)
    }

    private func request(
        _ parameters: PathParameters = .none, body: [UInt8] = [], from peer: PeerAddress
    ) -> Request {
        Request(head: parser.head, body: body, peer: peer, id: requestID, parameters: parameters)
    }

    private func exchange(
        _ request: consuming Request, _ endpoint: consuming Endpoint?
    ) -> Exchange {
        Exchange(
            request: request, endpoint: endpoint,
            startedAt: loop.router.isObserved ? MonotonicClock.nanoseconds() : 0,
            keepsConnection: parser.head.keepsConnection)
    }

    /// An id that the client, or the other service, gave: a token of up to 64 octets.
    private static func requestID(of head: RequestHead) -> String? {
        head.withValue(of: .requestID) { value in
            guard (1...64).contains(value.count), value.allSatisfy(Grammar.isToken) else {
                return nil
            }
            return String(decoding: value, as: UTF8.self)
        } ?? nil
    }
}

extension IncomingMessage.Step {
    /// Whether the client is only asked to go on.
    var isInvitation: Bool {
        switch self {
        case .invite: true
        default: false
        }
    }

    /// Has the handler of a request begin, which may be all it does.
    static func begin(_ exchange: Exchange, _ router: Router) -> Self {
        guard let endpoint = exchange.endpoint else { return .abandon }
        do {
            switch try endpoint.route.handle(exchange.request) {
            case .done(let response): return .answer(response, exchange)
            case .waiting(let operation): return .run(operation, exchange)
            }
        } catch {
            let response = router.response(
                to: error, exchange.request.head, requestID: exchange.request.id)
            return .answer(response, exchange)
        }
    }
}

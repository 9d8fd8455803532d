import Platform

/// One client's connection: reads requests, has them answered one after the other, and closes.
///
/// Everything happens on the thread of its loop; `@unchecked Sendable` only lets the task of a
/// waiting handler, which runs on that same thread, hold on to it.
final class Connection: @unchecked Sendable {
    /// What the connection is about, with what exists only then.
    private enum State {
        /// Nothing of a request has come.
        case idle
        /// A message has begun and not ended.
        case receiving(Reception)
        /// A handler is at work, or will be; nothing is read meanwhile.
        case answering(Exchange)
        /// The last response is being sent; nothing is read any more.
        case closing
        /// The last response is out, and the client is waited for to close its side.
        case lingering
        case closed
    }

    /// The socket's descriptor.
    let number: Int32
    let peer: PeerAddress
    let generation: UInt32
    private(set) var idleSince: UInt64
    private var socket: ClientSocket
    private let loop: EventLoop
    private var state = State.idle
    private var wait = Wait.idle
    private var task: Task<Void, Never>?
    /// Octets that were read before their turn: the client pipelines.
    private var unread: ArraySlice<UInt8> = []
    private var isProcessing = false
    private var isQueued = false

    init(
        _ descriptor: consuming Descriptor, peer: PeerAddress, generation: UInt32, loop: EventLoop
    ) {
        number = descriptor.number
        socket = ClientSocket(descriptor)
        self.peer = peer
        self.generation = generation
        self.loop = loop
        idleSince = loop.now
        settle(isNew: true)
    }

    /// Whether nothing of a request has come and nothing of a response is left.
    var isIdle: Bool {
        if case .idle = state { !socket.hasUnsent && unread.isEmpty } else { false }
    }

    private var isClosed: Bool { if case .closed = state { true } else { false } }

    /// Whether requests are taken now.
    private var isOpen: Bool {
        switch state {
        case .idle, .receiving: !socket.hasUnsent
        case .answering, .closing, .lingering, .closed: false
        }
    }

    private var isAnswering: Bool { if case .answering = state { true } else { false } }

    private var isLingering: Bool { if case .lingering = state { true } else { false } }

    /// Whether no further request is taken, ever.
    private var isEnding: Bool {
        switch state {
        case .idle, .receiving, .answering: false
        case .closing, .lingering, .closed: true
        }
    }
}

/// What the loop tells a connection of.
extension Connection {
    /// The socket has something to read, room to write, or an end.
    func handle(_ events: UInt32) {
        guard !isClosed else { return }
        guard socket.note(events) else { return close() }
        if socket.hasUnsent { sendOn() }
        advance()
    }

    /// The loop comes back to what one turn did not allow.
    func turnCame() {
        isQueued = false
        advance()
    }

    /// The loop has time for a request that it had put off, or it is too late for it.
    func takeUp(isLate: Bool) {
        guard case .answering(let exchange) = state else { return }
        state = .idle
        isProcessing = true
        if isLate {
            let response = loop.router.response(
                to: Problem.unavailable(), exchange.request.head, requestID: exchange.request.id)
            perform(.answer(response, exchange))
        } else {
            perform(.begin(exchange, loop.router))
        }
        isProcessing = false
        settle(isNew: true)
        advance()
    }

    /// The server stops, or has no room: only a request that is here already, though it may not
    /// have been read yet, keeps the connection.
    func closeIfIdle() {
        guard isIdle else { return }
        socket.lookAgain()
        advance()
        if isIdle, !socket.mayHaveMore { close() }
    }

    /// What was waited for did not come in time.
    func deadlinePassed() {
        switch (wait, state) {
        case (.head, .receiving(let reception)), (.body, .receiving(let reception)):
            if wait == .body, let milliseconds = reception.extraTime {
                return loop.deadlines.set(number, after: milliseconds, now: loop.now)
            }
            let reason = "The request did not arrive in time."
            perform(reception.message.fail(ParseFailure(.requestTimeout, reason), from: peer))
            loop.recycle(reception)
        case (.handling, .answering(let exchange)):
            task?.cancel()
            task = nil
            exchange.keepsConnection = false
            let problem = Problem.unavailable(code: "timeout", detail: "The answer took too long.")
            respond(problem.response(requestID: exchange.request.id), to: exchange)
        default:
            return close()
        }
        settle(isNew: true)
        advance()
    }

    func close() {
        guard !isClosed else { return }
        state = .closed
        unread = []
        task?.cancel()
        task = nil
        loop.remove(self)
        socket.close()
    }
}

/// The way in: from the socket to a request, and on to its handler.
extension Connection {
    /// Does what there is to do: first what was read earlier, then what the socket has.
    ///
    /// One buffer a turn: a client that never stops sending must not have the loop for itself.
    private func advance() {
        guard isOpen || isLingering else { return }
        if !unread.isEmpty {
            let input = unread
            unread = []
            let consumed = input.withUnsafeBytes(process)
            if consumed < input.count, !isEnding { unread = input.dropFirst(consumed) }
        } else if socket.mayHaveMore {
            read()
        }
        if socket.mayHaveMore || !unread.isEmpty {
            guard isOpen || isLingering, !isQueued else { return }
            isQueued = true
            loop.later(self)
        } else if loop.isDraining, isIdle {
            close()
        }
    }

    private func read() {
        switch socket.read(into: loop.input) {
        case .octets where isLingering: break
        case .octets(let count):
            let input = UnsafeRawBufferPointer(rebasing: loop.input[..<count])
            let consumed = process(input)
            if consumed < count, !isEnding { unread = ArraySlice(Array(input[consumed...])) }
        case .nothing: break
        // What has come of a request can never be completed.
        case .end, .broken: close()
        }
    }

    /// Requests that are answered in one turn: of a client that pipelines more, the rest waits
    /// until the other connections have had theirs.
    private static let requestsPerTurn = 16

    /// Has octets parsed and answered; returns how far it came.
    private func process(_ input: UnsafeRawBufferPointer) -> Int {
        let reception: Reception
        var isNew = false
        if case .receiving(let begun) = state {
            reception = begun
        } else {
            reception = loop.takeReception()
            isNew = true
        }
        var position = 0
        var steps = 0
        isProcessing = true
        while isOpen, steps < Self.requestsPerTurn,
            let step = reception.message.consume(input, from: &position, of: peer)
        {
            // Asked for its content, a message goes on, and so does its time.
            if !step.isInvitation { isNew = true }
            perform(step)
            steps += 1
            if loop.output.count >= Self.heldBackBytes { flush() }
        }
        isProcessing = false
        keep(reception, isNew: isNew)
        settle(isNew: isNew)
        return position
    }

    private func keep(_ reception: Reception, isNew: Bool) {
        if isEnding || isAnswering {
            loop.recycle(reception)
        } else if reception.message.isBetweenMessages {
            state = .idle
            loop.recycle(reception)
        } else {
            if isNew { reception.begins() }
            state = .receiving(reception)
        }
    }
}

/// The way out: from a handler to octets that are held back for the socket.
extension Connection {
    /// Answers are held back up to so many octets, so that those of pipelined requests leave
    /// together.
    private static let heldBackBytes = 65_536
    /// Content larger than this is sent from where it is and not copied behind its head.
    private static let copiedBodyBytes = 8_192

    private func perform(_ step: consuming IncomingMessage.Step) {
        switch consume step {
        case .invite: loop.output.append(ResponseWriter.continue)
        case .answer(let response, let exchange): respond(response, to: exchange)
        case .postpone(let exchange):
            state = .answering(exchange)
            loop.postpone(self)
        case .run(let operation, let exchange): run(operation, exchange)
        case .abandon: state = .closing
        }
    }

    /// Starts the handler at once, on this very thread; what it waits for brings it back here.
    private func run(
        _ operation: @escaping @Sendable () async throws -> Response, _ exchange: Exchange
    ) {
        state = .answering(exchange)
        let requestID = exchange.request.id
        let task = Task.immediate(executorPreference: loop) {
            do {
                self.handlerEnded(
                    .success(
                        try await RequestContext.$id.withValue(requestID, operation: operation)))
            } catch {
                self.handlerEnded(.failure(error))
            }
        }
        if isAnswering { self.task = task }
    }

    private func handlerEnded(_ result: consuming Result<Response, any Error>) {
        // Whoever asked may be gone or was told to go: that the work was cut short is no fault.
        guard case .answering(let exchange) = state else { return }
        task = nil
        state = .idle
        switch consume result {
        case .success(let response): respond(response, to: exchange)
        case .failure(let error):
            let response = loop.router.response(
                to: error, exchange.request.head, requestID: exchange.request.id)
            respond(response, to: exchange)
        }
        // Inside `process` its own loop goes on; later there is nobody but us.
        guard !isProcessing else { return }
        settle(isNew: true)
        advance()
    }

    private func respond(_ response: consuming Response, to exchange: Exchange) {
        let response = loop.router.finish(response, to: exchange)
        let keeps = exchange.keepsConnection && !loop.isDraining
        let context = ResponseWriter.Context(
            isHead: exchange.request.method == .head,
            minorVersion: exchange.request.head.minorVersion,
            keepsConnection: keeps, requestID: exchange.request.id)
        let hasContent = ResponseWriter.sendsBody(of: response, in: context)
        let isCopied = response.body.count <= Self.copiedBodyBytes
        ResponseWriter.append(
            response, withContent: hasContent && isCopied, in: context, date: loop.date,
            to: loop.output)
        if hasContent, !isCopied { send(response.body) }
        loop.router.record(response, to: exchange)
        if !keeps, !isClosed { state = .closing }
    }
}

/// The end of the way out: from those octets to the socket.
extension Connection {
    /// Sends what is held back, and content behind it.
    private func send(_ body: [UInt8]) {
        if !isClosed, socket.send(loop.output.bytes, body) == .broken { close() }
        loop.output.removeAll()
    }

    private func flush() {
        if !loop.output.isEmpty { send([]) }
        if case .closing = state, !socket.hasUnsent { linger() }
    }

    private func sendOn() {
        switch socket.sendOn() {
        case .complete, .partial: settle(isNew: true)
        case .blocked: break
        case .broken: close()
        }
    }

    /// Closes the sending side only, so that the client can read the last answer to its end: an
    /// abrupt end would take it away from under what the client still sends.
    private func linger() {
        state = .lingering
        unread = []
        if socket.isAtEnd { return close() }
        socket.endSending()
    }

    /// Sends what was answered and sets the deadline of what comes next.
    ///
    /// - Parameter isNew: Whether something has ended and begun, so that a deadline of the same
    ///   kind begins anew. It does not for each octet of a head.
    private func settle(isNew: Bool) {
        flush()
        guard let next = nextWait, next != wait || isNew else { return }
        wait = next
        if next == .idle { idleSince = loop.now }
        if next == .body, case .receiving(let reception) = state { reception.bodyBegins() }
        loop.deadlines.set(number, after: loop.configuration.timeouts[next], now: loop.now)
    }

    private var nextWait: Wait? {
        switch state {
        case .closed: nil
        case _ where socket.hasUnsent: .sending
        case .idle: .idle
        case .receiving(let reception): reception.message.isInHead ? .head : .body
        case .answering: .handling
        case .closing, .lingering: .lingering
        }
    }
}

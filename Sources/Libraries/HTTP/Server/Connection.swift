import Platform

/// One client's connection: it reads requests, answers them one after the other, and closes.
///
///            input                  handler waits, or is deferred
///     idle ---------> receiving --------------------------------> answering
///      ^                  |                                           |
///      | response,        |                 response                  |
///      | keep-alive       v                                           v
///      +------------------+<------------------------------------------+
///                         | last response
///                         v
///                      closing ------------> lingering --------------------> closed
///                                all sent               client has closed
///
/// Errors of the socket and most timeouts lead from every state to `closed`. So does the end of
/// the client's input, but only after the responses to complete requests.
///
/// `@unchecked Sendable` because everything runs on the loop's thread, also the task of a waiting
/// handler. So that task may hold the connection.
final class Connection: @unchecked Sendable {
    enum State {
        case idle
        case receiving(MessageBox)
        /// No input is read meanwhile.
        case answering(Exchange)
        /// The last response is being sent.
        case closing
        /// The last response was sent; the client has not closed its side.
        case lingering
        case closed
    }

    let descriptor: Int32
    let peer: PeerAddress
    let generation: UInt32
    let loop: EventLoop
    var state = State.idle
    private(set) var idleSinceMilliseconds: UInt64
    private var socket: ClientSocket
    private var wait = Wait.idle
    /// Whether something was completed, so that the next deadline of the same kind starts again.
    var restartsDeadline = true
    private var messageStartMilliseconds: UInt64 = 0
    private var contentEndMilliseconds: UInt64 = 0
    private var contentBytes = 0
    /// Bytes of an empty line before the next request; only one is allowed, in any number of reads.
    private var emptyLineBytes: UInt8 = 0
    /// The task of a waiting handler.
    var task: Task<Void, Never>?
    /// Pipelined input behind the current request.
    private var unread: ArraySlice<UInt8> = []
    var isProcessing = false
    private var isResumeScheduled = false

    init(
        _ descriptor: consuming Descriptor, peer: PeerAddress, generation: UInt32, loop: EventLoop
    ) {
        self.descriptor = descriptor.number
        socket = ClientSocket(descriptor)
        self.peer = peer
        self.generation = generation
        self.loop = loop
        idleSinceMilliseconds = loop.nowMilliseconds
        flushAndSetDeadline()
    }

    /// Whether the connection has neither input nor output.
    var isIdle: Bool {
        if case .idle = state { !socket.hasUnsent && unread.isEmpty } else { false }
    }

    var isAnswering: Bool { if case .answering = state { true } else { false } }

    var isClosed: Bool { if case .closed = state { true } else { false } }

    private var isLingering: Bool { if case .lingering = state { true } else { false } }

    /// Whether requests are accepted now.
    private var isOpen: Bool {
        switch state {
        case .idle, .receiving: !socket.hasUnsent
        case .answering, .closing, .lingering, .closed: false
        }
    }

    private var isEnding: Bool {
        switch state {
        case .idle, .receiving, .answering: false
        case .closing, .lingering, .closed: true
        }
    }
}

/// Called by the loop.
extension Connection {
    func handle(_ events: UInt32) {
        guard !isClosed else { return }
        guard socket.record(events) else { return close() }
        if socket.hasUnsent { resumeSending() }
        advance()
    }

    /// Continues with the input that the last turn left.
    func resume() {
        isResumeScheduled = false
        advance()
    }

    /// Closes an idle connection, because the server stops or has no room.
    ///
    /// A request that is in the socket already is answered first.
    func closeIfIdle() {
        guard isIdle else { return }
        socket.expectInput()
        advance()
        if isIdle, !socket.mayHaveInput { close() }
    }

    func deadlinePassed() {
        switch (wait, state) {
        case (.head, .receiving(let box)), (.body, .receiving(let box)):
            let failure = ParseFailure(.requestTimeout, "The request did not arrive in time.")
            fail(&box.message, failure)
            loop.recycle(box)
        case (.handling, .answering(let exchange)):
            stopHandler(of: exchange)
        default:
            return close()
        }
        flushAndSetDeadline()
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

/// Input.
extension Connection {
    /// Processes the stored input first, then reads the socket once.
    ///
    /// One buffer a turn: a client that never stops sending must not occupy the loop.
    func advance() {
        guard isOpen || isLingering else { return }
        if !unread.isEmpty {
            let input = unread
            unread = []
            let consumed = input.withUnsafeBytes(process)
            if consumed < input.count, !isEnding { unread = input.dropFirst(consumed) }
        } else if socket.mayHaveInput {
            read()
        }
        if socket.mayHaveInput || !unread.isEmpty {
            guard isOpen || isLingering, !isResumeScheduled else { return }
            isResumeScheduled = true
            loop.scheduleResume(of: self)
        } else if loop.isDraining, isIdle {
            close()
        }
    }

    private func read() {
        switch socket.read(into: loop.input) {
        case .bytes where isLingering: break
        case .bytes(let count):
            let input = UnsafeRawBufferPointer(rebasing: loop.input[..<count])
            let consumed = process(input)
            if consumed < count, !isEnding { unread = ArraySlice(Array(input[consumed...])) }
        case .wouldBlock: break
        // An unfinished request can no longer be completed.
        case .end, .failed: close()
        }
    }

    /// Events of one turn, two for each request; more pipelined requests wait for the next turn.
    private static let eventsPerTurn = 32
    /// Output up to this size is held back, so that pipelined responses leave together.
    private static let heldBackBytes = 65_536

    /// Parses and answers requests; returns the number of bytes consumed.
    private func process(_ input: UnsafeRawBufferPointer) -> Int {
        let box: MessageBox
        var isNew = false
        if case .receiving(let unfinished) = state {
            box = unfinished
        } else {
            box = loop.takeMessage()
            box.message.emptyLineBytes = emptyLineBytes
            emptyLineBytes = 0
            isNew = true
        }
        var position = 0
        isProcessing = true
        // Passed on as `inout`: the access to the box is checked once and not for each event.
        handleEvents(of: &box.message, input, &position)
        isProcessing = false
        if isEnding || isAnswering {
            loop.recycle(box)
        } else if box.message.isBetweenRequests {
            state = .idle
            emptyLineBytes = box.message.emptyLineBytes
            loop.recycle(box)
        } else {
            restartsDeadline = restartsDeadline || isNew
            if restartsDeadline { messageStartMilliseconds = loop.nowMilliseconds }
            state = .receiving(box)
            extendContentDeadline(to: box.message.parser.bodyBytes)
        }
        flushAndSetDeadline()
        return position
    }

    /// Content earns time at the minimum rate, never more than the grace period in advance: a client
    /// cannot send fast first and then stop.
    private func extendContentDeadline(to received: Int) {
        guard wait == .body, !restartsDeadline, received > contentBytes else { return }
        let (now, timeouts) = (loop.nowMilliseconds, loop.timeouts)
        let earned = timeouts.bodyMilliseconds(received) - timeouts.bodyMilliseconds(contentBytes)
        contentBytes = received
        contentEndMilliseconds = min(
            contentEndMilliseconds + earned, now + timeouts.bodyGrace,
            messageStartMilliseconds + timeouts.request)
        // A deadline that has passed is due at the end of this turn.
        guard contentEndMilliseconds > now else { return }
        loop.setDeadline(of: self, afterMilliseconds: contentEndMilliseconds - now)
    }

    private func handleEvents(
        of message: inout IncomingMessage, _ input: UnsafeRawBufferPointer, _ position: inout Int
    ) {
        var events = 0
        while isOpen, events < Self.eventsPerTurn, handleEvent(of: &message, input, &position) {
            events += 1
            if loop.output.count >= Self.heldBackBytes { flush() }
        }
    }
}

/// Output.
extension Connection {
    /// Sends the held back output, with content behind it.
    func send(_ body: [UInt8]) {
        if !isClosed, socket.send(loop.output.bytes, body) == .failed { close() }
        loop.output.removeAll()
    }

    private func flush() {
        if !loop.output.isEmpty { send([]) }
        if case .closing = state, !socket.hasUnsent { linger() }
    }

    private func resumeSending() {
        switch socket.resumeSending() {
        case .complete, .partial:
            restartsDeadline = true
            flushAndSetDeadline()
        case .blocked: break
        case .failed: close()
        }
    }

    /// Closes the sending side only.
    ///
    /// Closing the socket with unread input would reset it, and the client could lose the response.
    private func linger() {
        state = .lingering
        unread = []
        if socket.isAtEnd { return close() }
        socket.endSending()
    }

    /// Sends the held back output and sets the deadline of the next step.
    ///
    /// A deadline goes on while its step does: a byte more of a head does not restart it.
    func flushAndSetDeadline() {
        flush()
        guard let next = nextWait, next != wait || restartsDeadline else { return }
        wait = next
        restartsDeadline = false
        if next == .idle { idleSinceMilliseconds = loop.nowMilliseconds }
        if next == .body {
            contentEndMilliseconds = loop.nowMilliseconds + loop.timeouts[.body]
            contentBytes = 0
        }
        loop.setDeadline(of: self, afterMilliseconds: loop.timeouts[next])
    }

    private var nextWait: Wait? {
        switch state {
        case .closed: nil
        case _ where socket.hasUnsent: .sending
        case .idle: .idle
        case .receiving(let box): box.message.parser.isInHead ? .head : .body
        case .answering: .handling
        case .closing, .lingering: .lingering
        }
    }
}

import CLinux
import Glibc

/// One client's connection: reads requests, has them answered one after the other, and closes.
///
/// Everything happens on the thread of its loop; `@unchecked Sendable` only lets the task of a
/// waiting handler, which runs on that same thread, hold on to it.
final class Connection: @unchecked Sendable {
    /// What the connection is about; each state is left by one kind of event.
    private enum State {
        /// Waiting for, or in the middle of, a request.
        case reading
        /// A request was refused by its head; its content is read and dropped.
        case dropping
        /// A handler is at work; nothing is read meanwhile.
        case answering
        /// The last response is out, and the client is waited for to close its side.
        case lingering
        case closed
    }

    /// What a deadline, once passed, says about.
    private enum Wait {
        case idle, head, body, handling, sending, lingering
    }

    /// A request that is being answered.
    private struct Exchange {
        var head: RequestHead
        var requestID: String
        var route: String?
        var startedAt: UInt64
        var keepsConnection: Bool
    }

    let number: Int32
    let peer: PeerAddress
    let generation: UInt32
    private(set) var idleSince: UInt64
    private let descriptor: Descriptor
    private unowned let loop: EventLoop
    private var state = State.reading
    private var wait = Wait.idle
    /// The parser, while a message has begun and not ended.
    private var parser: RequestParser?
    /// What a message's head was decided to mean, while its content is on its way.
    private var route: (Routes.Route, PathParameters, requestID: String)?
    private var isAdmitted = false
    private var bodyBeganAt: UInt64 = 0
    private var exchange: Exchange?
    private var task: Task<Void, Never>?
    /// Octets that were read before their turn: the client pipelines.
    private var pending: [UInt8] = []
    private var unsent: [UInt8] = []
    private var unsentStart = 0
    private var mayHaveMore = false
    private var clientHasEnded = false
    private var closesWhenSent = false
    private var isProcessing = false

    init(
        _ descriptor: consuming Descriptor, peer: PeerAddress, generation: UInt32, loop: EventLoop
    ) {
        number = descriptor.number
        self.descriptor = descriptor
        self.peer = peer
        self.generation = generation
        self.loop = loop
        idleSince = loop.now
    }

    /// Whether nothing of a request has come and nothing of a response is left.
    var isIdle: Bool { state == .reading && parser == nil && unsent.isEmpty && pending.isEmpty }

    func opened() {
        expect(.idle, within: loop.configuration.timeouts.idle)
    }

    // Events

    func handle(_ events: UInt32) {
        guard state != .closed else { return }
        if events & (EPOLLERR.rawValue | EPOLLHUP.rawValue) != 0 { return close() }
        if events & EPOLLRDHUP.rawValue != 0 { clientHasEnded = true }
        if events & (EPOLLIN.rawValue | EPOLLRDHUP.rawValue) != 0 { mayHaveMore = true }
        if events & EPOLLOUT.rawValue != 0, !unsent.isEmpty {
            guard sendUnsent() else { return }
            if unsent.isEmpty { return sendingEnded() }
        }
        goOn()
    }

    /// Does what there is to do: first what was read earlier, then what the socket has.
    func goOn() {
        guard state != .closed, state != .answering, unsent.isEmpty else { return }
        if !pending.isEmpty, state != .lingering {
            let input = pending
            pending = []
            input.withOctets { process($0) }
        } else if mayHaveMore {
            read()
        }
    }

    private func read() {
        let input = loop.input
        let count = recv(number, input.baseAddress, input.count, 0)
        guard count > 0 else {
            if count == 0 { return clientEnded() }
            if errno == EINTR { return loop.later(self) }
            mayHaveMore = false
            if errno != EAGAIN { close() }
            return
        }
        // A short read empties an edge-triggered socket, unless the client's end is still to come.
        if count < input.count, !clientHasEnded { mayHaveMore = false }
        if state != .lingering {
            process(UnsafeRawBufferPointer(rebasing: input[..<count]))
        }
        // One buffer a turn: a client that never stops sending must not have the loop for itself.
        if mayHaveMore, state != .closed, state != .answering, unsent.isEmpty { loop.later(self) }
    }

    private func clientEnded() {
        mayHaveMore = false
        clientHasEnded = true
        // A request that is being answered still gets its answer: the client may have closed
        // its sending side only.
        if state != .answering, unsent.isEmpty { close() }
    }

    // Requests

    private func process(_ input: UnsafeRawBufferPointer) {
        var position = 0
        var parser = takeParser()
        isProcessing = true
        do throws(ParseFailure) {
            reading: while state == .reading || state == .dropping, unsent.isEmpty {
                switch try parser.consume(input, from: &position) {
                case .needsMore: break reading
                case .head: headEnded(&parser)
                case .message:
                    messageEnded(&parser)
                    parser.reset()
                }
            }
            if state == .reading, !parser.isAtStart { admitEarly(&parser) }
        } catch {
            fail(error, parser.head)
        }
        isProcessing = false
        if position < input.count, state != .lingering, state != .closed {
            pending = Array(input[position...])
        }
        keep(parser)
        flush()
    }

    private func takeParser() -> RequestParser {
        if let parser = parser.take() { return parser }
        return loop.spareParser.take() ?? RequestParser(limits: loop.configuration.limits)
    }

    /// A parser in the middle of a message stays; any other serves the next connection.
    private func keep(_ parser: consuming RequestParser) {
        guard state == .reading || state == .dropping else {
            if state == .answering, parser.isAtStart { loop.spareParser = parser }
            return
        }
        if parser.isAtStart {
            loop.spareParser = parser
            if state == .reading { becomeIdle() }
        } else {
            if parser.isInHead {
                if wait != .head { expect(.head, within: loop.configuration.timeouts.head) }
            } else if wait != .body {
                bodyBeganAt = loop.now
                expect(.body, within: loop.configuration.timeouts.bodyGrace)
            }
            self.parser = parser
        }
    }

    private func becomeIdle() {
        idleSince = loop.now
        expect(.idle, within: loop.configuration.timeouts.idle)
    }

    private func headEnded(_ parser: inout RequestParser) {
        isAdmitted = false
        let requestID = Self.requestID(parser.head) ?? loop.nextRequestID()
        switch loop.router.decide(parser.head, requestID: requestID) {
        case .route(let route, let parameters):
            parser.limitBody(to: route.bodyLimit)
            self.route = (route, parameters, requestID)
        case .answer(let response):
            refuse(response, &parser, requestID: requestID)
        }
    }

    /// Answers before the content is there: the content is then dropped, or the connection ends.
    private func refuse(
        _ response: Response, _ parser: inout RequestParser, requestID: String, route: String? = nil
    ) {
        let head = parser.head
        let bound = loop.configuration.drainedBodyBytes
        let isBounded =
            switch head.framing {
            case .none, .chunked: true
            case .length(let length): length <= bound
            }
        begin(head, requestID: requestID, route: route)
        // Nobody can tell whether a client that asked first will send the content now.
        if head.expectsContinue || !isBounded || head.method == .connect {
            exchange?.keepsConnection = false
        }
        parser.discardBody(upTo: bound)
        respond(response)
        if state == .reading { state = .dropping }
    }

    /// Asks who calls while the content is still on its way, so that nobody sends it in vain.
    private func admitEarly(_ parser: inout RequestParser) {
        guard !parser.isInHead, !isAdmitted, let (route, parameters, requestID) = route else {
            return
        }
        isAdmitted = true
        do {
            try route.admit(request(parser.head, body: [], parameters, requestID))
            if parser.head.expectsContinue, parser.body.isEmpty {
                loop.output.append(ResponseWriter.continue)
            }
        } catch {
            self.route = nil
            let response = loop.router.response(to: error, requestID: requestID)
            refuse(response, &parser, requestID: requestID, route: route.label)
        }
    }

    private func messageEnded(_ parser: inout RequestParser) {
        if state == .dropping {
            state = .reading
            return
        }
        guard let (route, parameters, requestID) = route.take() else { return }
        begin(parser.head, requestID: requestID, route: route.label)
        do {
            let request = request(parser.head, body: parser.body, parameters, requestID)
            switch try route.handle(request) {
            case .done(let response): respond(response)
            case .waiting(let operation): run(operation, requestID)
            }
        } catch {
            respond(loop.router.response(to: error, requestID: requestID))
        }
    }

    private func request(
        _ head: RequestHead, body: [UInt8], _ parameters: PathParameters, _ requestID: String
    ) -> Request {
        Request(head: head, body: body, peer: peer, id: requestID, parameters: parameters)
    }

    private func begin(_ head: RequestHead, requestID: String, route: String?) {
        exchange = Exchange(
            head: head, requestID: requestID, route: route, startedAt: Monotonic.nanoseconds(),
            keepsConnection: head.keepsConnection && !loop.isDraining)
    }

    /// Starts the handler at once, on this very thread; what it waits for brings it back here.
    private func run(
        _ operation: @escaping @Sendable () async throws -> Response, _ requestID: String
    ) {
        state = .answering
        expect(.handling, within: loop.configuration.timeouts.handling)
        let router = loop.router
        let task = Task.immediate(executorPreference: loop) {
            let response: Response
            do {
                response = try await operation()
            } catch {
                response = router.response(to: error, requestID: requestID)
            }
            self.handlerEnded(response)
        }
        if state == .answering { self.task = task }
    }

    private func handlerEnded(_ response: Response) {
        task = nil
        guard state == .answering else { return }
        state = .reading
        respond(response)
        // Inside `process` its own loop goes on; later there is nobody but us.
        guard !isProcessing else { return }
        flush()
        guard state == .reading, unsent.isEmpty else { return }
        becomeIdle()
        goOn()
    }

    /// An id that the client, or the other service, gave: a token of up to 64 octets.
    private static func requestID(_ head: RequestHead) -> String? {
        head.withValue(of: .requestID) { value in
            guard (1...64).contains(value.count), value.allSatisfy(Grammar.isToken) else {
                return nil
            }
            return String(decoding: value, as: UTF8.self)
        } ?? nil
    }

    // Responses

    private func respond(_ response: Response) {
        guard let exchange = exchange.take() else { return }
        let response = loop.router.finish(response, for: exchange.head)
        let keeps = exchange.keepsConnection && !loop.isDraining
        let context = ResponseWriter.Context(
            isHead: exchange.head.method == .head, minorVersion: exchange.head.minorVersion,
            keepsConnection: keeps, requestID: exchange.requestID)
        ResponseWriter.appendHead(of: response, in: context, date: loop.date, to: &loop.output)
        if ResponseWriter.sendsBody(of: response, in: context) { append(response.body) }
        if !keeps { closesWhenSent = true }
        loop.router.record(
            ExchangeRecord(
                method: exchange.head.methodText, path: exchange.head.path, route: exchange.route,
                status: response.status.code, bodyBytes: response.body.count,
                durationNanoseconds: Monotonic.nanoseconds() - exchange.startedAt,
                requestID: exchange.requestID, peer: peer))
        if !keeps, state != .closed { state = .lingering }
    }

    /// Answers what could not be read, and looks at nothing that comes after it.
    private func fail(_ failure: ParseFailure, _ head: RequestHead) {
        guard state == .reading else {
            // The request was answered already; only its dropped content went wrong.
            closesWhenSent = true
            state = .lingering
            return
        }
        let requestID = loop.nextRequestID()
        begin(head, requestID: requestID, route: nil)
        exchange?.keepsConnection = false
        respond(Problem(failure).response(requestID: requestID))
    }

    // Sending

    /// Content this large is sent from where it is and not copied behind its head.
    private static let copiedBodyBytes = 8_192

    private func append(_ body: [UInt8]) {
        guard body.count > Self.copiedBodyBytes, unsent.isEmpty else {
            if unsent.isEmpty { loop.output.append(contentsOf: body) } else { unsent += body }
            return
        }
        send(loop.output, body)
        loop.output.removeAll(keepingCapacity: true)
    }

    /// Sends what was written in this turn: the answers of pipelined requests leave together.
    private func flush() {
        if !loop.output.isEmpty {
            if state != .closed { send(loop.output, []) }
            loop.output.removeAll(keepingCapacity: true)
        }
        if unsent.isEmpty { sendingEnded() }
    }

    private func send(_ head: [UInt8], _ body: [UInt8]) {
        guard unsent.isEmpty else {
            unsent += head
            unsent += body
            return
        }
        let sent = head.withOctets { head in
            body.withOctets { body in Self.write(number, head, body) }
        }
        guard sent >= 0 || errno == EAGAIN || errno == EINTR else { return close() }
        let done = max(0, sent)
        guard done < head.count + body.count else { return }
        unsent = done < head.count ? Array(head[done...]) : []
        unsent += body[max(0, done - head.count)...]
        expect(.sending, within: loop.configuration.timeouts.writeStall)
    }

    private static func write(
        _ descriptor: Int32, _ head: UnsafeRawBufferPointer, _ body: UnsafeRawBufferPointer
    ) -> Int {
        guard !body.isEmpty else {
            return Glibc.send(descriptor, head.baseAddress, head.count, Int32(MSG_NOSIGNAL))
        }
        return withUnsafeTemporaryAllocation(of: iovec.self, capacity: 2) { parts in
            parts[0] = iovec(
                iov_base: UnsafeMutableRawPointer(mutating: head.baseAddress), iov_len: head.count)
            parts[1] = iovec(
                iov_base: UnsafeMutableRawPointer(mutating: body.baseAddress), iov_len: body.count)
            var message = msghdr()
            message.msg_iov = parts.baseAddress
            message.msg_iovlen = 2
            return sendmsg(descriptor, &message, Int32(MSG_NOSIGNAL))
        }
    }

    /// Sends on what the socket had no room for; false when the connection broke.
    private func sendUnsent() -> Bool {
        let sent = unsent.withOctets { octets in
            Glibc.send(
                number, octets.baseAddress.map { $0 + unsentStart }, octets.count - unsentStart,
                Int32(MSG_NOSIGNAL))
        }
        guard sent >= 0 else {
            if errno == EAGAIN || errno == EINTR { return true }
            close()
            return false
        }
        unsentStart += sent
        if unsentStart == unsent.count {
            unsent = []
            unsentStart = 0
        } else {
            expect(.sending, within: loop.configuration.timeouts.writeStall)
        }
        return true
    }

    /// Everything is out: either the connection ends, or it turns to the next request.
    private func sendingEnded() {
        guard state != .closed else { return }
        if closesWhenSent { return linger() }
        guard wait == .sending else { return }
        if state == .reading, parser == nil { becomeIdle() }
        goOn()
    }

    // Ending

    /// Closes the sending side only, so that the client can read the last answer to its end.
    private func linger() {
        guard state != .closed, wait != .lingering else { return }
        state = .lingering
        pending = []
        if clientHasEnded && !mayHaveMore { return close() }
        shutdown(number, Int32(SHUT_WR))
        expect(.lingering, within: loop.configuration.timeouts.linger)
        if mayHaveMore { loop.later(self) }
    }

    func close() {
        guard state != .closed else { return }
        state = .closed
        task?.cancel()
        task = nil
        loop.remove(self)
        // The socket itself is closed with the last reference; clients should not wait for it.
        shutdown(number, Int32(SHUT_RDWR))
    }

    func drain() {
        if isIdle { close() }
    }

    private func expect(_ wait: Wait, within milliseconds: UInt64) {
        self.wait = wait
        loop.deadlines.set(number, after: milliseconds, now: loop.now)
    }

    func deadlinePassed() {
        switch wait {
        case .head, .body:
            if wait == .body, let extra = extraTimeForBody() {
                return expect(.body, within: extra)
            }
            let head = parser?.head ?? RequestHead()
            parser = nil
            route = nil
            fail(ParseFailure(.requestTimeout, "The request did not arrive in time."), head)
            flush()
        case .idle, .handling, .sending, .lingering:
            close()
        }
    }

    /// The milliseconds that content arriving at the least rate may still take.
    private func extraTimeForBody() -> UInt64? {
        guard let parser else { return nil }
        let timeouts = loop.configuration.timeouts
        let received = UInt64(parser.bodyBytes)
        let allowed = timeouts.bodyGrace + received * 1_000 / max(1, timeouts.bodyMinimumRate)
        let elapsed = loop.now - bodyBeganAt
        return elapsed < allowed ? allowed - elapsed : nil
    }
}

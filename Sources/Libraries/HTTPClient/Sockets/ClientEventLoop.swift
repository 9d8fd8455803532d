import Glibc
import HTTP
import Platform

/// The thread of one client: it assigns requests to connections and ends those that time out.
///
/// `@unchecked Sendable` because only the loop's own thread uses the mutable state; other threads
/// reach it through `mailbox`.
final class ClientEventLoop: @unchecked Sendable {
    private let base: BaseURL
    private let maximumConnections: Int
    private let connectTimeout: Duration
    private let limits: Limits
    private let mailbox: EventLoopMailbox
    private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 65_536, alignment: 16)
    private var isClosed = false
    /// The monotonic clock at the latest wakeup.
    private var nowMilliseconds: UInt64 = 0
    /// Requests without a connection, oldest first.
    private var waiting: [PendingRequest] = []
    private var connections: [ClientConnection] = []
    /// Connections that are being opened.
    private var connecting = 0

    /// - Throws: `SystemError` if the process has no descriptor left.
    init(to base: BaseURL, connections: Int, connectTimeout: Duration, limits: Limits)
        throws(SystemError)
    {
        self.base = base
        maximumConnections = connections
        self.connectTimeout = connectTimeout
        self.limits = limits
        mailbox = try EventLoopMailbox()
    }

    deinit {
        buffer.deallocate()
    }

    /// Starts a request; false once the loop has ended.
    func start(_ request: PendingRequest) -> Bool {
        mailbox.post { self.waiting.append(request) }
    }

    /// Ends the loop and every request in it.
    func close() {
        _ = mailbox.post { self.isClosed = true }
    }

    /// Runs until the loop is closed.
    func run() {
        while !isClosed { runOnce() }
        for action in mailbox.close() { action() }
        for request in waiting + connections.compactMap({ $0.removeRequest() }) {
            request.fail(.noResponse, ClientError.closed)
        }
        waiting = []
        connections = []
    }

    private func runOnce() {
        let ready = awaitEvents()
        nowMilliseconds = MonotonicClock.milliseconds()
        for (connection, events) in ready { handle(connection, events) }
        for action in mailbox.removeAll() { action() }
        endLateRequests()
        assignRequests()
    }

    /// Waits for an event, and returns the connections that have any.
    private func awaitEvents() -> [(ClientConnection, Int16)] {
        withUnsafeTemporaryAllocation(of: pollfd.self, capacity: connections.count + 1) { states in
            states[0] = pollfd(fd: mailbox.descriptor, events: Int16(POLLIN), revents: 0)
            for (index, connection) in connections.enumerated() {
                let events = connection.wantsToSend ? POLLIN | POLLOUT : POLLIN
                states[index + 1] = pollfd(
                    fd: connection.number, events: Int16(events), revents: 0)
            }
            guard poll(states.baseAddress, nfds_t(states.count), millisecondsUntilDeadline()) > 0
            else {
                return []
            }
            return connections.indices.filter { states[$0 + 1].revents != 0 }
                .map { (connections[$0], states[$0 + 1].revents) }
        }
    }

    /// Milliseconds until the next request times out; -1, which waits forever, without requests.
    private func millisecondsUntilDeadline() -> Int32 {
        let requests = connections.compactMap(\.request) + waiting.prefix(1)
        guard let next = requests.map(\.deadlineMilliseconds).min() else { return -1 }
        return Int32(clamping: next > nowMilliseconds ? next - nowMilliseconds : 0)
    }

    private func handle(_ connection: ClientConnection, _ events: Int16) {
        // An idle connection's event is its end or unrequested bytes.
        guard connection.request != nil else { return remove(connection) }
        if events & Int16(POLLOUT) != 0 { connection.sendMore() }
        guard events & ~Int16(POLLOUT) != 0 else { return }
        switch connection.read(into: buffer) {
        case .incomplete: return
        case .response(let response):
            connection.removeRequest()?.succeed(response)
            if !connection.isReusable { remove(connection) }
        case .failure(let kind, let reason):
            let mayRepeat = connection.mayRepeat
            if var request = connection.removeRequest() {
                request.isRepeatable = false
                if mayRepeat { waiting.insert(request, at: 0) } else { request.fail(kind, reason) }
            }
            remove(connection)
        }
    }

    private func remove(_ connection: ClientConnection) {
        connections.removeAll { $0 === connection }
    }

    private func endLateRequests() {
        let count = waiting.prefix { $0.deadlineMilliseconds <= nowMilliseconds }.count
        for request in waiting[..<count] { request.fail(.timedOut, ClientError.timeout) }
        waiting.removeFirst(count)
        for connection in connections
        where connection.request.map({ $0.deadlineMilliseconds <= nowMilliseconds }) ?? false {
            connection.removeRequest()?.fail(.timedOut, ClientError.timeout)
            remove(connection)
        }
    }

    /// Assigns waiting requests to idle connections and opens connections for the rest.
    private func assignRequests() {
        var count = 0
        for connection in connections where connection.request == nil && count < waiting.count {
            if connection.isStillOpen {
                connection.start(waiting[count])
                count += 1
            } else {
                remove(connection)
            }
        }
        waiting.removeFirst(count)
        while connecting < min(waiting.count, maximumConnections - connections.count) { connect() }
    }

    private func connect() {
        connecting += 1
        Connector.connect(to: base, timeout: connectTimeout) { outcome in
            let isAccepted = self.mailbox.post { self.finishConnecting(outcome) }
            if !isAccepted, case .success(let socket) = outcome { Glibc.close(socket) }
        }
    }

    private func finishConnecting(_ outcome: Connector.Outcome) {
        connecting -= 1
        switch outcome {
        case .success(let socket):
            connections.append(ClientConnection(Descriptor(open: socket), limits))
        case .failure(let error):
            guard !waiting.isEmpty else { return }
            waiting.removeFirst().fail(.noResponse, error.description)
        }
    }
}

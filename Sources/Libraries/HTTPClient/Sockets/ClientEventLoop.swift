import Glibc
import HTTP
import Platform

/// The thread that carries the calls of one client: it shares them out among the connections, and
/// ends those whose time is over.
///
/// `@unchecked Sendable` because everything but `inbox` and what is constant is touched by the
/// loop's own thread only; others reach it through `inbox`.
final class ClientEventLoop: @unchecked Sendable {
    private let origin: Origin
    private let maximumConnections: Int
    /// Milliseconds that opening a connection may take.
    private let patience: UInt64
    private let inbox: EventLoopMailbox
    private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 65_536, alignment: 16)
    private var isClosed = false
    /// Milliseconds of the monotonic clock at the latest wakeup.
    private var now: UInt64 = 0
    /// Calls without a connection, oldest first.
    private var waiting: [PendingRequest] = []
    private var connections: [ClientConnection] = []
    /// Connections that are being opened.
    private var dials = 0

    init(to origin: Origin, connections: Int, patience: UInt64) throws(SystemError) {
        self.origin = origin
        maximumConnections = connections
        self.patience = patience
        inbox = try EventLoopMailbox()
    }

    deinit {
        buffer.deallocate()
    }

    /// Has the call carried; false once the loop has ended.
    func begin(_ call: PendingRequest) -> Bool {
        inbox.post { self.waiting.append(call) }
    }

    /// Ends the loop and every call in it.
    func close() {
        _ = inbox.post { self.isClosed = true }
    }

    /// Carries calls until it is closed.
    func run() {
        while !isClosed { turn() }
        for action in inbox.close().actions { action() }
        for call in waiting + connections.compactMap({ $0.takeCall() }) {
            call.end(.failure(.closed))
        }
        waiting = []
        connections = []
    }

    private func turn() {
        let ready = awaitEvents()
        now = MonotonicClock.milliseconds()
        for (connection, events) in ready { handle(connection, events) }
        for action in inbox.removeAll().actions { action() }
        endLateCalls()
        shareOut()
    }

    /// Waits until something happens, and answers with the connections that it happened to.
    private func awaitEvents() -> [(ClientConnection, Int16)] {
        withUnsafeTemporaryAllocation(of: pollfd.self, capacity: connections.count + 1) { states in
            states[0] = pollfd(fd: inbox.descriptor, events: Int16(POLLIN), revents: 0)
            for (index, connection) in connections.enumerated() {
                let events =
                    connection.hasUnsent && connection.isReusable ? POLLIN | POLLOUT : POLLIN
                states[index + 1] = pollfd(
                    fd: connection.number, events: Int16(events), revents: 0)
            }
            guard poll(states.baseAddress, nfds_t(states.count), untilDeadline()) > 0 else {
                return []
            }
            return connections.indices.filter { states[$0 + 1].revents != 0 }
                .map { (connections[$0], states[$0 + 1].revents) }
        }
    }

    /// Milliseconds until the next call's time is over; for ever where there is none.
    private func untilDeadline() -> Int32 {
        let deadlines = connections.compactMap(\.call?.deadline) + waiting.prefix(1).map(\.deadline)
        guard let next = deadlines.min() else { return -1 }
        return Int32(clamping: next > now ? next - now : 0)
    }

    private func handle(_ connection: ClientConnection, _ events: Int16) {
        // Without a call, it can only be the connection's end, or what nobody has asked for.
        guard connection.call != nil else { return remove(connection) }
        if events & Int16(POLLOUT) != 0 { connection.sendOn() }
        guard events & ~Int16(POLLOUT) != 0 else { return }
        switch connection.read(into: buffer) {
        case .underWay: return
        case .answered(let answer):
            connection.takeCall()?.end(.success(answer))
            if !connection.isReusable { remove(connection) }
        case .failed(let reason):
            let mayRepeat = connection.mayRepeat
            if var call = connection.takeCall() {
                call.isRepeated = true
                if mayRepeat { waiting.insert(call, at: 0) } else { call.end(.failure(reason)) }
            }
            remove(connection)
        }
    }

    private func remove(_ connection: ClientConnection) {
        connections.removeAll { $0 === connection }
    }

    private func endLateCalls() {
        let count = waiting.prefix { $0.deadline <= now }.count
        for call in waiting[..<count] { call.end(.failure(.late)) }
        waiting.removeFirst(count)
        for connection in connections where connection.call.map({ $0.deadline <= now }) ?? false {
            connection.takeCall()?.end(.failure(.late))
            remove(connection)
        }
    }

    /// Gives the waiting calls to idle connections, and has more connections opened for the rest.
    private func shareOut() {
        var count = 0
        for connection in connections where connection.call == nil && count < waiting.count {
            if connection.isStillOpen {
                connection.begin(waiting[count])
                count += 1
            } else {
                remove(connection)
            }
        }
        waiting.removeFirst(count)
        while dials < min(waiting.count, maximumConnections - connections.count) { dial() }
    }

    private func dial() {
        dials += 1
        let (origin, patience) = (origin, patience)
        do throws(SystemError) {
            try SystemThread.detach {
                let outcome = Connector.dial(origin, within: patience)
                let isTaken = self.inbox.post { self.take(outcome) }
                if !isTaken, case .success(let socket) = outcome { Glibc.close(socket) }
            }
        } catch {
            take(.failure(.init(description: "\(error)")))
        }
    }

    private func take(_ outcome: Connector.Outcome) {
        dials -= 1
        switch outcome {
        case .success(let socket): connections.append(ClientConnection(Descriptor(open: socket)))
        case .failure(let reason):
            guard !waiting.isEmpty else { return }
            waiting.removeFirst().end(.failure(reason))
        }
    }
}

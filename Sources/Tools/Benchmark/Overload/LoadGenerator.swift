import CLinux
import Glibc
import Platform

/// Sends requests over many connections on one thread, with one request at a time on each.
///
/// With a rate, requests fall due by the clock, whether or not earlier ones are answered (an open
/// loop). While every connection waits for a response, the requests that fall due are dropped.
/// Retry-After is ignored.
struct LoadGenerator: ~Copyable {
    private let port: UInt16
    private var requests: RequestSequence
    private var connections: [LoadConnection]
    /// The indices of the connections without a request, a queue whose head is `nextIdle`.
    private var idle: [Int]
    private var nextIdle = 0
    private let epoll: Descriptor
    private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 262_144, alignment: 16)
    private(set) var statistics = ResponseStatistics()

    init(port: UInt16, connections: Int, requests: RequestSequence) throws {
        LoopbackSocket.raiseDescriptorLimit()
        self.port = port
        self.requests = requests
        self.connections = Array(repeating: LoadConnection(), count: connections)
        idle = Array(0..<connections)
        epoll = try Descriptor(epoll_create1(0), of: "epoll_create1")
    }

    deinit { buffer.deallocate() }

    /// Sends requests for some seconds, and waits up to two more for the last responses.
    ///
    /// - Parameter rate: 0 sends the next request as soon as a connection is idle.
    mutating func run(requestsPerSecond rate: Int, seconds: Double) throws(SystemError) {
        let start = MonotonicClock.microseconds()
        let end = start + UInt64(seconds * 1_000_000)
        var due = 0.0
        var latest = start
        var now = start
        while now < end {
            if rate == 0 {
                due = Double(idle.count)
            } else {
                due += Double(now - latest) * Double(rate) / 1_000_000
                latest = now
            }
            try send(&due)
            receive(waitingMilliseconds: rate == 0 || due < 1 ? 1 : 0)
            now = MonotonicClock.microseconds()
        }
        statistics.seconds = Double(now - start) / 1_000_000
        while idle.count - nextIdle < connections.count,
            MonotonicClock.microseconds() < end + 2_000_000
        {
            receive(waitingMilliseconds: 10)
        }
        for index in connections.indices { connections[index].close() }
    }

    private mutating func send(_ due: inout Double) throws(SystemError) {
        while due >= 1 {
            guard nextIdle < idle.count else {
                due = 0
                break
            }
            let index = idle[nextIdle]
            nextIdle += 1
            due -= 1
            if !connections[index].isOpen { try connect(index) }
            statistics.sent += 1
            if !connections[index].send(requests.next()) { fail(index) }
        }
        if nextIdle > 4_096 {
            idle.removeFirst(nextIdle)
            nextIdle = 0
        }
    }

    private mutating func connect(_ index: Int) throws(SystemError) {
        try connections[index].connect(to: port)
        var event = epoll_event(
            events: EPOLLIN.rawValue | EPOLLOUT.rawValue | EPOLLRDHUP.rawValue | EPOLLET.rawValue,
            data: epoll_data(u64: UInt64(index)))
        epoll_ctl(epoll.number, EPOLL_CTL_ADD, connections[index].descriptor, &event)
    }

    private mutating func receive(waitingMilliseconds: Int32) {
        var events = [epoll_event](repeating: epoll_event(), count: 512)
        let ready = epoll_wait(epoll.number, &events, 512, waitingMilliseconds)
        for event in events.prefix(max(0, Int(ready))) {
            let index = Int(event.data.u64)
            if event.events & EPOLLOUT.rawValue != 0, !connections[index].sendPending() {
                fail(index)
                continue
            }
            switch connections[index].read(into: buffer) {
            case .incomplete: break
            case .failed: fail(index)
            case .response(let response):
                statistics.count(
                    response,
                    microseconds: MonotonicClock.microseconds()
                        - connections[index].sentAtMicroseconds)
                if response.closes { connections[index].close() }
                idle.append(index)
            }
        }
    }

    private mutating func fail(_ index: Int) {
        statistics.wrong += 1
        connections[index].close()
        idle.append(index)
    }
}

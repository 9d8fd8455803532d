import CLinux
import Glibc

/// Many connections on one thread, each of which asks, waits for its answer and asks again.
///
/// With a rate, requests fall due by the clock, whatever the answers (an open loop), and go to
/// whoever waits for nothing; while everybody waits for an answer, what falls due is not made up
/// for later. Nobody heeds a Retry-After.
struct Crowd {
    /// The system refused something.
    struct Refused: Error { let call: String }

    private let port: UInt16
    private var requests: Requests
    private var customers: [Customer]
    /// Who waits for nothing, as a ring.
    private var idle: [Int]
    private var nextIdle = 0
    private let epoll = epoll_create1(0)
    private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 262_144, alignment: 16)
    private(set) var tally = Tally()

    init(port: UInt16, connections: Int, requests: Requests) throws {
        self.port = port
        self.requests = requests
        var limit = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        limit.rlim_cur = limit.rlim_max
        setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        customers = Array(repeating: Customer(), count: connections)
        idle = Array(0..<connections)
        guard epoll >= 0 else { throw Refused(call: "epoll_create1") }
    }

    /// Asks for so many seconds, and waits up to two more for the last answers.
    mutating func ask(atRate rate: Int, seconds: Double) throws {
        let start = microseconds()
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
            now = microseconds()
        }
        tally.seconds = Double(now - start) / 1_000_000
        while idle.count - nextIdle < customers.count, microseconds() < end + 2_000_000 {
            receive(waitingMilliseconds: 10)
        }
        for index in customers.indices { customers[index].hangUp() }
    }

    private mutating func send(_ due: inout Double) throws {
        while due >= 1 {
            guard nextIdle < idle.count else {
                due = 0
                break
            }
            let index = idle[nextIdle]
            nextIdle += 1
            due -= 1
            if !customers[index].isConnected { try connect(index) }
            tally.sent += 1
            if !customers[index].ask(requests.next()) { fail(index) }
        }
        if nextIdle > 4_096 {
            idle.removeFirst(nextIdle)
            nextIdle = 0
        }
    }

    private mutating func connect(_ index: Int) throws {
        guard customers[index].connect(to: port) else { throw Refused(call: "connect") }
        var event = epoll_event(
            events: EPOLLIN.rawValue | EPOLLOUT.rawValue | EPOLLRDHUP.rawValue | EPOLLET.rawValue,
            data: epoll_data(u64: UInt64(index)))
        epoll_ctl(epoll, EPOLL_CTL_ADD, customers[index].descriptor, &event)
    }

    private mutating func receive(waitingMilliseconds: Int32) {
        var events = [epoll_event](repeating: epoll_event(), count: 512)
        let ready = epoll_wait(epoll, &events, 512, waitingMilliseconds)
        for event in events.prefix(max(0, Int(ready))) {
            let index = Int(event.data.u64)
            if event.events & EPOLLOUT.rawValue != 0, !customers[index].sendUnsent() {
                fail(index)
                continue
            }
            switch customers[index].read(into: buffer) {
            case .nothing: break
            case .broken: fail(index)
            case .answered(let answer):
                tally.count(
                    status: answer.status, hasRetryAfter: answer.hasRetryAfter,
                    microseconds: microseconds() - customers[index].askedAt)
                if answer.closes { customers[index].hangUp() }
                idle.append(index)
            }
        }
    }

    private mutating func fail(_ index: Int) {
        tally.countBroken()
        customers[index].hangUp()
        idle.append(index)
    }
}

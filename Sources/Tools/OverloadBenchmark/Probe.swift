import Glibc

/// One client among the crowd, with a new connection for each request.
struct Probe {
    let port: UInt16

    /// Asks for the service's health every twenty milliseconds.
    func health(seconds: Double) -> Tally {
        var tally = Tally()
        let end = microseconds() + UInt64(seconds * 1_000_000)
        let request = Array("GET /healthz HTTP/1.1\r\nHost: l\r\nConnection: close\r\n\r\n".utf8)
        while microseconds() < end {
            tally.sent += 1
            let start = microseconds()
            if let answer = answer(to: request) {
                tally.count(
                    status: answer.status, hasRetryAfter: answer.hasRetryAfter,
                    microseconds: microseconds() - start)
            } else {
                tally.countBroken()
            }
            usleep(20_000)
        }
        tally.seconds = seconds
        return tally
    }

    /// The milliseconds until a booking is made within fifty of them, ten seconds at most.
    func millisecondsToRecover(_ requests: inout Requests) -> Int {
        let start = microseconds()
        while microseconds() - start < 10_000_000 {
            let asked = microseconds()
            let answer = answer(to: requests.next())
            if answer?.status == 201, microseconds() - asked < 50_000 { break }
        }
        return Int(microseconds() - start) / 1_000
    }

    /// The answer; nil when none came within five seconds.
    private func answer(to request: [UInt8]) -> Answer? {
        var customer = Customer()
        guard customer.connect(to: port) else { return nil }
        defer { customer.hangUp() }
        guard wait(for: POLLOUT, on: customer), customer.ask(request) else { return nil }
        return withUnsafeTemporaryAllocation(byteCount: 65_536, alignment: 16) { buffer in
            while wait(for: POLLIN, on: customer) {
                switch customer.read(into: buffer) {
                case .answered(let answer): return answer
                case .nothing: break
                case .broken: return nil
                }
            }
            return nil
        }
    }

    private func wait(for events: Int32, on customer: Customer) -> Bool {
        var entry = pollfd(fd: customer.descriptor, events: Int16(events), revents: 0)
        return poll(&entry, 1, 5_000) > 0
    }
}

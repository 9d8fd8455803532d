import Glibc
import Platform

/// A client beside the load, with a new connection for each request.
struct Probe {
    let port: UInt16

    /// Requests the service's health every twenty milliseconds.
    func health(seconds: Double) -> ResponseStatistics {
        var statistics = ResponseStatistics()
        let end = MonotonicClock.microseconds() + UInt64(seconds * 1_000_000)
        let request = Array("GET /healthz HTTP/1.1\r\nHost: l\r\nConnection: close\r\n\r\n".utf8)
        while MonotonicClock.microseconds() < end {
            statistics.sent += 1
            let start = MonotonicClock.microseconds()
            if let response = response(to: request) {
                statistics.count(response, microseconds: MonotonicClock.microseconds() - start)
            } else {
                statistics.wrong += 1
            }
            usleep(20_000)
        }
        statistics.seconds = seconds
        return statistics
    }

    /// The time until a booking takes less than 50 ms; at most ten seconds.
    func millisecondsToRecover(_ requests: inout RequestSequence) -> Int {
        let start = MonotonicClock.microseconds()
        while MonotonicClock.microseconds() - start < 10_000_000 {
            let sent = MonotonicClock.microseconds()
            let response = response(to: requests.next())
            if response?.status == 201, MonotonicClock.microseconds() - sent < 50_000 { break }
        }
        return Int(MonotonicClock.microseconds() - start) / 1_000
    }

    /// Nil if no response arrived within five seconds.
    private func response(to request: [UInt8]) -> ResponseSummary? {
        var connection = LoadConnection()
        guard (try? connection.connect(to: port)) != nil else { return nil }
        defer { connection.close() }
        guard wait(for: POLLOUT, on: connection), connection.send(request) else { return nil }
        return withUnsafeTemporaryAllocation(byteCount: 65_536, alignment: 16) { buffer in
            while wait(for: POLLIN, on: connection) {
                switch connection.read(into: buffer) {
                case .response(let response): return response
                case .incomplete: break
                case .failed: return nil
                }
            }
            return nil
        }
    }

    private func wait(for events: Int32, on connection: LoadConnection) -> Bool {
        var entry = pollfd(fd: connection.descriptor, events: Int16(events), revents: 0)
        return poll(&entry, 1, 5_000) > 0
    }
}

import TestSupport
import XCTest

@testable import HTTP

/// Many connections, and more than the limits or the resources allow.
final class CapacityTests: XCTestCase {
    func testRequestsAreAnsweredBesideFiveThousandIdleConnections() throws {
        let server = try TestServer()
        let room = (Int(descriptorLimit.rlim_cur) - 200) / 2
        let count = min(5_000, room)
        let idle = try (0..<count).map { _ in try server.connect() }
        XCTAssertTrue(eventually { server.running.connectionCount == count })
        let client = try server.connect()
        for _ in 0..<1_000 {
            try client.send(get())
            XCTAssertEqual(try client.response().text, "hello")
        }
        for client in [idle.first, idle.last] {
            try client?.send(get())
            XCTAssertEqual(try client?.response().text, "hello")
        }
        XCTAssertEqual(server.running.connectionCount, count + 1)
    }

    func testTheLongestIdleConnectionIsClosedForANewOne() throws {
        let server = try TestServer {
            $0.maximumConnections = 16
            $0.loops = 1
        }
        let busy = try server.connect()
        try busy.send(get("/wait"))
        XCTAssertTrue(eventually { server.gate.waiting == 1 })
        let idle = try (0..<15).map { _ in try server.connect() }
        XCTAssertTrue(eventually { server.running.connectionCount == 16 })
        for _ in 0..<5 { XCTAssertEqual(try server.answer(to: get()).text, "hello") }
        XCTAssertEqual(try idle[0].restToTheEnd(), [])
        try idle[14].send(get())
        XCTAssertEqual(try idle[14].response().text, "hello")
        server.gate.open()
        XCTAssertEqual(try busy.response().text, "waited")
    }

    func testWithoutDescriptorsTheLoopDoesNotSpinAndOpenConnectionsAreServed() throws {
        let server = try TestServer()
        let busy = try (0..<4).map { _ in try server.connect() }
        for client in busy { try client.send(get("/wait")) }
        XCTAssertTrue(eventually { server.gate.waiting == 4 })
        // Far more than fit, even if the process closes some other descriptors meanwhile.
        let clients = try (0..<64).map { _ in try RawClient() }
        try withDescriptorLimit(leaving: 4) {
            for client in clients {
                try client.connect(to: server.running.address)
                try client.send(get("/wait"))
            }
            XCTAssertTrue(eventually { server.gate.waiting >= 8 })
            let before = processorNanoseconds()
            XCTAssertFalse(clients[63].hasInput(within: 500))
            XCTAssertLessThan(processorNanoseconds() - before, 250_000_000)
            XCTAssertLessThan(server.running.connectionCount, 4 + clients.count)
            server.gate.open()
            for client in busy { XCTAssertEqual(try client.response().text, "waited") }
        }
        for client in clients { XCTAssertEqual(try client.response().text, "waited") }
    }

    func testConnectionsPerAddressAreLimitedExceptForLoopback() throws {
        let limiter = ConnectionLimiter(maximum: 100, maximumPerAddress: 2)
        let one = try XCTUnwrap(PeerAddress("192.0.2.1"))
        let other = try XCTUnwrap(PeerAddress("2001:db8::1"))
        let local = try XCTUnwrap(PeerAddress("127.0.0.1"))
        XCTAssertEqual([one, one, one, other].map(limiter.acquire), [true, true, false, true])
        XCTAssertEqual([local, local, local].map(limiter.acquire), [true, true, true])
        XCTAssertEqual(limiter.count, 6)
        limiter.release(one)
        XCTAssertTrue(limiter.acquire(one))
        XCTAssertFalse(limiter.acquire(one))
    }

    private var descriptorLimit: rlimit {
        var limit = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        return limit
    }

    /// Leaves the process that many free descriptors during a call.
    private func withDescriptorLimit<T>(leaving count: Int32, _ body: () throws -> T) rethrows -> T
    {
        let before = descriptorLimit
        let next = dup(0)
        close(next)
        var limit = before
        limit.rlim_cur = rlim_t(next + 64)
        setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        // Occupies every number below the limit, gaps included, then closes `count` of them.
        var occupied: [Int32] = []
        while case let descriptor = dup(0), descriptor >= 0 { occupied.append(descriptor) }
        for _ in 0..<count { close(occupied.removeLast()) }
        defer {
            for descriptor in occupied { close(descriptor) }
            var before = before
            setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &before)
        }
        return try body()
    }

    private func processorNanoseconds() -> Int {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return time.tv_sec * 1_000_000_000 + time.tv_nsec
    }
}

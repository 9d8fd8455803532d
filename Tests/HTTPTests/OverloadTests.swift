import HTTP
import JSONCoding
import Platform
import Synchronization
import TestSupport
import XCTest

@testable import HTTP

/// A loop with more requests than time.
final class OverloadTests: XCTestCase {
    func testUrgentRequestsOvertakeDeferredOnesWhichKeepTheirOrder() throws {
        let server = try BusyServer()
        let clients = try server.whileBlocked(sending: [
            "/busy", "/note/1", "/note/2", "/note/3", "/urgent",
        ])
        for client in clients { XCTAssertEqual(try client.response().status, 200) }
        XCTAssertEqual(server.notes, ["urgent", "1", "2", "3"])
    }

    func testADeferredRequestThatWaitedTooLongIsAnswered503AndLaterOnesAreServed() throws {
        let server = try BusyServer { $0.timeouts.queue = .milliseconds(1) }
        // The first uses up the time for new requests, the second that for deferred ones.
        let clients = try server.whileBlocked(sending: ["/busy", "/busy", "/note/late"])
        XCTAssertEqual(try clients[0].response().status, 200)
        // If the loop itself was delayed, the first is deferred too and the second may be late.
        XCTAssertTrue([200, 503].contains(try clients[1].response().status))
        let refusal = try clients[2].response()
        XCTAssertEqual(refusal.status, 503)
        XCTAssertEqual(refusal["Retry-After"], "1")
        XCTAssertTrue(refusal.text.contains(#""code":"overloaded""#), refusal.text)
        try clients[2].send(get("/note/again"))
        XCTAssertEqual(try clients[2].response().status, 200)
        XCTAssertEqual(server.notes, ["again"])
    }

    func testAClientMayLeaveWhileItsRequestIsDeferred() throws {
        let server = try BusyServer()
        var clients = try server.whileBlocked(sending: ["/busy", "/busy", "/note/1", "/note/2"]) {
            $0.remove(at: 2)
        }
        for client in clients { XCTAssertEqual(try client.response().status, 200) }
        clients = []
        XCTAssertTrue(eventually { server.running.connectionCount == 0 })
    }
}

/// A server with one event loop, which a test can block.
private final class BusyServer {
    let running: RunningServer
    private let recorded: Notes
    private let release = DispatchSemaphore(value: 0)
    private let isBlocked = DispatchSemaphore(value: 0)

    init(configure: (inout ServerConfiguration) -> Void = { _ in }) throws {
        var configuration = ServerConfiguration(address: .anyLoopbackPort)
        configuration.loops = 1
        configure(&configuration)
        let (recorded, isBlocked, release) = (Notes(), isBlocked, release)
        var routes = Routes()
        routes.get("/block", by: .anyone) { _, _ in
            isBlocked.signal()
            release.wait()
            return Response(.ok)
        }
        // Longer than the time that a turn has for handlers.
        routes.get("/busy", by: .anyone) { _, _ in
            let end = MonotonicClock.nanoseconds() + 20_000_000
            while MonotonicClock.nanoseconds() < end {}
            return Response(.ok)
        }
        routes.get("/note/{text}", by: .anyone) { request, _ in
            recorded.add(request.parameters["text"] ?? "")
            return Response(.ok)
        }
        routes.on(.get, "/urgent", by: .anyone, isUrgent: true) { _, _ in
            recorded.add("urgent")
            return Response(.ok)
        }
        self.recorded = recorded
        running = try Server(configuration, router: Router(routes)).start()
    }

    deinit { running.stop() }

    var notes: [String] { recorded.all }

    /// Sends one request per client, in order, while the loop is blocked: it finds them together.
    func whileBlocked(
        sending paths: [String], then change: (inout [RawClient]) -> Void = { _ in }
    ) throws -> [RawClient] {
        var clients = try paths.map { _ in try RawClient(running.address) }
        XCTAssertTrue(eventually { running.connectionCount == paths.count })
        let blocker = try RawClient(running.address)
        try blocker.send(get("/block"))
        isBlocked.wait()
        for (client, path) in zip(clients, paths) { try client.send(get(path)) }
        change(&clients)
        release.signal()
        XCTAssertEqual(try blocker.response().status, 200)
        return clients
    }
}

private final class Notes: Sendable {
    private let texts = Mutex<[String]>([])

    var all: [String] { texts.withLock { $0 } }

    func add(_ text: String) { texts.withLock { $0.append(text) } }
}

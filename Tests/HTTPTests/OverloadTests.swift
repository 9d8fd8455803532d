import HTTP
import JSONCoding
import Platform
import Synchronization
import XCTest

@testable import HTTP

/// What a loop does when more is asked than it has time for.
final class OverloadTests: XCTestCase {
    func testWhatIsUrgentIsAnsweredBeforeWhatWasPutOffWhichKeepsItsOrder() throws {
        let server = try BusyServer()
        let clients = try server.whileHeld(asking: [
            "/busy", "/note/1", "/note/2", "/note/3", "/urgent",
        ])
        for client in clients { XCTAssertEqual(try client.response().status, 200) }
        XCTAssertEqual(server.notes, ["urgent", "1", "2", "3"])
    }

    func testWhatWaitedForTooLongIsAnswered503AndThoseAfterItAreServed() throws {
        let server = try BusyServer { $0.timeouts.queue = 1 }
        // The first takes the time of its turn, the second that of those put off.
        let clients = try server.whileHeld(asking: ["/busy", "/busy", "/note/late"])
        XCTAssertEqual(try clients[0].response().status, 200)
        // Unless the loop itself was kept waiting before the first, which is put off then too.
        XCTAssertTrue([200, 503].contains(try clients[1].response().status))
        let refusal = try clients[2].response()
        XCTAssertEqual(refusal.status, 503)
        XCTAssertEqual(refusal["Retry-After"], "1")
        XCTAssertTrue(refusal.text.contains(#""code":"overloaded""#), refusal.text)
        try clients[2].send(get("/note/again"))
        XCTAssertEqual(try clients[2].response().status, 200)
        XCTAssertEqual(server.notes, ["again"])
    }

    func testAClientThatLeavesWhileItsRequestIsPutOffIsForgotten() throws {
        let server = try BusyServer()
        var clients = try server.whileHeld(asking: ["/busy", "/busy", "/note/1", "/note/2"]) {
            $0.remove(at: 2)
        }
        for client in clients { XCTAssertEqual(try client.response().status, 200) }
        clients = []
        XCTAssertTrue(eventually { server.running.connectionCount == 0 })
    }
}

/// A server of one loop, which a test can hold.
private final class BusyServer {
    let running: RunningServer
    private let noted: Notes
    private let release = DispatchSemaphore(value: 0)
    private let held = DispatchSemaphore(value: 0)

    init(configure: (inout ServerConfiguration) -> Void = { _ in }) throws {
        var configuration = ServerConfiguration(address: .anyLoopbackPort)
        configuration.loops = 1
        configure(&configuration)
        let (noted, held, release) = (Notes(), held, release)
        var routes = Routes()
        routes.get("/hold", by: .anyone) { _, _ in
            held.signal()
            release.wait()
            return Response(.ok)
        }
        // Longer than a turn has time for handlers.
        routes.get("/busy", by: .anyone) { _, _ in
            let end = MonotonicClock.nanoseconds() + 20_000_000
            while MonotonicClock.nanoseconds() < end {}
            return Response(.ok)
        }
        routes.get("/note/{text}", by: .anyone) { request, _ in
            noted.add(request.parameters["text"] ?? "")
            return Response(.ok)
        }
        routes.on(.get, "/urgent", by: .anyone, isUrgent: true) { _, _ in
            noted.add("urgent")
            return Response(.ok)
        }
        self.noted = noted
        running = try Server(configuration, router: Router(routes)).start()
    }

    deinit { running.stop() }

    var notes: [String] { noted.all }

    /// Has one client after the other ask while the loop is held, so that it finds all of it at once.
    func whileHeld(
        asking paths: [String], then change: (inout [RawClient]) -> Void = { _ in }
    ) throws -> [RawClient] {
        var clients = try paths.map { _ in try RawClient(running.address) }
        XCTAssertTrue(eventually { running.connectionCount == paths.count })
        let holder = try RawClient(running.address)
        try holder.send(get("/hold"))
        held.wait()
        for (client, path) in zip(clients, paths) { try client.send(get(path)) }
        change(&clients)
        release.signal()
        XCTAssertEqual(try holder.response().status, 200)
        return clients
    }
}

private final class Notes: Sendable {
    private let texts = Mutex<[String]>([])

    var all: [String] { texts.withLock { $0 } }

    func add(_ text: String) { texts.withLock { $0.append(text) } }
}

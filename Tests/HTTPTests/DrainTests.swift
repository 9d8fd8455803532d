import HTTP
import TestSupport
import XCTest

final class DrainTests: XCTestCase {
    /// Stops the server on another thread; fulfilled when it has stopped.
    private func stop(_ server: TestServer) -> XCTestExpectation {
        let hasStopped = expectation(description: "stopped")
        let running = server.running
        Thread.detachNewThread {
            running.stop()
            hasStopped.fulfill()
        }
        return hasStopped
    }

    func testRequestsInProgressFinishAndIdleConnectionsClose() throws {
        let server = try TestServer()
        let idle = try server.connect()
        let begun = try server.connect()
        let waiting = try server.connect()
        try waiting.send(get("/wait"))
        try begun.send("GET /hello HT")
        try idle.send(get())
        XCTAssertEqual(try idle.response().text, "hello")
        XCTAssertTrue(eventually { server.gate.waiting == 1 })

        let hasStopped = stop(server)
        XCTAssertEqual(try idle.restToTheEnd(), [])
        XCTAssertTrue(eventually { (try? server.connect()) == nil })
        try begun.send("TP/1.1\r\nHost: a\r\n\r\n")
        let last = try begun.response()
        XCTAssertEqual(last.text, "hello")
        XCTAssertEqual(last["Connection"], "close")
        server.gate.open()
        let waited = try waiting.response()
        XCTAssertEqual(waited.text, "waited")
        XCTAssertEqual(waited["Connection"], "close")
        XCTAssertEqual(try waiting.restToTheEnd(), [])
        XCTAssertEqual(try begun.restToTheEnd(), [])
        wait(for: [hasStopped], timeout: 60)
        XCTAssertEqual(server.running.connectionCount, 0)
    }

    func testAHandlerThatNeverEndsIsCancelled() throws {
        let server = try TestServer { $0.timeouts.drain = .milliseconds(200) }
        let client = try server.connect()
        try client.send(get("/wait"))
        XCTAssertTrue(eventually { server.gate.waiting == 1 })
        XCTAssertTrue(server.running.stop())
        XCTAssertEqual(server.gate.cancelled, 1)
        XCTAssertEqual(try client.restToTheEnd(), [])
        XCTAssertTrue(server.running.stop())
        XCTAssertEqual(server.failures.count, 0)
    }

    func testAHandlerThatIgnoresCancellationMayEndAfterTheServer() throws {
        let server = try TestServer { $0.timeouts.drain = .milliseconds(100) }
        let client = try server.connect()
        try client.send(get("/stubborn"))
        XCTAssertTrue(eventually { server.gate.waiting == 1 })
        server.running.stop()
        XCTAssertEqual(try client.restToTheEnd(), [])
        server.gate.open()
        XCTAssertTrue(eventually { server.stubborn.count == 1 })
    }

    func testAnUnusedServerStops() throws {
        XCTAssertTrue(try TestServer().running.stop())
    }

    func testStopReportsAThreadThatAHandlerBlocks() throws {
        let server = try TestServer {
            $0.timeouts.drain = .milliseconds(100)
            $0.loops = 1
        }
        try server.connect().send(get("/block"))
        XCTAssertTrue(eventually { server.running.connectionCount == 1 })
        XCTAssertFalse(server.running.stop())
        server.blocker.signal()
        XCTAssertTrue(server.running.stop())
    }

    func testUnderLoadNoResponseIsTruncated() throws {
        let server = try TestServer()
        let complete = Counter()
        let truncated = Counter()
        let clients = (0..<8).map { _ in expectation(description: "client") }
        let address = server.running.address
        for (index, ended) in clients.enumerated() {
            Thread.detachNewThread {
                let path = ["/hello", "/waited", "/large/30000"][index % 3]
                while let client = try? RawClient(address) {
                    do {
                        while true {
                            try client.send(get(path))
                            let response = try client.response()
                            complete.increment()
                            if response["Connection"] == "close" { break }
                        }
                    } catch RawClientError.ended(let rest) {
                        if !rest.isEmpty { truncated.increment() }
                    } catch {}
                }
                ended.fulfill()
            }
        }
        XCTAssertTrue(eventually { complete.count > 500 })
        server.running.stop()
        wait(for: clients, timeout: 60)
        XCTAssertEqual(truncated.count, 0)
        XCTAssertEqual(server.running.connectionCount, 0)
    }
}

import HTTP
import XCTest

final class DrainTests: XCTestCase {
    /// Lets the server stop on a thread of its own; fulfilled when it has.
    private func stop(_ server: TestServer) -> XCTestExpectation {
        let hasStopped = expectation(description: "stopped")
        let running = server.running
        Thread.detachNewThread {
            running.stop()
            hasStopped.fulfill()
        }
        return hasStopped
    }

    func testWhatIsInFlightFinishesAndWhatIsIdleCloses() throws {
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

    func testAHandlerThatNeverEndsIsCutOff() throws {
        let server = try TestServer { $0.timeouts.drain = 200 }
        let client = try server.connect()
        try client.send(get("/wait"))
        XCTAssertTrue(eventually { server.gate.waiting == 1 })
        XCTAssertTrue(server.running.stop())
        XCTAssertEqual(server.gate.cancelled, 1)
        XCTAssertEqual(try client.restToTheEnd(), [])
        XCTAssertTrue(server.running.stop())
        XCTAssertEqual(server.failures.count, 0)
    }

    func testAHandlerThatGoesOnAfterTheEndHurtsNobody() throws {
        let server = try TestServer { $0.timeouts.drain = 100 }
        let client = try server.connect()
        try client.send(get("/stubborn"))
        XCTAssertTrue(eventually { server.gate.waiting == 1 })
        server.running.stop()
        XCTAssertEqual(try client.restToTheEnd(), [])
        server.gate.open()
        XCTAssertTrue(eventually { server.stubborn.count == 1 })
    }

    func testAServerThatNobodyCalledStops() throws {
        XCTAssertTrue(try TestServer().running.stop())
    }

    func testAThreadThatAHandlerHoldsIsReported() throws {
        let server = try TestServer {
            $0.timeouts.drain = 100
            $0.loops = 1
        }
        try server.connect().send(get("/stuck"))
        XCTAssertTrue(eventually { server.running.connectionCount == 1 })
        XCTAssertFalse(server.running.stop())
        server.plug.signal()
        XCTAssertTrue(server.running.stop())
    }

    func testUnderLoadEveryAnswerIsWholeOrThereIsNone() throws {
        let server = try TestServer()
        let answered = Counter()
        let broken = Counter()
        let clients = (0..<8).map { _ in expectation(description: "client") }
        let address = server.running.address
        for (index, ended) in clients.enumerated() {
            Thread.detachNewThread {
                let path = ["/hello", "/waited", "/large/30000"][index % 3]
                while let client = try? RawClient(address) {
                    do {
                        while true {
                            try client.send(get(path))
                            let answer = try client.response()
                            answered.increment()
                            if answer["Connection"] == "close" { break }
                        }
                    } catch ClientError.ended(let rest) {
                        if !rest.isEmpty { broken.increment() }
                    } catch {}
                }
                ended.fulfill()
            }
        }
        XCTAssertTrue(eventually { answered.count > 500 })
        server.running.stop()
        wait(for: clients, timeout: 60)
        XCTAssertEqual(broken.count, 0)
        XCTAssertEqual(server.running.connectionCount, 0)
    }
}

import Foundation
import Synchronization
import XCTest

@testable import HTTPClient

private let get = ClientRequest("GET", "/")
private let post = ClientRequest("POST", "/", body: Array("{}".utf8))

/// How requests over sockets share connections and when these are closed.
final class SocketTransportTests: XCTestCase {
    func testARequestHasItsFieldsAndContent() async throws {
        let server = try RawServer { connection, _ in connection.respond(connection.request()) }
        let client = Client(base: server.address + "/behind")
        let request = ClientRequest(
            "POST", "/a?b=c", fields: ["Content-Type": "text/a"], body: Array("{}".utf8))
        let received = try await client.send(request).text
        let host = server.address.dropFirst("http://".count)
        XCTAssertEqual(
            received,
            "POST /behind/a?b=c HTTP/1.1\r\nHost: \(host)\r\nContent-Type: text/a\r\nContent-Length: 2\r\n\r\n{}"
        )
    }

    func testSequentialRequestsShareAConnection() async throws {
        let server = try RawServer { connection, _ in
            for number in 1... {
                guard !connection.request().isEmpty else { return }
                connection.respond("\(number)")
            }
        }
        let client = Client(base: server.address)
        for number in 1...3 { try await expect("\(number)", of: client, post) }
        XCTAssertEqual(server.connections, 1)
    }

    func testAResponseInPiecesIsAssembled() async throws {
        let text = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nfull\r\n0\r\n\r\n"
        let server = try RawServer(pausing: 0.001, text.utf8.map { [$0] })
        try await expect("full", of: Client(base: server.address), get)
    }

    func testAPartialResponseIsAnError() async throws {
        for text in [
            "", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhell", "220 mail.example\r\n",
        ] {
            for isReset in [false, true] {
                let server = try RawServer { connection, _ in
                    _ = connection.request()
                    connection.send(text)
                    if isReset { connection.resetOnClose() }
                }
                await expectFailure(of: Client(base: server.address), get)
                XCTAssertEqual(server.connections, 1, "the request was repeated")
            }
        }
    }

    func testOnlyAnIdempotentRequestIsRepeatedAfterAKeptConnectionEnds() async throws {
        for (request, isRepeated) in [(get, true), (post, false)] {
            let server = try RawServer { connection, number in
                _ = connection.request()
                connection.respond("\(number)")
                if number == 1 { _ = connection.request() } else { connection.awaitEnd() }
            }
            let client = Client(base: server.address)
            try await expect("1", of: client, request)
            if isRepeated {
                try await expect("2", of: client, request)
            } else {
                await expectFailure(of: client, request)
            }
            XCTAssertEqual(server.connections, isRepeated ? 2 : 1)
        }
    }

    func testARequestIsRepeatedOnceAndNotAfterTheBeginningOfAResponse() async throws {
        for (beginning, connections) in [("", 2), ("HTTP/1.1 200", 1)] {
            let server = try RawServer { connection, number in
                _ = connection.request()
                if number == 1 { connection.respond("1") }
                if number == 1 { _ = connection.request() }
                connection.send(beginning)
            }
            let client = Client(base: server.address)
            try await expect("1", of: client, get)
            await expectFailure(of: client, get)
            XCTAssertEqual(server.connections, connections)
        }
    }

    func testAConnectionClosedByTheServiceIsNotReused() async throws {
        let closed = Mutex(0)
        let server = try RawServer { connection, number in
            _ = connection.request()
            connection.respond("\(number)")
            connection.end()
            closed.withLock { $0 += 1 }
        }
        let client = Client(base: server.address)
        for number in 1...3 {
            try await expect("\(number)", of: client, post)
            while closed.withLock({ $0 }) < number { try await Task.sleep(for: .milliseconds(1)) }
        }
    }

    func testAConnectionClosedByTheServiceIsClosed() async throws {
        let isClosed = Mutex(false)
        let server = try RawServer { connection, _ in
            _ = connection.request()
            connection.respond("1")
            connection.endSending()
            connection.awaitEnd()
            isClosed.withLock { $0 = true }
        }
        let client = Client(base: server.address)
        try await expect("1", of: client, get)
        for _ in 0..<10_000 where !isClosed.withLock({ $0 }) {
            try await Task.sleep(for: .milliseconds(1))
        }
        XCTAssertTrue(isClosed.withLock { $0 })
    }

    func testBytesAfterAResponseAreNotTheNextResponse() async throws {
        let server = try RawServer { connection, number in
            _ = connection.request()
            let response = "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n\(number)"
            connection.send(response + response)
            connection.awaitEnd()
        }
        let client = Client(base: server.address)
        for number in 1...3 { try await expect("\(number)", of: client, get) }
        XCTAssertEqual(server.connections, 3)
    }

    func testAConnectionIsNotReusedAfterConnectionClose() async throws {
        let server = try RawServer { connection, number in
            for _ in 1...2 where !connection.request().isEmpty {
                connection.send(
                    "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 1\r\n\r\n\(number)")
            }
        }
        let client = Client(base: server.address)
        for number in 1...3 { try await expect("\(number)", of: client, get) }
        XCTAssertEqual(server.connections, 3)
    }

    func testConnectionsAreLimitedAndFurtherRequestsWait() async throws {
        let gate = DispatchSemaphore(value: 0)
        let current = Mutex(0)
        let most = Mutex(0)
        let server = try RawServer { connection, _ in
            while !connection.request().isEmpty {
                let now = current.withLock { count in
                    count += 1
                    return count
                }
                most.withLock { $0 = max($0, now) }
                gate.wait()
                current.withLock { $0 -= 1 }
                connection.respond("")
            }
        }
        let client = Client(base: server.address, connections: 2)
        try await withThrowingTaskGroup { group in
            for _ in 0..<10 { group.addTask { _ = try await client.send(get) } }
            while most.withLock({ $0 }) < 2 { try await Task.sleep(for: .milliseconds(1)) }
            for _ in 0..<10 { gate.signal() }
            try await group.waitForAll()
        }
        XCTAssertEqual(most.withLock { $0 }, 2)
        XCTAssertEqual(server.connections, 2)
    }

    func testTheTimeoutIncludesTheWaitForAConnection() async throws {
        let server = try RawServer([])
        let client = Client(base: server.address, timeout: .milliseconds(300), connections: 1)
        async let first = client.send(get)
        await expectFailure(of: client, get, because: "the response took too long")
        _ = try? await first
    }

    func testARequestLongerThanTheSocketBufferIsSentWhole() async throws {
        let server = try RawServer { connection, _ in
            let request = connection.request(ofBytes: 8_000_000)
            connection.respond("\(request.suffix(8_000_000).utf8.allSatisfy { $0 == 0x61 })")
        }
        let client = Client(base: server.address)
        let body = [UInt8](repeating: 0x61, count: 8_000_000)
        try await expect("true", of: client, ClientRequest("POST", "/", body: body))
    }

    func testAHostNameIsResolved() async throws {
        let server = try RawServer { connection, _ in
            _ = connection.request()
            connection.respond("here")
        }
        let port = server.address.split(separator: ":").last ?? ""
        try await expect("here", of: Client(base: "http://localhost:\(port)"), get)
        await expectFailure(of: Client(base: "http://nowhere.invalid:\(port)"), get)
    }

    func testTheAddressesOfANameAreTriedInOrder() throws {
        let server = try RawServer([])
        let port = Int(server.address.split(separator: ":").last ?? "") ?? 0
        // Port 1 has no listener.
        var closed = sockaddr_in()
        closed.sin_family = sa_family_t(AF_INET)
        closed.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        closed.sin_port = in_port_t(1).bigEndian
        var open = closed
        open.sin_port = in_port_t(port).bigEndian
        try withAddress(&closed) { closed in
            try withAddress(&open) { open in
                let deadline = UInt64.max
                let socket = try Connector.connect(toOneOf: [closed, open], until: deadline).get()
                close(socket)
                XCTAssertThrowsError(
                    try Connector.connect(toOneOf: [closed], until: deadline).get())
            }
        }
    }

    func testARefusedConnectionIsReportedAtOnce() async throws {
        // Port 1 has no listener.
        let client = Client(base: "http://127.0.0.1:1", timeout: .seconds(60))
        await expectFailure(of: client, get, because: "connect: Connection refused")
    }

    func testSendAndWaitBlocksUntilTheResponse() throws {
        let server = try RawServer { connection, _ in
            _ = connection.request()
            connection.respond("1")
        }
        XCTAssertEqual(try Client(base: server.address).sendAndWait(get).text, "1")
    }

    func testAnErrorSaysWhetherTheRequestWasSent() async throws {
        let closing = try RawServer { connection, _ in _ = connection.request() }
        let silent = try RawServer([])
        let malformed = try RawServer([Array("220 mail.example\r\n".utf8)])
        let kinds: [(address: String, kind: ClientError.Kind)] = [
            ("http://127.0.0.1:1", .notSent), (closing.address, .noResponse),
            (silent.address, .timedOut), (malformed.address, .invalidResponse),
        ]
        for (address, kind) in kinds {
            let client = Client(base: address, timeout: .milliseconds(300))
            XCTAssertThrowsError(try client.sendAndWait(post), address) { error in
                XCTAssertEqual((error as? ClientError)?.kind, kind, address)
            }
        }
    }

    func testAnErrorRemembersThatTheFirstAttemptWasSent() async throws {
        let server = Mutex<RawServer?>(nil)
        server.withLock {
            $0 = try? RawServer { connection, _ in
                _ = connection.request()
                connection.respond("1")
                guard !connection.request().isEmpty else { return }
                server.withLock { $0 = nil }
            }
        }
        let client = Client(base: try XCTUnwrap(server.withLock { $0?.address }))
        try await expect("1", of: client, get)
        do {
            _ = try await client.send(get)
            XCTFail("the server is gone")
        } catch {
            XCTAssertEqual(error.kind, .noResponse)
        }
    }

    func testAnInvalidRequestIsNotSent() async throws {
        let server = try RawServer([])
        let client = Client(base: server.address)
        for request in [
            ClientRequest("GET", "/ "), ClientRequest("GET", "/", fields: ["A": "b\r\nC: d"]),
        ] {
            await expectFailure(of: client, request)
        }
        XCTAssertEqual(server.connections, 0)
    }

    private func expect(_ text: String, of client: Client, _ request: ClientRequest) async throws {
        let response = try await client.send(request)
        XCTAssertEqual(String(decoding: response.body, as: UTF8.self), text)
    }

    private func expectFailure(
        of client: Client, _ request: ClientRequest, because reason: String? = nil
    ) async {
        do {
            let response = try await client.send(request)
            XCTFail("unexpected response \(response)")
        } catch {
            guard let reason else { return }
            XCTAssertEqual(error.description, "\(request.method) \(request.path): \(reason)")
        }
    }

    private func withAddress(
        _ address: inout sockaddr_in, _ body: (addrinfo) throws -> Void
    ) rethrows {
        try withUnsafeMutableBytes(of: &address) { bytes in
            try bytes.withMemoryRebound(to: sockaddr.self) { addresses in
                var information = addrinfo()
                information.ai_family = AF_INET
                information.ai_addr = addresses.baseAddress
                information.ai_addrlen = socklen_t(bytes.count)
                try body(information)
            }
        }
    }
}

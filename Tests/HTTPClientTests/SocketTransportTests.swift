import Foundation
import Synchronization
import XCTest

@testable import HTTPClient

private let get = ClientRequest("GET", "/")
private let post = ClientRequest("POST", "/", body: Array("{}".utf8))

/// What only calls over sockets of our own have to prove: how connections are kept, shared and
/// given up.
final class SocketTransportTests: XCTestCase {
    func testARequestSaysWhatTheServiceHasToKnow() async throws {
        let server = try RawServer { connection, _ in connection.answer(connection.request()) }
        let client = Client(base: server.address + "/behind")
        let call = ClientRequest(
            "POST", "/a?b=c", fields: ["Content-Type": "text/a"], body: Array("{}".utf8))
        let request = String(decoding: try await client.send(call).body, as: UTF8.self)
        let host = server.address.dropFirst("http://".count)
        XCTAssertEqual(
            request,
            "POST /behind/a?b=c HTTP/1.1\r\nHost: \(host)\r\nContent-Type: text/a\r\nContent-Length: 2\r\n\r\n{}"
        )
    }

    func testCallsFollowEachOtherOnAConnection() async throws {
        let server = try RawServer { connection, _ in
            for number in 1... {
                guard !connection.request().isEmpty else { return }
                connection.answer("\(number)")
            }
        }
        let client = Client(base: server.address)
        for number in 1...3 { try await expect("\(number)", of: client, post) }
        XCTAssertEqual(server.connections, 1)
    }

    func testAnAnswerInPiecesIsPutTogether() async throws {
        let text = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nfull\r\n0\r\n\r\n"
        let server = try RawServer(pausing: 0.001, text.utf8.map { [$0] })
        try await expect("full", of: Client(base: server.address), get)
    }

    func testNoAnswerIsMadeOfHalfAnAnswer() async throws {
        for text in [
            "", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhell", "220 mail.example\r\n",
        ] {
            for isReset in [false, true] {
                let server = try RawServer { connection, _ in
                    _ = connection.request()
                    connection.send(text)
                    if isReset { connection.reset() }
                }
                await expectFailure(of: Client(base: server.address), get)
                XCTAssertEqual(server.connections, 1, "it was asked again")
            }
        }
    }

    func testACallThatAKeptConnectionLostGoesAgainWhereThatDoesNoHarm() async throws {
        for (call, goesAgain) in [(get, true), (post, false)] {
            let server = try RawServer { connection, number in
                _ = connection.request()
                connection.answer("\(number)")
                if number == 1 { _ = connection.request() } else { connection.awaitEnd() }
            }
            let client = Client(base: server.address)
            try await expect("1", of: client, call)
            if goesAgain {
                try await expect("2", of: client, call)
            } else {
                await expectFailure(of: client, call)
            }
            XCTAssertEqual(server.connections, goesAgain ? 2 : 1)
        }
    }

    func testACallGoesAgainOnceAtMostAndNotBehindTheBeginningOfAnAnswer() async throws {
        for (beginning, connections) in [("", 2), ("HTTP/1.1 200", 1)] {
            let server = try RawServer { connection, number in
                _ = connection.request()
                if number == 1 { connection.answer("1") }
                if number == 1 { _ = connection.request() }
                connection.send(beginning)
            }
            let client = Client(base: server.address)
            try await expect("1", of: client, get)
            await expectFailure(of: client, get)
            XCTAssertEqual(server.connections, connections)
        }
    }

    func testAConnectionThatTheServiceHasEndedIsNotUsedAgain() async throws {
        let closed = Mutex(0)
        let server = try RawServer { connection, number in
            _ = connection.request()
            connection.answer("\(number)")
            connection.end()
            closed.withLock { $0 += 1 }
        }
        let client = Client(base: server.address)
        for number in 1...3 {
            try await expect("\(number)", of: client, post)
            while closed.withLock({ $0 }) < number { try await Task.sleep(for: .milliseconds(1)) }
        }
    }

    func testAConnectionThatTheServiceHasEndedIsLetGoOf() async throws {
        let hasGone = Mutex(false)
        let server = try RawServer { connection, _ in
            _ = connection.request()
            connection.answer("1")
            connection.endSending()
            connection.awaitEnd()
            hasGone.withLock { $0 = true }
        }
        let client = Client(base: server.address)
        try await expect("1", of: client, get)
        for _ in 0..<10_000 where !hasGone.withLock({ $0 }) {
            try await Task.sleep(for: .milliseconds(1))
        }
        XCTAssertTrue(hasGone.withLock { $0 })
    }

    func testWhatStandsBehindAnAnswerIsNoAnswerToTheNextCall() async throws {
        let server = try RawServer { connection, number in
            _ = connection.request()
            let answer = "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n\(number)"
            connection.send(answer + answer)
            connection.awaitEnd()
        }
        let client = Client(base: server.address)
        for number in 1...3 { try await expect("\(number)", of: client, get) }
        XCTAssertEqual(server.connections, 3)
    }

    func testAConnectionThatIsSaidToCloseIsNotUsedAgain() async throws {
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

    func testConnectionsAreBoundedAndTheRestWaits() async throws {
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
                connection.answer("")
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

    func testACallThatWaitsForAConnectionHasNoMoreTimeThanOthers() async throws {
        let server = try RawServer([])
        let client = Client(base: server.address, timeout: .milliseconds(300), connections: 1)
        async let first = client.send(get)
        await expectFailure(of: client, get, because: "the response took too long")
        _ = try? await first
    }

    func testARequestLongerThanTheSocketTakesIsSentWhole() async throws {
        let server = try RawServer { connection, _ in
            let request = connection.request(ofOctets: 8_000_000)
            connection.answer("\(request.suffix(8_000_000).utf8.allSatisfy { $0 == 0x61 })")
        }
        let client = Client(base: server.address)
        let body = [UInt8](repeating: 0x61, count: 8_000_000)
        try await expect("true", of: client, ClientRequest("POST", "/", body: body))
    }

    func testANameIsResolved() async throws {
        let server = try RawServer { connection, _ in
            _ = connection.request()
            connection.answer("here")
        }
        let port = server.address.split(separator: ":").last ?? ""
        try await expect("here", of: Client(base: "http://localhost:\(port)"), get)
        await expectFailure(of: Client(base: "http://nowhere.invalid:\(port)"), get)
    }

    func testTheAddressesOfANameAreTriedInTurn() throws {
        let server = try RawServer([])
        let port = Int(server.address.split(separator: ":").last ?? "") ?? 0
        // Port 1 is nobody's.
        var nowhere = sockaddr_in()
        nowhere.sin_family = sa_family_t(AF_INET)
        nowhere.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        nowhere.sin_port = in_port_t(1).bigEndian
        var here = nowhere
        here.sin_port = in_port_t(port).bigEndian
        try withAddress(&nowhere) { nowhere in
            try withAddress(&here) { here in
                let deadline = UInt64.max
                let socket = try Connector.connect(toOneOf: [nowhere, here], until: deadline).get()
                close(socket)
                XCTAssertThrowsError(
                    try Connector.connect(toOneOf: [nowhere], until: deadline).get())
            }
        }
    }

    func testNobodyThereIsToldAtOnce() async throws {
        // Port 1 is nobody's.
        let client = Client(base: "http://127.0.0.1:1", timeout: .seconds(60))
        await expectFailure(of: client, get, because: "connect: Connection refused")
    }

    func testWhatCannotBeSentIsNotSent() async throws {
        let server = try RawServer([])
        let client = Client(base: server.address)
        for call in [
            ClientRequest("GET", "/ "), ClientRequest("GET", "/", fields: ["A": "b\r\nC: d"]),
        ] {
            await expectFailure(of: client, call)
        }
        XCTAssertEqual(server.connections, 0)
    }

    private func expect(_ text: String, of client: Client, _ call: ClientRequest) async throws {
        let answer = try await client.send(call)
        XCTAssertEqual(String(decoding: answer.body, as: UTF8.self), text)
    }

    private func expectFailure(
        of client: Client, _ call: ClientRequest, because reason: String? = nil
    ) async {
        do {
            let answer = try await client.send(call)
            XCTFail("it was answered with \(answer)")
        } catch {
            guard let reason else { return }
            XCTAssertEqual(error.description, "\(call.method) \(call.path): \(reason)")
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

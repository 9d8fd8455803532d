import Foundation
import Glibc
import HTTP
import HTTPClient

/// A client that sends any bytes over a plain socket, valid HTTP or not.
///
/// A blocking call fails after a minute, so a failing test cannot hang.
package final class RawClient: @unchecked Sendable {
    private let descriptor: Int32
    private var received: [UInt8] = []

    package convenience init(_ address: SocketAddress, receiveBufferBytes: Int32? = nil) throws {
        try self.init(receiveBufferBytes: receiveBufferBytes)
        try connect(to: address)
    }

    package init(receiveBufferBytes: Int32? = nil) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { throw RawClientError.failed("socket", errno) }
        var limit = timeval(tv_sec: 60, tv_usec: 0)
        let length = socklen_t(MemoryLayout<timeval>.size)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, length)
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, length)
        if var bytes = receiveBufferBytes {
            setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &bytes, 4)
        }
    }

    package func connect(to address: SocketAddress) throws {
        var target = sockaddr_in()
        target.sin_family = sa_family_t(AF_INET)
        target.sin_port = in_port_t(address.port).bigEndian
        target.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        let result = withUnsafePointer(to: &target) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard result == 0 else { throw RawClientError.failed("connect", errno) }
    }

    deinit { close(descriptor) }

    /// Sends a text in ISO 8859-1.
    package func send(_ text: String) throws {
        try send(text.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) })
    }

    package func send(_ bytes: [UInt8]) throws {
        var start = 0
        while start < bytes.count {
            let sent = bytes.withUnsafeBytes {
                Glibc.send(
                    descriptor, $0.baseAddress.map { $0 + start }, bytes.count - start,
                    Int32(MSG_NOSIGNAL))
            }
            guard sent > 0 else { throw RawClientError.failed("send", errno) }
            start += sent
        }
    }

    /// Whether input or the end of the connection arrives within that time.
    package func hasInput(within milliseconds: Int32 = 0) -> Bool {
        var state = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return !received.isEmpty || poll(&state, 1, milliseconds) > 0
    }

    /// Closes the sending side only.
    package func endSending() { shutdown(descriptor, Int32(SHUT_WR)) }

    /// Makes closing the socket send a reset.
    package func resetWhenClosed() {
        var option = linger(l_onoff: 1, l_linger: 0)
        setsockopt(
            descriptor, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
    }

    /// Reads the next response, which may be an interim one.
    package func response(toHead: Bool = false) throws -> RawResponse {
        var head: RawResponse?
        while true {
            if head == nil { head = RawResponse(removingHeadFrom: &received) }
            if var response = head {
                let length = toHead || response.isWithoutContent ? 0 : response.contentLength
                if received.count >= length {
                    response.body = Array(received.prefix(length))
                    received.removeFirst(length)
                    return response
                }
            }
            guard try receive() else { throw RawClientError.ended(after: received) }
        }
    }

    /// Reads until the server closes or resets the connection.
    package func restToTheEnd() throws -> [UInt8] {
        while try receive() {}
        defer { received = [] }
        return received
    }

    /// Sends one request and reads the response until the service closes the connection.
    ///
    /// - Parameter head: The request line and the header fields, one per line. `Host`,
    ///   `Connection: close` and the body's `Content-Length` are added.
    package static func exchange(
        _ head: String, body: [UInt8] = [], with base: String
    ) throws -> ClientResponse {
        guard let port = URL(string: base)?.port,
            let address = SocketAddress(host: "127.0.0.1", port: port)
        else { throw URLError(.badURL) }
        var lines = head.split(separator: "\n").map(String.init)
        lines.insert("Host: localhost\r\nConnection: close", at: 1)
        if !body.isEmpty { lines.append("Content-Length: \(body.count)") }
        let client = try RawClient(address)
        // A service may respond and close before it has read the whole request.
        try? client.send(Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8) + body)
        return try ClientResponse(parsing: client.restToTheEnd())
    }

    /// Waits for more input; false at the end.
    private func receive() throws -> Bool {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = recv(descriptor, &buffer, buffer.count, 0)
        if count < 0 {
            if errno == ECONNRESET { return false }
            throw RawClientError.failed("recv", errno)
        }
        received += buffer[..<count]
        return count > 0
    }
}

package enum RawClientError: Error {
    case failed(String, Int32)
    case ended(after: [UInt8])
}

/// A response as received.
package struct RawResponse {
    package let status: Int
    package let fields: [(name: String, value: String)]
    package var body: [UInt8] = []

    /// Removes a complete head from the front; nil while it is incomplete.
    init?(removingHeadFrom bytes: inout [UInt8]) {
        let end = bytes.indices.first {
            bytes[$0...].starts(with: [0x0D, 0x0A, 0x0D, 0x0A])
        }
        guard let end else { return nil }
        let lines = String(decoding: bytes[..<end], as: UTF8.self)
            .split(separator: "\r\n", omittingEmptySubsequences: false)
        bytes.removeFirst(end + 4)
        status = Int(lines[0].split(separator: " ")[1]) ?? 0
        fields = lines.dropFirst().map { line in
            let colon = line.firstIndex(of: ":") ?? line.endIndex
            return (line[..<colon].lowercased(), String(line[colon...].dropFirst(2)))
        }
    }

    package subscript(name: String) -> String? {
        fields.first { $0.name == name.lowercased() }?.value
    }

    package var text: String { String(decoding: body, as: UTF8.self) }

    package var contentLength: Int { self["Content-Length"].flatMap { Int($0) } ?? 0 }

    package var isWithoutContent: Bool { status < 200 || status == 204 || status == 304 }
}

import Glibc
import HTTP

/// A client that sends any bytes over a plain socket, valid HTTP or not.
///
/// A blocking call fails after a minute, so a failing test cannot hang.
final class RawClient: @unchecked Sendable {
    private let descriptor: Int32
    private var received: [UInt8] = []

    convenience init(_ address: SocketAddress, receiveBufferBytes: Int32? = nil) throws {
        try self.init(receiveBufferBytes: receiveBufferBytes)
        try connect(to: address)
    }

    init(receiveBufferBytes: Int32? = nil) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { throw ClientError.failed("socket", errno) }
        var limit = timeval(tv_sec: 60, tv_usec: 0)
        let length = socklen_t(MemoryLayout<timeval>.size)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, length)
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, length)
        if var bytes = receiveBufferBytes {
            setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &bytes, 4)
        }
    }

    func connect(to address: SocketAddress) throws {
        var target = sockaddr_in()
        target.sin_family = sa_family_t(AF_INET)
        target.sin_port = in_port_t(address.port).bigEndian
        target.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        let result = withUnsafePointer(to: &target) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard result == 0 else { throw ClientError.failed("connect", errno) }
    }

    deinit { close(descriptor) }

    func send(_ text: String) throws { try send(bytes(text)) }

    func send(_ bytes: [UInt8]) throws {
        var start = 0
        while start < bytes.count {
            let sent = bytes.withUnsafeBytes {
                Glibc.send(
                    descriptor, $0.baseAddress.map { $0 + start }, bytes.count - start,
                    Int32(MSG_NOSIGNAL))
            }
            guard sent > 0 else { throw ClientError.failed("send", errno) }
            start += sent
        }
    }

    /// Whether input or the end of the connection arrives within that time.
    func hasInput(within milliseconds: Int32 = 0) -> Bool {
        var state = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return !received.isEmpty || poll(&state, 1, milliseconds) > 0
    }

    /// Closes the sending side only.
    func endSending() { shutdown(descriptor, Int32(SHUT_WR)) }

    /// Makes closing the socket send a reset.
    func resetWhenClosed() {
        var option = linger(l_onoff: 1, l_linger: 0)
        setsockopt(
            descriptor, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
    }

    /// Reads the next response, which may be an interim one.
    func response(toHead: Bool = false) throws -> RawResponse {
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
            guard try receive() else { throw ClientError.ended(after: received) }
        }
    }

    /// Reads until the server closes or resets the connection.
    func restToTheEnd() throws -> [UInt8] {
        while try receive() {}
        defer { received = [] }
        return received
    }

    /// Waits for more input; false at the end.
    private func receive() throws -> Bool {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = recv(descriptor, &buffer, buffer.count, 0)
        if count < 0 {
            if errno == ECONNRESET { return false }
            throw ClientError.failed("recv", errno)
        }
        received += buffer[..<count]
        return count > 0
    }
}

enum ClientError: Error {
    case failed(String, Int32)
    case ended(after: [UInt8])
}

/// A response as received.
struct RawResponse {
    let status: Int
    let fields: [(name: String, value: String)]
    var body: [UInt8] = []

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

    subscript(name: String) -> String? {
        fields.first { $0.name == name.lowercased() }?.value
    }

    var text: String { String(decoding: body, as: UTF8.self) }

    var contentLength: Int { self["Content-Length"].flatMap { Int($0) } ?? 0 }

    var isWithoutContent: Bool { status < 200 || status == 204 || status == 304 }
}

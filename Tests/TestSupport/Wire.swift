import Foundation
import Glibc
import HTTPClient

/// An exchange over a plain socket, for requests that a correct client would not send.
package enum Wire {
    /// Sends a request and reads the response until the service closes the connection; gives up
    /// after a minute.
    ///
    /// - Parameters:
    ///   - head: The request line and the header fields, one per line. `Host`, `Connection: close`
    ///     and the body's `Content-Length` are added.
    package static func exchange(
        _ head: String, body: [UInt8] = [], with base: String
    ) throws -> ClientResponse {
        let descriptor = try connect(to: base)
        defer { Glibc.close(descriptor) }
        var lines = head.split(separator: "\n").map(String.init)
        lines.insert("Host: localhost\r\nConnection: close", at: 1)
        if !body.isEmpty { lines.append("Content-Length: \(body.count)") }
        let request = Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8) + body
        send(request, to: descriptor)
        return try ClientResponse(parsing: receiveAll(from: descriptor))
    }

    private static func connect(to base: String) throws -> Int32 {
        guard let port = URL(string: base)?.port else { throw URLError(.badURL) }
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var limit = timeval(tv_sec: 60, tv_usec: 0)
        let length = socklen_t(MemoryLayout<timeval>.size)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, length)
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, length)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard result == 0 else { throw URLError(.cannotConnectToHost) }
        return descriptor
    }

    /// Stops at an error: a service may respond and close before it has read the whole request.
    private static func send(_ bytes: [UInt8], to descriptor: Int32) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let sent = rest.withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard sent > 0 else { return }
            rest = rest.dropFirst(sent)
        }
    }

    private static func receiveAll(from descriptor: Int32) -> [UInt8] {
        var received: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            guard count > 0 else { return received }
            received += buffer[..<count]
        }
    }
}

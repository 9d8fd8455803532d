import Dispatch
import Foundation
import Glibc

/// A request to ChromeDriver and its response, over a new connection.
///
/// ChromeDriver omits the space after the colon of header fields (allowed by RFC 9112 §5), which
/// URLSession on Linux does not accept. Its logs may be longer than `HTTPClient` allows.
struct DriverExchange: Sendable {
    let port: UInt16

    /// Returns the response's status and body.
    func send(_ method: String, _ path: String, _ body: Data?) async throws -> (Int, [UInt8]) {
        let length = body?.count ?? 0
        let head = """
            \(method) \(path) HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\n\
            Content-Type: application/json\r\nContent-Length: \(length)\r\n\
            Connection: close\r\n\r\n
            """
        let request = Array(head.utf8) + (body ?? Data())
        return try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async {
                continuation.resume(with: Result { try exchange(request) })
            }
        }
    }

    private func exchange(_ request: [UInt8]) throws -> (Int, [UInt8]) {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { throw POSIXError(.EMFILE) }
        defer { Glibc.close(descriptor) }
        try connect(descriptor)
        var sent = 0
        while sent < request.count {
            let count = request.withUnsafeBytes { bytes in
                Glibc.send(
                    descriptor, bytes.baseAddress?.advanced(by: sent), bytes.count - sent,
                    Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { throw POSIXError(.EPIPE) }
            sent += count
        }
        return try response(on: descriptor)
    }

    private func connect(_ descriptor: Int32) throws {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard result == 0 else { throw POSIXError(.ECONNREFUSED) }
    }

    private func response(on descriptor: Int32) throws -> (Int, [UInt8]) {
        var received: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        var end: (head: Int, total: Int)?
        while received.count < end?.total ?? .max {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            guard count > 0 else { break }
            received += buffer[..<count]
            if end == nil, let head = received.firstRange(of: Array("\r\n\r\n".utf8)) {
                let fields = String(decoding: received[..<head.lowerBound], as: UTF8.self)
                let length = fields.firstMatch(of: /(?i)content-length: *(\d+)/)
                    .flatMap { Int($0.1) }
                end = (head.upperBound, head.upperBound + (length ?? 0))
            }
        }
        let line = String(decoding: received.prefix(12), as: UTF8.self)
        guard let end, let status = Int(line.suffix(3)) else { throw POSIXError(.ECONNRESET) }
        return (status, Array(received[end.head...]))
    }
}

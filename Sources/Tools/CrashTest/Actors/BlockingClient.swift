import Glibc
import HTTP
import JSONCoding

/// A blocking HTTP client for one thread that reports whether a request can have been received.
final class BlockingClient {
    struct Response {
        let status: Int
        let body: [UInt8]

        var json: JSONValue { (try? JSONValue(parsing: body)) ?? .null }
        var code: String? { json["code"]?.string }
        var text: String { String(decoding: body, as: UTF8.self) }
    }

    enum Content {
        case json(String)
        case form(String)

        fileprivate var type: String {
            switch self {
            case .json: "application/json"
            case .form: "application/x-www-form-urlencoded"
            }
        }

        fileprivate var text: String {
            switch self {
            case .json(let text), .form(let text): text
            }
        }
    }

    enum SendResult {
        case answered(Response)
        /// No connection could be opened.
        case notSent
        /// The connection ended before a complete response.
        case interrupted
        /// The response is late or malformed.
        case failed(reason: String)
    }

    private static let timeoutSeconds = 30
    private static let limits: Limits = {
        var limits = Limits()
        limits.bodyBytes = 16_777_216
        return limits
    }()

    private let port: UInt16
    private var descriptor: Int32 = -1

    init(port: UInt16) {
        self.port = port
    }

    deinit { disconnect() }

    func send(
        _ method: String, _ path: String, fields: [String: String], _ content: Content? = nil
    ) -> SendResult {
        guard descriptor >= 0 || connect() else { return .notSent }
        var head = "\(method) \(path) HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\n"
        for (name, value) in fields { head += "\(name): \(value)\r\n" }
        if let content {
            head +=
                "Content-Type: \(content.type)\r\nContent-Length: \(content.text.utf8.count)\r\n"
        }
        guard write(Array((head + "\r\n" + (content?.text ?? "")).utf8)) else {
            disconnect()
            return .interrupted
        }
        let result = receive(responseTo: method)
        if case .answered = result { return result }
        disconnect()
        return result
    }

    private func connect() -> Bool {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | O_CLOEXEC, 0)
        var limit = timeval(tv_sec: Self.timeoutSeconds, tv_usec: 0)
        let length = socklen_t(MemoryLayout<timeval>.size)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, length)
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, length)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = in_addr_t(INADDR_LOOPBACK).bigEndian
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        if result == 0 { return true }
        disconnect()
        return false
    }

    private func disconnect() {
        if descriptor >= 0 { close(descriptor) }
        descriptor = -1
    }

    private func write(_ bytes: [UInt8]) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let sent = rest.withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard sent > 0 else { return false }
            rest = rest.dropFirst(sent)
        }
        return true
    }

    private func receive(responseTo method: String) -> SendResult {
        var parser = ResponseParser(to: method, limits: Self.limits)
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while !parser.isComplete {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            if count < 0, errno == EAGAIN {
                return .failed(reason: "no response within \(Self.timeoutSeconds) s")
            }
            guard count > 0 else { return .interrupted }
            do {
                _ = try buffer[..<count].withUnsafeBytes { try parser.consume($0) }
            } catch {
                return .failed(reason: "malformed response: \(error)")
            }
        }
        if !parser.keepsConnection { disconnect() }
        return .answered(Response(status: parser.status, body: parser.body))
    }
}

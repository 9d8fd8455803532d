import Glibc
import JSONCoding

/// A blocking HTTP client of one thread that knows whether a request can have arrived.
final class HTTPClient {
    struct Answer {
        let status: Int
        let body: [UInt8]

        var json: JSONValue { (try? JSONValue(parsing: body)) ?? .null }
        var code: String? { json["code"]?.string }
        var text: String { String(decoding: body, as: UTF8.self) }
    }

    /// What a request carries.
    enum Content {
        case json(String)
        /// A form as browsers send it.
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

    enum Exchange {
        case answered(Answer)
        /// Nobody listened: nothing was sent.
        case notSent
        /// It was sent, wholly or in part, and no whole answer came.
        case lost
        /// It was sent, and half a minute went by without an answer.
        case silent
    }

    private static let patienceSeconds = 30

    private let port: UInt16
    private var descriptor: Int32 = -1

    init(port: UInt16) {
        self.port = port
    }

    deinit { disconnect() }

    func exchange(
        _ method: String, _ path: String, fields: [String: String], _ content: Content? = nil
    ) -> Exchange {
        guard descriptor >= 0 || connect() else { return .notSent }
        var head = "\(method) \(path) HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\n"
        for (name, value) in fields { head += "\(name): \(value)\r\n" }
        if let content {
            head +=
                "Content-Type: \(content.type)\r\nContent-Length: \(content.text.utf8.count)\r\n"
        }
        guard send(Array((head + "\r\n" + (content?.text ?? "")).utf8)) else {
            disconnect()
            return .lost
        }
        let result = receive()
        if case .answered = result { return result }
        disconnect()
        return result
    }

    private func connect() -> Bool {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | O_CLOEXEC, 0)
        var limit = timeval(tv_sec: Self.patienceSeconds, tv_usec: 0)
        let length = socklen_t(MemoryLayout<timeval>.size)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, length)
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, length)
        if withLoopback(port, { Glibc.connect(descriptor, $0, $1) }) == 0 { return true }
        disconnect()
        return false
    }

    private func disconnect() {
        if descriptor >= 0 { close(descriptor) }
        descriptor = -1
    }

    private func send(_ octets: [UInt8]) -> Bool {
        var rest = octets[...]
        while !rest.isEmpty {
            let sent = rest.withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard sent > 0 else { return false }
            rest = rest.dropFirst(sent)
        }
        return true
    }

    private func receive() -> Exchange {
        var received: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            if let head = AnswerHead(in: received), received.count >= head.end + head.length {
                let body = Array(received[head.end..<(head.end + head.length)])
                if head.closes { disconnect() }
                return .answered(Answer(status: head.status, body: body))
            }
            let count = recv(descriptor, &buffer, buffer.count, 0)
            if count < 0, errno == EAGAIN { return .silent }
            guard count > 0 else { return .lost }
            received += buffer[..<count]
        }
    }
}

/// The part of an answer's head that a client has to know.
private struct AnswerHead {
    let status: Int
    let length: Int
    let closes: Bool
    /// Where the content begins.
    let end: Int

    /// Nil while the head is not whole.
    init?(in octets: [UInt8]) {
        let blank: [UInt8] = [13, 10, 13, 10]
        let last = octets.count - blank.count
        guard last >= 0,
            let place = (0...last).first(where: {
                octets[$0] == 13 && octets[$0...].starts(with: blank)
            })
        else { return nil }
        end = place + blank.count
        let lines = String(decoding: octets[..<place], as: UTF8.self).lowercased()
            .split(separator: "\r\n")
        status = lines.first.flatMap { Int($0.dropFirst(9).prefix(3)) } ?? 0
        length =
            lines.first { $0.hasPrefix("content-length:") }
            .flatMap { Int($0.dropFirst(15).drop { $0 == " " }) } ?? 0
        closes = lines.contains("connection: close")
    }
}

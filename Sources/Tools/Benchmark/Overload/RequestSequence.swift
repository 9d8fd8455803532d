import Foundation

/// The requests of a load, in order.
struct RequestSequence {
    enum Kind: String {
        case mix, reconnecting, book, health, login
    }

    private let kind: Kind
    private let tokens: [String]
    private let firstEvent: Int
    private var count = 0

    init(_ kind: Kind, tokens path: String, firstEvent: Int) throws {
        self.kind = kind
        self.firstEvent = firstEvent
        tokens = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map {
            String($0)
        }
    }

    /// All guests book an event before the first of them books the next event, so that no guest
    /// books an event twice.
    mutating func next() -> [UInt8] {
        defer { count += 1 }
        switch kind {
        case .health: return Array("GET /healthz HTTP/1.1\r\nHost: l\r\n\r\n".utf8)
        case .login:
            return post("/auth/login", #"{"username":"unknown\#(count)","password":"a guess"}"#)
        case .book: return booking(count)
        case .mix, .reconnecting: return count % 2 == 0 ? booking(count / 2) : list(count / 2)
        }
    }

    private func list(_ number: Int) -> [UInt8] {
        let token = tokens[number % tokens.count]
        return Array(
            """
            GET /bookings?limit=5 HTTP/1.1\r\nHost: l\r\n\(connection)\
            Authorization: Bearer \(token)\r\n\r\n
            """.utf8)
    }

    private var connection: String { kind == .reconnecting ? "Connection: close\r\n" : "" }

    private func booking(_ number: Int) -> [UInt8] {
        let event = firstEvent + number / tokens.count
        return post(
            "/book", #"{"event_id":\#(event)}"#,
            "Authorization: Bearer \(tokens[number % tokens.count])\r\n")
    }

    private func post(_ path: String, _ content: String, _ fields: String = "") -> [UInt8] {
        Array(
            """
            POST \(path) HTTP/1.1\r\nHost: l\r\n\(connection)\(fields)Content-Type: application/json\r\n\
            Content-Length: \(content.utf8.count)\r\n\r\n\(content)
            """.utf8)
    }
}

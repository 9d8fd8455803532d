import Foundation

/// The requests of a crowd, one after the other.
struct Requests {
    enum Kind: String {
        case mix, strangers, book, health, login
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

    /// The next one: every guest books an event, then the next event, so that no pair comes twice.
    mutating func next() -> [UInt8] {
        defer { count += 1 }
        switch kind {
        case .health: return Array("GET /healthz HTTP/1.1\r\nHost: l\r\n\r\n".utf8)
        case .login:
            return post("/auth/login", #"{"username":"nobody\#(count)","password":"a guess"}"#)
        case .book: return booking(count)
        case .mix, .strangers: return count % 2 == 0 ? booking(count / 2) : listing(count / 2)
        }
    }

    private func listing(_ number: Int) -> [UInt8] {
        let token = tokens[number % tokens.count]
        return Array(
            """
            GET /bookings?limit=5 HTTP/1.1\r\nHost: l\r\n\(connection)\
            Authorization: Bearer \(token)\r\n\r\n
            """.utf8)
    }

    /// A stranger comes once.
    private var connection: String { kind == .strangers ? "Connection: close\r\n" : "" }

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

import TextEncoding

/// Turns octets into the response to one request, without I/O: a value that is fed whatever has
/// arrived.
///
/// It may be fed a response whole, byte by byte, or cut anywhere; what comes out is the same
/// (RFC 9112). Interim responses (1xx) are read over. After a failure it must not be fed again.
package struct ResponseParser {
    private enum Phase {
        case statusLine, fields, content, complete
    }

    /// Octets of content for which storage is had before they come: a length is only a promise.
    private static let reservedBytes = 65_536

    /// How the content is delimited (RFC 9112 §6.3).
    private enum Framing {
        case none, chunked, untilEnd
        case length(remaining: Int)
    }

    /// The three-digit code.
    package private(set) var status = 0
    /// The header fields by their names in lower case; where a name stands more than once, its
    /// values are one list (RFC 9110 §5.3).
    package private(set) var fields: [String: String] = [:]
    /// The content so far, transfer coding removed.
    package private(set) var body: [UInt8] = []
    /// Whether another request may follow on the connection; to be asked once it is complete.
    package private(set) var keepsConnection = false
    private let isToHead: Bool
    private let limits: Limits
    private var phase = Phase.statusLine
    private var line: [UInt8] = []
    private var headBytes = 0
    private var fieldCount = 0
    private var isHTTP10 = false
    private var framing = Framing.none
    private var chunks = ChunkedBody()

    /// A parser for the response to a request of that method, which keeps to these bounds.
    package init(to method: String, limits: Limits) {
        isToHead = method == "HEAD"
        self.limits = limits
    }

    /// Whether anything of a response has come.
    package var hasBegun: Bool { headBytes > 0 }

    /// Whether the whole response has come.
    package var isComplete: Bool { phase == .complete }

    /// Consumes octets up to the end of the response, and says how many those were.
    ///
    /// - Throws: `ParseFailure` for anything off the grammar; for content over its limit with
    ///   `Status.contentTooLarge`.
    package mutating func consume(
        _ input: UnsafeRawBufferPointer
    ) throws(ParseFailure) -> Int {
        var position = 0
        while phase != .complete {
            let hasMore =
                switch phase {
                case .statusLine, .fields: try takeLine(input, &position)
                case .content, .complete: try takeContent(input, &position)
                }
            guard hasMore else { break }
            switch phase {
            case .statusLine: try endStatusLine()
            case .fields: try endFieldLine()
            case .content, .complete: phase = .complete
            }
        }
        return position
    }

    /// Takes in that the connection has ended.
    ///
    /// - Throws: `ParseFailure` where the response has not.
    package mutating func end() throws(ParseFailure) {
        if phase == .content, case .untilEnd = framing { phase = .complete }
        guard isComplete else { throw .malformed("The connection ended before the response.") }
    }

    /// Collects a line and strips its CRLF; false when it goes on.
    private mutating func takeLine(
        _ input: UnsafeRawBufferPointer, _ position: inout Int
    ) throws(ParseFailure) -> Bool {
        let rest = UnsafeRawBufferPointer(rebasing: input[position...])
        let end = rest.firstIndex(of: 0x0A)
        let piece = rest.prefix(end.map { $0 + 1 } ?? rest.count)
        headBytes += piece.count
        guard headBytes <= limits.headerBytes else { throw .malformed("The head is too large.") }
        line.append(contentsOf: piece)
        position += piece.count
        guard end != nil else { return false }
        guard line.count >= 2, line[line.count - 2] == 0x0D else {
            throw .malformed("A line must end in CR LF.")
        }
        line.removeLast(2)
        return true
    }

    /// `status-line = HTTP-version SP status-code SP [ reason-phrase ]` (RFC 9112 §4).
    private mutating func endStatusLine() throws(ParseFailure) {
        (isHTTP10, status) = try line.withOctets { line throws(ParseFailure) in
            guard line.count >= 13,
                UnsafeRawBufferPointer(rebasing: line[..<7]).isEqual(to: "HTTP/1."),
                ASCII.isDigit(line[7]), line[8] == 0x20, line[12] == 0x20,
                let code = Int(digits: line[9..<12]),
                (100..<600).contains(code),
                Grammar.isFieldValue(UnsafeRawBufferPointer(rebasing: line[13...]))
            else { throw .malformed("The status line is invalid.") }
            return (line[7] == UInt8(ascii: "0"), code)
        }
        line.removeAll(keepingCapacity: true)
        phase = .fields
    }

    /// Takes in a header line, or the empty one that ends the head.
    private mutating func endFieldLine() throws(ParseFailure) {
        guard !line.isEmpty else { return try endHead() }
        fieldCount += 1
        guard fieldCount <= limits.headerCount else {
            throw .malformed("There are too many header fields.")
        }
        let field = try FieldLine.parse(line, 0..<line.count)
        let (name, value) = line.withOctets { line in
            (
                String(decoding: line[field.name].lazy.map { ASCII.lowercased($0) }, as: UTF8.self),
                String(decoding: line[field.value], as: UTF8.self)
            )
        }
        fields[name] = fields[name].map { "\($0), \(value)" } ?? value
        line.removeAll(keepingCapacity: true)
    }

    private mutating func endHead() throws(ParseFailure) {
        guard status >= 200 else {
            // Nothing was asked for that could change the protocol.
            guard status != 101 else { throw .malformed("The protocol cannot be changed.") }
            fields = [:]
            phase = .statusLine
            return
        }
        framing = try framingOfContent()
        keepsConnection = saysToKeepConnection
        phase = .content
    }

    private mutating func framingOfContent() throws(ParseFailure) -> Framing {
        let coding = fields["transfer-encoding"]
        let length = fields["content-length"]
        // Two servers' answers can be made of one where readers differ on which of them counts.
        guard coding == nil || length == nil else {
            throw .malformed("Transfer-Encoding and Content-Length exclude each other.")
        }
        if let coding {
            guard coding.lowercased() == "chunked", !isHTTP10 else {
                throw .malformed("The only transfer coding known here is chunked.")
            }
        }
        let count = length.map { Int(digits: $0.utf8) }
        guard count != .some(nil) else {
            throw .malformed("Content-Length is not a number that can be.")
        }
        if isToHead || status == 204 || status == 304 { return .none }
        if coding != nil { return .chunked }
        guard let count = count ?? nil else { return .untilEnd }
        guard count <= limits.bodyBytes else { throw Self.bodyTooLarge }
        body.reserveCapacity(min(count, Self.reservedBytes))
        return .length(remaining: count)
    }

    private var saysToKeepConnection: Bool {
        if case .untilEnd = framing { return false }
        var (saysClose, saysKeepAlive) = (false, false)
        fields["connection"]?.utf8.span.withUnsafeBytes { options in
            options.forEachListElement { option in
                if option.isEqual(ignoringCase: "close") { saysClose = true }
                if option.isEqual(ignoringCase: "keep-alive") { saysKeepAlive = true }
                return true
            }
        }
        return !saysClose && (saysKeepAlive || !isHTTP10)
    }

    /// Consumes content; true when it is complete.
    private mutating func takeContent(
        _ input: UnsafeRawBufferPointer, _ position: inout Int
    ) throws(ParseFailure) -> Bool {
        switch framing {
        case .none:
            return true
        case .length(let remaining):
            let count = min(remaining, input.count - position)
            body.append(contentsOf: input[position..<position + count])
            position += count
            framing = .length(remaining: remaining - count)
            return count == remaining
        case .untilEnd:
            guard input.count - position <= limits.bodyBytes - body.count else {
                throw Self.bodyTooLarge
            }
            body.append(contentsOf: input[position...])
            position = input.count
            return false
        case .chunked:
            while true {
                switch try chunks.consume(input, &position, limits: limits) {
                case .needsMore: return false
                case .chunk:
                    guard chunks.dataBytes <= limits.bodyBytes else { throw Self.bodyTooLarge }
                case .data(let range): body.append(contentsOf: input[range])
                case .end: return true
                }
            }
        }
    }

    private static var bodyTooLarge: ParseFailure {
        ParseFailure(.contentTooLarge, "The content is too large.")
    }
}

import Glibc
import TextEncoding

/// Turns octets into requests, without I/O: a value that is fed whatever has arrived.
///
/// It may be fed a request whole, byte by byte, or cut anywhere; what comes out is the same
/// (RFC 9112). After a failure it must not be fed again.
package struct RequestParser {
    /// What the octets consumed so far have completed.
    package enum Event: Equatable {
        /// Everything was consumed and the message goes on.
        case needsMore
        /// The head is complete; the caller may look at it before the content is read.
        case head
        /// The message is complete.
        case message
    }

    private enum Phase {
        case requestLine, fields, content, complete
    }

    /// Octets of content for which storage is had before they come: a length is only a promise.
    private static let reservedBytes = 65_536

    /// The request's line and fields; complete from `.head` on.
    package private(set) var head = RequestHead()
    /// The content so far, transfer coding removed; complete at `.message`.
    package private(set) var body: [UInt8] = []
    private let limits: Limits
    private var phase = Phase.requestLine
    private var lineStart = 0
    private var requestLineEnd = 0
    private var mayHaveLeadingLine = true
    private var seen: KnownFields = []
    private var codings = TransferCodings()
    private var remaining = 0
    private var chunks = ChunkedBody()
    private var bodyLimit: Int
    private var keepsBody = true

    /// A parser at the start of a connection, which keeps to these bounds.
    package init(limits: Limits) {
        self.limits = limits
        bodyLimit = limits.bodyBytes
    }

    /// Whether nothing of a message has been consumed yet; an empty line before it is nothing.
    package var isAtStart: Bool { phase == .requestLine && head.octets.isEmpty }

    /// Whether the head is not complete yet.
    var isInHead: Bool { phase == .requestLine || phase == .fields }

    /// Octets of content that have arrived.
    var bodyBytes: Int {
        switch head.framing {
        case .none: 0
        case .length(let length): length - remaining
        case .chunked: chunks.receivedBytes
        }
    }

    /// Makes ready for the next message and keeps the storage, unless somebody else holds it.
    package mutating func reset() {
        head.reset()
        body.removeAll(keepingCapacity: true)
        phase = .requestLine
        lineStart = 0
        requestLineEnd = 0
        mayHaveLeadingLine = true
        seen = []
        codings = TransferCodings()
        remaining = 0
        chunks.reset()
        bodyLimit = limits.bodyBytes
        keepsBody = true
    }

    /// Hands over the content, which takes its storage along.
    mutating func takeBody() -> [UInt8] {
        var content: [UInt8] = []
        swap(&content, &body)
        return content
    }

    /// Bounds the content of this message; to be called after `.head`.
    package mutating func limitBody(to bytes: Int) {
        bodyLimit = min(bytes, limits.bodyBytes)
    }

    /// Reads on to the end of the message but keeps nothing of its content.
    package mutating func discardBody(upTo bytes: Int) {
        keepsBody = false
        bodyLimit = bytes
    }

    /// Consumes octets up to the next event and says how far it came.
    ///
    /// - Throws: `ParseFailure` for anything off the grammar or past a limit.
    package mutating func consume(
        _ input: UnsafeRawBufferPointer, from position: inout Int
    ) throws(ParseFailure) -> Event {
        while true {
            switch phase {
            case .requestLine:
                guard try takeLine(input, &position, bound: limits.requestLineBytes) else {
                    return .needsMore
                }
                try endRequestLine()
            case .fields:
                let bound = requestLineEnd + limits.headerBytes - lineStart
                guard try takeLine(input, &position, bound: bound) else { return .needsMore }
                if try endFieldLine() {
                    phase = .content
                    return .head
                }
            case .content:
                guard try takeContent(input, &position) else { return .needsMore }
                phase = .complete
            case .complete:
                return .message
            }
        }
    }

    /// Moves octets up to a line's end into the head; false when the line goes on.
    private mutating func takeLine(
        _ input: UnsafeRawBufferPointer, _ position: inout Int, bound: Int
    ) throws(ParseFailure) -> Bool {
        let rest = UnsafeRawBufferPointer(rebasing: input[position...])
        guard !rest.isEmpty, let base = rest.baseAddress else { return false }
        let end = memchr(base, 0x0A, rest.count).map { base.distance(to: $0) + 1 }
        let piece = UnsafeRawBufferPointer(rebasing: rest[..<(end ?? rest.count)])
        let room = bound - (head.octets.count - lineStart)
        guard piece.count <= room else { throw tooLong(piece.prefix(room)) }
        head.octets.append(contentsOf: piece)
        position += piece.count
        guard end != nil else {
            try refuseEarly(piece)
            return false
        }
        let length = head.octets.count
        guard length - lineStart >= 2, head.octets[length - 2] == 0x0D else {
            throw .malformed("A line must end in CR LF.")
        }
        return true
    }

    /// What is wrong with a line that fills its bound.
    private func tooLong(_ rest: Slice<UnsafeRawBufferPointer>) -> ParseFailure {
        guard phase == .requestLine else {
            return ParseFailure(.requestHeaderFieldsTooLarge, "The header is too large.")
        }
        // Without a space no target has begun that could be too long.
        guard head.octets.contains(0x20) || rest.contains(0x20) else {
            return .malformed("The request line must begin with a method and a space.")
        }
        return ParseFailure(.uriTooLong, "The request line is too long.")
    }

    /// Looks at an unfinished line, so that what can never become a request, such as the first
    /// octets of TLS, is answered at once and not at the deadline.
    private func refuseEarly(_ piece: UnsafeRawBufferPointer) throws(ParseFailure) {
        for octet in piece where octet < 0x20 && octet != 0x0D && octet != 0x09 {
            throw .malformed("A control character stands in the head.")
        }
        let first = head.octets[lineStart]
        if phase == .requestLine, first != 0x0D, !Grammar.isToken(first) {
            throw .malformed("The request line must begin with a method.")
        }
    }

    private mutating func endRequestLine() throws(ParseFailure) {
        let end = head.octets.count - 2
        if end == lineStart {
            guard mayHaveLeadingLine else {
                throw .malformed("More than one empty line stands before the request.")
            }
            mayHaveLeadingLine = false
            head.octets.removeAll(keepingCapacity: true)
            return
        }
        try RequestLine.parse(into: &head, line: lineStart..<end)
        lineStart = head.octets.count
        requestLineEnd = lineStart
        phase = .fields
    }

    /// Takes in a header line; true when it was the empty one that ends the head.
    private mutating func endFieldLine() throws(ParseFailure) -> Bool {
        let line = lineStart..<(head.octets.count - 2)
        lineStart = head.octets.count
        guard !line.isEmpty else {
            try endHead()
            return true
        }
        guard head.fields.count < limits.headerCount else {
            throw ParseFailure(.requestHeaderFieldsTooLarge, "There are too many header fields.")
        }
        let field = try FieldLine.parse(head.octets, line)
        head.fields.append(field)
        try apply(field)
        return false
    }

    private mutating func apply(_ field: RequestHead.Field) throws(ParseFailure) {
        let nameLength = Int(field.name.end - field.name.start)
        guard (4...17).contains(nameLength) else { return }
        let octets = head.octets
        let known = octets.withOctets { KnownFields.named($0[field.name]) }
        guard !known.isEmpty else { return }
        guard seen.intersection(known).isDisjoint(with: .single) else {
            let name = octets.withOctets { String(decoding: $0[field.name], as: UTF8.self) }
            throw .malformed("\(name) stands there more than once.")
        }
        seen.formUnion(known)
        try octets.withOctets { octets throws(ParseFailure) in
            try apply(known, octets[field.value], at: field.value)
        }
    }

    private mutating func apply(
        _ field: KnownFields, _ value: UnsafeRawBufferPointer, at span: RequestHead.Span
    ) throws(ParseFailure) {
        switch field {
        case .host:
            guard Authority.isValid(value) else {
                throw .malformed("The Host field is invalid.")
            }
            // An absolute target's authority beats the field (RFC 9112 §3.2.2).
            if head.targetForm == .origin || head.targetForm == .asterisk { head.hostSpan = span }
        case .contentLength:
            guard let length = Int(digits: value) else {
                throw .malformed("Content-Length is not a number that can be.")
            }
            head.framing = .length(length)
        case .transferEncoding:
            codings.add(value)
        case .connection:
            value.forEachListElement { option in
                if option.isEqual(ignoringCase: "close") { head.keepsConnection = false }
                if option.isEqual(ignoringCase: "keep-alive") { head.asksToKeepConnection = true }
                return true
            }
        case .expect:
            guard head.minorVersion >= 1 else { return }
            guard value.isEqual(ignoringCase: "100-continue") else {
                throw ParseFailure(.expectationFailed, "Only 100-continue can be expected.")
            }
            head.expectsContinue = true
        default:
            break
        }
    }

    private mutating func endHead() throws(ParseFailure) {
        guard seen.contains(.host) || head.minorVersion == 0 else {
            throw .malformed("A request of HTTP/1.1 needs a Host field.")
        }
        if head.minorVersion == 0 {
            head.keepsConnection = head.keepsConnection && head.asksToKeepConnection
        }
        if codings.isPresent {
            guard head.minorVersion >= 1 else {
                throw .malformed("HTTP/1.0 has no Transfer-Encoding.")
            }
            guard !seen.contains(.contentLength) else {
                throw .malformed("Transfer-Encoding and Content-Length exclude each other.")
            }
            try codings.check()
            head.framing = .chunked
        }
        if case .length(let length) = head.framing { remaining = length }
    }

    /// Consumes content; true when it is complete.
    private mutating func takeContent(
        _ input: UnsafeRawBufferPointer, _ position: inout Int
    ) throws(ParseFailure) -> Bool {
        switch head.framing {
        case .none:
            return true
        case .length(let length):
            guard length <= bodyLimit else { throw Self.bodyTooLarge }
            let count = min(remaining, input.count - position)
            if keepsBody {
                if body.isEmpty { body.reserveCapacity(min(length, Self.reservedBytes)) }
                body.append(contentsOf: input[position..<position + count])
            }
            position += count
            remaining -= count
            return remaining == 0
        case .chunked:
            while position < input.count {
                switch try chunks.consume(input, &position, limits: limits) {
                case .needsMore:
                    return false
                case .chunk:
                    guard chunks.dataBytes <= bodyLimit else { throw Self.bodyTooLarge }
                case .data(let range):
                    if keepsBody { body.append(contentsOf: input[range]) }
                case .end:
                    return true
                }
            }
            return false
        }
    }

    private static var bodyTooLarge: ParseFailure {
        ParseFailure(.contentTooLarge, "The content is too large.")
    }
}

import Glibc
import TextEncoding

/// Parses requests from bytes, without I/O (RFC 9112).
///
/// The result does not depend on how the input is divided into pieces. After a failure the parser
/// must not be used again.
package struct RequestParser {
    /// The part of the message that the consumed bytes have completed.
    package enum Event: Equatable {
        /// The input is consumed and the message is incomplete.
        case needsMore
        /// The head is complete; its content is not parsed yet.
        case head
        case message
    }

    private enum Phase {
        case requestLine, fields, content, complete
    }

    /// Complete after `.head`.
    package private(set) var head = RequestHead()
    /// The content without its transfer coding; complete after `.message`.
    package var body: [UInt8] { content.bytes }
    private let limits: Limits
    private var phase = Phase.requestLine
    private var lineStart = 0
    private var requestLineEnd = 0
    /// Bytes of the empty line before the request; it is not stored.
    package internal(set) var emptyLineBytes: UInt8 = 0
    private var seen: KnownFields = []
    private var codings = TransferCodings()
    private var content: ContentDecoder

    package init(limits: Limits) {
        self.limits = limits
        content = ContentDecoder(limit: limits.bodyBytes)
    }

    /// Whether no byte of a message has been consumed; an empty line before it does not count.
    package var isAtStart: Bool { phase == .requestLine && head.bytes.isEmpty }

    var isInHead: Bool { phase == .requestLine || phase == .fields }

    /// Bytes of content that have arrived.
    var bodyBytes: Int { content.receivedBytes }

    /// Prepares for the next message and keeps the storage if it is not shared.
    package mutating func reset() {
        head.reset()
        content.reset(limit: limits.bodyBytes)
        phase = .requestLine
        lineStart = 0
        requestLineEnd = 0
        emptyLineBytes = 0
        seen = []
        codings = TransferCodings()
    }

    /// The maximum of this message's content in bytes.
    var bodyLimit: Int { content.limit }

    /// Whether the content is stored and not only skipped.
    var storesBody: Bool { content.isStored }

    /// Moves the content out of the parser, without a copy.
    mutating func removeBody() -> [UInt8] { content.removeBytes() }

    /// Lowers the bound of this message's content; to be called after `.head`.
    package mutating func limitBody(to bytes: Int) {
        content.limit = min(bytes, limits.bodyBytes)
    }

    /// Parses the rest of the message without storing its content.
    package mutating func discardBody(upTo bytes: Int) {
        content.isStored = false
        content.limit = bytes
    }

    /// Consumes bytes up to the next event and advances `position`.
    ///
    /// - Throws: `ParseFailure` for a message that breaks the grammar or a limit.
    package mutating func consume(
        _ input: UnsafeRawBufferPointer, from position: inout Int
    ) throws(ParseFailure) -> Event {
        while true {
            switch phase {
            case .requestLine:
                if head.bytes.isEmpty { try skipEmptyLine(input, &position) }
                guard try readLine(input, &position, bound: limits.requestLineBytes) else {
                    return .needsMore
                }
                try parseRequestLine()
            case .fields:
                let bound = requestLineEnd + limits.headerBytes - lineStart
                guard try readLine(input, &position, bound: bound) else { return .needsMore }
                if try parseFieldLine() {
                    phase = .content
                    return .head
                }
            case .content:
                let isComplete = try content.consume(
                    input, &position, framing: head.framing, limits: limits)
                guard isComplete else { return .needsMore }
                phase = .complete
            case .complete:
                return .message
            }
        }
    }

    /// Skips one empty line before the request (RFC 9112 §2.2).
    private mutating func skipEmptyLine(
        _ input: UnsafeRawBufferPointer, _ position: inout Int
    ) throws(ParseFailure) {
        while position < input.count {
            switch (emptyLineBytes, input[position]) {
            case (0, 0x0D), (1, 0x0A):
                emptyLineBytes += 1
                position += 1
            case (1, _): throw .malformed("A line must end in CR LF.")
            case (_, 0x0D): throw .malformed("Only one empty line may precede the request.")
            default: return
            }
        }
    }

    /// Moves bytes up to a line's end into the head; false while the line is incomplete.
    private mutating func readLine(
        _ input: UnsafeRawBufferPointer, _ position: inout Int, bound: Int
    ) throws(ParseFailure) -> Bool {
        let rest = UnsafeRawBufferPointer(rebasing: input[position...])
        guard !rest.isEmpty, let base = rest.baseAddress else { return false }
        let end = memchr(base, 0x0A, rest.count).map { base.distance(to: $0) + 1 }
        let piece = UnsafeRawBufferPointer(rebasing: rest[..<(end ?? rest.count)])
        let room = bound - (head.bytes.count - lineStart)
        head.bytes.append(contentsOf: piece.prefix(room))
        guard piece.count <= room else { throw tooLong }
        position += piece.count
        guard end != nil else {
            try rejectEarly(piece)
            return false
        }
        let length = head.bytes.count
        guard length - lineStart >= 2, head.bytes[length - 2] == 0x0D else {
            throw .malformed("A line must end in CR LF.")
        }
        return true
    }

    /// The failure for a line that exceeds its bound.
    private var tooLong: ParseFailure {
        guard phase == .requestLine else {
            return ParseFailure(.requestHeaderFieldsTooLarge, "The header is too large.")
        }
        // Without a space the target has not begun, so the URI is not too long.
        guard head.bytes.contains(0x20) else {
            return .malformed("The request line must begin with a method and a space.")
        }
        return ParseFailure(.uriTooLong, "The request line is too long.")
    }

    /// Checks an incomplete line.
    ///
    /// Input that cannot become a request, such as a TLS handshake, is then rejected before the
    /// deadline.
    private func rejectEarly(_ piece: UnsafeRawBufferPointer) throws(ParseFailure) {
        for byte in piece where byte < 0x20 && byte != 0x0D && byte != 0x09 {
            throw .malformed("The head has a control character.")
        }
        let first = head.bytes[lineStart]
        if phase == .requestLine, !Grammar.isToken(first) {
            throw .malformed("The request line must begin with a method.")
        }
    }

    private mutating func parseRequestLine() throws(ParseFailure) {
        try RequestLine.parse(into: &head, line: lineStart..<(head.bytes.count - 2))
        lineStart = head.bytes.count
        requestLineEnd = lineStart
        phase = .fields
    }

    /// Parses a header line; true for the empty line that ends the head.
    private mutating func parseFieldLine() throws(ParseFailure) -> Bool {
        let line = lineStart..<(head.bytes.count - 2)
        lineStart = head.bytes.count
        guard !line.isEmpty else {
            try finishHead()
            return true
        }
        guard head.fields.count < limits.headerCount else {
            throw ParseFailure(.requestHeaderFieldsTooLarge, "There are too many header fields.")
        }
        let field = try FieldLine.parse(head.bytes, line)
        head.fields.append(field)
        try interpret(field)
        return false
    }

    private mutating func interpret(_ field: RequestHead.Field) throws(ParseFailure) {
        let nameLength = Int(field.name.end - field.name.start)
        guard (4...17).contains(nameLength) else { return }
        let bytes = head.bytes
        let known = bytes.withBytes { KnownFields.named($0[field.name]) }
        guard !known.isEmpty else { return }
        guard seen.intersection(known).isDisjoint(with: .single) else {
            let name = bytes.withBytes { String(ascii: $0[field.name]) }
            throw .malformed("The field \(name) must not be repeated.")
        }
        seen.formUnion(known)
        try bytes.withBytes { bytes throws(ParseFailure) in
            try interpret(known, bytes[field.value], at: field.value)
        }
    }

    private mutating func interpret(
        _ field: KnownFields, _ value: UnsafeRawBufferPointer, at span: RequestHead.ByteRange
    ) throws(ParseFailure) {
        switch field {
        case .host:
            guard Authority.isValid(value) else {
                throw .malformed("The Host field is invalid.")
            }
            // An absolute target's authority replaces the field (RFC 9112 §3.2.2).
            if head.targetForm == .origin || head.targetForm == .asterisk { head.hostRange = span }
        case .contentLength:
            guard let length = Int(digits: value) else {
                throw .malformed("Content-Length is not a valid number.")
            }
            head.framing = .length(length)
        case .transferEncoding:
            codings.add(value)
        case .connection:
            value.forEachListElement { option in
                if option.isEqual(ignoringCase: "close") { head.keepsConnection = false }
                if option.isEqual(ignoringCase: "keep-alive") { head.requestsKeepAlive = true }
            }
        case .expect:
            guard head.minorVersion >= 1 else { return }
            guard value.isEqual(ignoringCase: "100-continue") else {
                throw ParseFailure(
                    .expectationFailed, "The only supported expectation is 100-continue.")
            }
            head.expectsContinue = true
        default:
            break
        }
    }

    private mutating func finishHead() throws(ParseFailure) {
        guard seen.contains(.host) || head.minorVersion == 0 else {
            throw .malformed("A request of HTTP/1.1 needs a Host field.")
        }
        if head.minorVersion == 0 {
            head.keepsConnection = head.keepsConnection && head.requestsKeepAlive
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
    }
}

import TextEncoding

/// Parses the response to one request from bytes, without I/O (RFC 9112).
///
/// The result does not depend on how the input is divided into pieces. Interim responses (1xx) are
/// skipped. After a failure the parser must not be used again.
package struct ResponseParser {
    private enum Phase {
        case statusLine, fields, content, complete
    }

    /// Three digits.
    package private(set) var status = 0
    /// The header fields by their names in lower case; repeated fields are joined with commas
    /// (RFC 9110 §5.3). Each byte of obs-text is U+FFFD.
    package private(set) var fields: [String: String] = [:]
    /// The content without its transfer coding.
    package var body: [UInt8] { content.bytes }
    /// Whether another request may follow on the connection; valid once complete.
    package private(set) var keepsConnection = false
    private let isToHead: Bool
    private let limits: Limits
    private var phase = Phase.statusLine
    private var line = LineBuffer()
    /// Bytes of the head's complete lines, interim responses included.
    private var headBytes = 0
    private var fieldCount = 0
    private var isHTTP10 = false
    private var framing = Framing.none
    private var content: ContentDecoder

    package init(to method: String, limits: Limits) {
        isToHead = method == "HEAD"
        self.limits = limits
        content = ContentDecoder(limit: limits.bodyBytes)
    }

    /// Whether a byte of the response has been consumed.
    package var hasBegun: Bool { headBytes > 0 || !line.bytes.isEmpty }

    package var isComplete: Bool { phase == .complete }

    /// Consumes bytes up to the end of the response and returns their number.
    ///
    /// - Throws: `ParseFailure` for a response that breaks the grammar or a limit;
    ///   `Status.contentTooLarge` for too much content.
    package mutating func consume(_ input: UnsafeRawBufferPointer) throws(ParseFailure) -> Int {
        var position = 0
        while phase != .complete {
            let isPartComplete =
                phase == .content
                ? try content.consume(input, &position, framing: framing, limits: limits)
                : try readLine(input, &position)
            guard isPartComplete else { break }
            switch phase {
            case .statusLine: try parseStatusLine()
            case .fields: try parseFieldLine()
            case .content, .complete: phase = .complete
            }
        }
        return position
    }

    /// Completes a response that extends to the end of the connection.
    ///
    /// - Throws: `ParseFailure` if the response is incomplete.
    package mutating func end() throws(ParseFailure) {
        if phase == .content, framing == .untilEnd { phase = .complete }
        guard isComplete else { throw .malformed("The connection ended before the response.") }
    }

    private mutating func readLine(
        _ input: UnsafeRawBufferPointer, _ position: inout Int
    ) throws(ParseFailure) -> Bool {
        let isComplete = try line.append(
            input, &position, bound: limits.headerBytes - headBytes,
            tooLong: .malformed("The head is too large."))
        if isComplete { headBytes += line.bytes.count + 2 }
        return isComplete
    }

    /// `status-line = HTTP-version SP status-code SP [ reason-phrase ]` (RFC 9112 §4).
    private mutating func parseStatusLine() throws(ParseFailure) {
        (isHTTP10, status) = try line.bytes.withBytes { line throws(ParseFailure) in
            guard line.count >= 13,
                UnsafeRawBufferPointer(rebasing: line[..<7]).isEqual(to: "HTTP/1."),
                ASCII.isDigit(line[7]), line[8] == 0x20, line[12] == 0x20,
                let code = Int(digits: line[9..<12]),
                (100..<600).contains(code),
                Grammar.isFieldValue(UnsafeRawBufferPointer(rebasing: line[13...]))
            else { throw .malformed("The status line is invalid.") }
            return (line[7] == UInt8(ascii: "0"), code)
        }
        line.removeAll()
        phase = .fields
    }

    /// Parses a header line, or the empty line that ends the head.
    private mutating func parseFieldLine() throws(ParseFailure) {
        guard !line.bytes.isEmpty else { return try finishHead() }
        fieldCount += 1
        guard fieldCount <= limits.headerCount else {
            throw .malformed("There are too many header fields.")
        }
        let field = try FieldLine.parse(line.bytes, 0..<line.bytes.count)
        let (name, value) = line.bytes.withBytes { line in
            (
                String(ascii: line[field.name].map { ASCII.lowercased($0) }),
                String(ascii: line[field.value])
            )
        }
        fields[name] = fields[name].map { "\($0), \(value)" } ?? value
        line.removeAll()
    }

    private mutating func finishHead() throws(ParseFailure) {
        guard status >= 200 else {
            // Requests never have an Upgrade field.
            guard status != 101 else { throw .malformed("The protocol cannot be changed.") }
            fields = [:]
            phase = .statusLine
            return
        }
        framing = try framingOfContent()
        keepsConnection = requestsKeepAlive
        phase = .content
    }

    private mutating func framingOfContent() throws(ParseFailure) -> Framing {
        let coding = fields["transfer-encoding"]
        let length = fields["content-length"]
        // Recipients that differ on which field counts would see different responses.
        guard coding == nil || length == nil else {
            throw .malformed("Transfer-Encoding and Content-Length exclude each other.")
        }
        var framing = Framing.untilEnd
        if let coding {
            guard coding.lowercased() == "chunked", !isHTTP10 else {
                throw .malformed("The only supported transfer coding is chunked.")
            }
            framing = .chunked
        }
        if let length {
            guard let count = Int(digits: length.utf8) else {
                throw .malformed("Content-Length is not a valid number.")
            }
            framing = .length(count)
        }
        return isToHead || status == 204 || status == 304 ? .none : framing
    }

    private var requestsKeepAlive: Bool {
        if framing == .untilEnd { return false }
        var (saysClose, saysKeepAlive) = (false, false)
        fields["connection"]?.utf8.span.withUnsafeBytes { options in
            options.forEachListElement { option in
                if option.isEqual(ignoringCase: "close") { saysClose = true }
                if option.isEqual(ignoringCase: "keep-alive") { saysKeepAlive = true }
            }
        }
        return !saysClose && (saysKeepAlive || !isHTTP10)
    }
}

import TextEncoding

/// `request-line = method SP request-target SP HTTP-version` (RFC 9112 §3).
enum RequestLine {
    /// Reads the line that stands at `line` of the head's octets, CRLF left out, into the head.
    static func parse(into head: inout RequestHead, line: Range<Int>) throws(ParseFailure) {
        let octets = head.octets
        try octets.withOctets { octets throws(ParseFailure) in
            let parts = try split(octets, line)
            head.methodToken = parts.method
            head.minorVersion = try minorVersion(octets[parts.version])
            head.method = Method(octets[parts.method])
            try parseTarget(octets, parts.target, into: &head)
        }
    }

    private struct Parts {
        var method: RequestHead.Span
        var target: RequestHead.Span
        var version: RequestHead.Span
    }

    private static func split(
        _ octets: UnsafeRawBufferPointer, _ line: Range<Int>
    ) throws(ParseFailure) -> Parts {
        var index = line.lowerBound
        while index < line.upperBound, Grammar.isToken(octets[index]) { index += 1 }
        let method = span(line.lowerBound, index)
        guard !method.isEmpty, index < line.upperBound, octets[index] == 0x20 else {
            throw .malformed("The request line must begin with a method and a space.")
        }
        index += 1
        let targetStart = index
        while index < line.upperBound, Grammar.isTarget(octets[index]) { index += 1 }
        let target = span(targetStart, index)
        guard !target.isEmpty, index < line.upperBound, octets[index] == 0x20 else {
            throw .malformed("The request target is invalid.")
        }
        return Parts(method: method, target: target, version: span(index + 1, line.upperBound))
    }

    private static func span(_ start: Int, _ end: Int) -> RequestHead.Span {
        RequestHead.Span(
            start: UInt32(truncatingIfNeeded: start), end: UInt32(truncatingIfNeeded: end))
    }

    /// `HTTP-version = "HTTP/" DIGIT "." DIGIT`; a later minor version is served as 1.1.
    private static func minorVersion(
        _ version: UnsafeRawBufferPointer
    ) throws(ParseFailure) -> UInt8 {
        guard version.count == 8,
            UnsafeRawBufferPointer(rebasing: version[..<5]).isEqual(to: "HTTP/"),
            ASCII.isDigit(version[5]), version[6] == UInt8(ascii: "."),
            ASCII.isDigit(version[7])
        else { throw .malformed("The HTTP version is invalid.") }
        guard version[5] == UInt8(ascii: "1") else {
            throw ParseFailure(.versionNotSupported, "Only HTTP/1.0 and HTTP/1.1 are spoken here.")
        }
        return min(version[7] - 0x30, 1)
    }

    private static func parseTarget(
        _ octets: UnsafeRawBufferPointer, _ target: RequestHead.Span, into head: inout RequestHead
    ) throws(ParseFailure) {
        let text = octets[target]
        if head.method == .connect {
            guard Authority.isValid(text, needsPort: true) else {
                throw .malformed("CONNECT needs an authority as its target.")
            }
            head.targetForm = .authority
            head.hostSpan = target
        } else if text[0] == UInt8(ascii: "/") {
            head.targetForm = .origin
            split(octets, pathAndQuery: target, into: &head)
        } else if text.count == 1, text[0] == UInt8(ascii: "*"), head.method == .options {
            head.targetForm = .asterisk
            head.pathSpan = target
        } else {
            try parseAbsolute(octets, target, into: &head)
        }
        guard isSafePath(octets[head.pathSpan]) else {
            throw .malformed("The request target's path is invalid.")
        }
    }

    /// Whether a path can be decoded without control characters and has no backslash.
    ///
    /// Other programs may read those as the path's end or as a slash; RFC 3986 allows no backslash.
    private static func isSafePath(_ path: UnsafeRawBufferPointer) -> Bool {
        var index = 0
        while index < path.count {
            switch path[index] {
            case UInt8(ascii: "%"):
                guard index + 2 < path.count,
                    let high = Hexadecimal.value(path[index + 1]),
                    let low = Hexadecimal.value(path[index + 2]),
                    high > 1, high << 4 | low != 0x7F
                else { return false }
                index += 3
            case UInt8(ascii: "\\"):
                return false
            default:
                index += 1
            }
        }
        return true
    }

    /// `absolute-form = scheme "://" authority path-abempty [ "?" query ]` (RFC 9112 §3.2.2).
    private static func parseAbsolute(
        _ octets: UnsafeRawBufferPointer, _ target: RequestHead.Span, into head: inout RequestHead
    ) throws(ParseFailure) {
        let text = octets[target]
        let schemeLength =
            text.hasPrefix(ignoringCase: "http://")
            ? 7 : text.hasPrefix(ignoringCase: "https://") ? 8 : 0
        guard schemeLength > 0 else { throw .malformed("The request target is invalid.") }
        let authorityStart = target.start + UInt32(schemeLength)
        var authorityEnd = authorityStart
        while authorityEnd < target.end, !isEndOfAuthority(octets[Int(authorityEnd)]) {
            authorityEnd += 1
        }
        let authority = RequestHead.Span(start: authorityStart, end: authorityEnd)
        guard Authority.isValid(octets[authority]) else {
            throw .malformed("The request target's authority is invalid.")
        }
        head.targetForm = .absolute
        head.hostSpan = authority
        split(octets, pathAndQuery: .init(start: authorityEnd, end: target.end), into: &head)
    }

    private static func isEndOfAuthority(_ octet: UInt8) -> Bool {
        octet == UInt8(ascii: "/") || octet == UInt8(ascii: "?")
    }

    private static func split(
        _ octets: UnsafeRawBufferPointer, pathAndQuery span: RequestHead.Span,
        into head: inout RequestHead
    ) {
        let mark = octets[span].firstIndex(of: UInt8(ascii: "?"))
        let pathEnd = mark.map { span.start + UInt32($0) } ?? span.end
        head.pathSpan = .init(start: span.start, end: pathEnd)
        if mark != nil { head.querySpan = .init(start: pathEnd + 1, end: span.end) }
    }
}

import TextEncoding

/// `request-line = method SP request-target SP HTTP-version` (RFC 9112 §3).
enum RequestLine {
    /// Parses the range `line` of the head's bytes, CR LF excluded, into the head.
    static func parse(into head: inout RequestHead, line: Range<Int>) throws(ParseFailure) {
        let bytes = head.bytes
        try bytes.withBytes { bytes throws(ParseFailure) in
            let parts = try split(bytes, line)
            head.methodToken = parts.method
            head.minorVersion = try minorVersion(bytes[parts.version])
            head.method = Method(bytes[parts.method])
            try parseTarget(bytes, parts.target, into: &head)
        }
    }

    private struct Parts {
        var method: RequestHead.ByteRange
        var target: RequestHead.ByteRange
        var version: RequestHead.ByteRange
    }

    private static func split(
        _ bytes: UnsafeRawBufferPointer, _ line: Range<Int>
    ) throws(ParseFailure) -> Parts {
        var index = line.lowerBound
        while index < line.upperBound, Grammar.isToken(bytes[index]) { index += 1 }
        let method = RequestHead.ByteRange(line.lowerBound, index)
        guard !method.isEmpty, index < line.upperBound, bytes[index] == 0x20 else {
            throw .malformed("The request line must begin with a method and a space.")
        }
        index += 1
        let targetStart = index
        while index < line.upperBound, Grammar.isTarget(bytes[index]) { index += 1 }
        let target = RequestHead.ByteRange(targetStart, index)
        guard !target.isEmpty, index < line.upperBound, bytes[index] == 0x20 else {
            throw .malformed("The request target is invalid.")
        }
        return Parts(
            method: method, target: target,
            version: RequestHead.ByteRange(index + 1, line.upperBound))
    }

    /// `HTTP-version = "HTTP/" DIGIT "." DIGIT`; later minor versions are handled as 1.1.
    private static func minorVersion(
        _ version: UnsafeRawBufferPointer
    ) throws(ParseFailure) -> UInt8 {
        guard version.count == 8,
            UnsafeRawBufferPointer(rebasing: version[..<5]).isEqual(to: "HTTP/"),
            ASCII.isDigit(version[5]), version[6] == UInt8(ascii: "."),
            ASCII.isDigit(version[7])
        else { throw .malformed("The HTTP version is invalid.") }
        guard version[5] == UInt8(ascii: "1") else {
            throw ParseFailure(.versionNotSupported, "Only HTTP/1.0 and HTTP/1.1 are supported.")
        }
        return min(version[7] - 0x30, 1)
    }

    private static func parseTarget(
        _ bytes: UnsafeRawBufferPointer, _ target: RequestHead.ByteRange,
        into head: inout RequestHead
    ) throws(ParseFailure) {
        let text = bytes[target]
        if head.method == .connect {
            guard Authority.isValid(text, needsPort: true) else {
                throw .malformed("CONNECT needs an authority as its target.")
            }
            head.targetForm = .authority
            head.hostRange = target
        } else if text[0] == UInt8(ascii: "/") {
            head.targetForm = .origin
            split(bytes, pathAndQuery: target, into: &head)
        } else if text.count == 1, text[0] == UInt8(ascii: "*"), head.method == .options {
            head.targetForm = .asterisk
            head.pathRange = target
        } else {
            try parseAbsolute(bytes, target, into: &head)
        }
        guard isSafePath(bytes[head.pathRange]) else {
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
        _ bytes: UnsafeRawBufferPointer, _ target: RequestHead.ByteRange,
        into head: inout RequestHead
    ) throws(ParseFailure) {
        let text = bytes[target]
        let schemeLength =
            text.hasPrefix(ignoringCase: "http://")
            ? 7 : text.hasPrefix(ignoringCase: "https://") ? 8 : 0
        guard schemeLength > 0 else { throw .malformed("The request target is invalid.") }
        let authorityStart = target.start + UInt32(schemeLength)
        var authorityEnd = authorityStart
        while authorityEnd < target.end, !isEndOfAuthority(bytes[Int(authorityEnd)]) {
            authorityEnd += 1
        }
        let authority = RequestHead.ByteRange(start: authorityStart, end: authorityEnd)
        guard Authority.isValid(bytes[authority]) else {
            throw .malformed("The request target's authority is invalid.")
        }
        head.targetForm = .absolute
        head.hostRange = authority
        split(bytes, pathAndQuery: .init(start: authorityEnd, end: target.end), into: &head)
    }

    private static func isEndOfAuthority(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "/") || byte == UInt8(ascii: "?")
    }

    private static func split(
        _ bytes: UnsafeRawBufferPointer, pathAndQuery span: RequestHead.ByteRange,
        into head: inout RequestHead
    ) {
        let mark = bytes[span].firstIndex(of: UInt8(ascii: "?"))
        let pathEnd = mark.map { span.start + UInt32($0) } ?? span.end
        head.pathRange = .init(start: span.start, end: pathEnd)
        if mark != nil { head.queryRange = .init(start: pathEnd + 1, end: span.end) }
    }
}

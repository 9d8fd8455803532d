import TextEncoding

/// A request's line and header fields: the bytes, and the position of each part in them.
///
/// Strings are made on demand. The parser reuses the value for every request of a connection, so
/// its storage is allocated again only if a handler keeps a copy.
package struct RequestHead: Sendable {
    /// A range of the head's bytes.
    struct ByteRange: Sendable {
        var start: UInt32 = 0
        var end: UInt32 = 0

        var isEmpty: Bool { start == end }
    }

    struct Field: Sendable {
        var name: ByteRange
        var value: ByteRange
    }

    /// The form of the request target (RFC 9112 §3.2).
    enum TargetForm: Sendable {
        case origin, absolute, authority, asterisk
    }

    /// All lines, with CR LF.
    var bytes: [UInt8] = []
    var fields: [Field] = []
    var methodToken = ByteRange()
    /// Nil for a method that this server does not know.
    package var method: Method?
    var targetForm = TargetForm.origin
    var pathRange = ByteRange()
    var queryRange = ByteRange()
    /// The target's authority, or the Host field if the target has none.
    var hostRange = ByteRange()
    /// The digit after `HTTP/1.`; later minor versions become 1.
    var minorVersion: UInt8 = 1
    var framing = Framing.none
    var keepsConnection = true
    var requestsKeepAlive = false
    var expectsContinue = false

    package init() {}

    /// Removes the request and keeps the storage.
    mutating func reset() {
        var empty = RequestHead()
        swap(&empty.bytes, &bytes)
        swap(&empty.fields, &fields)
        empty.bytes.removeAll(keepingCapacity: true)
        empty.fields.removeAll(keepingCapacity: true)
        self = empty
    }

    /// Whether the response must not have content (RFC 9110 §9.3.2).
    ///
    /// The method counts even if the request line was refused before it was parsed.
    var isHead: Bool { method == .head || method == nil && bytes.starts(with: "HEAD ".utf8) }

    /// The method as it was sent, even if it is unknown.
    package var methodText: String { string(methodToken) }

    /// The path of the target as it was sent, still percent-encoded.
    ///
    /// An absolute target without a path means the root (RFC 9112 §3.2.1).
    package var path: String {
        pathRange.isEmpty && targetForm == .absolute ? "/" : string(pathRange)
    }

    /// Whether the request is for the whole server: `OPTIONS *`, or its absolute form from a proxy
    /// (RFC 9112 §3.2.4).
    var isForServer: Bool {
        targetForm == .asterisk
            || method == .options && targetForm == .absolute && pathRange.isEmpty
                && queryRange.isEmpty
    }

    /// Nil for a missing or empty query.
    package var query: String? { queryRange.isEmpty ? nil : string(queryRange) }

    /// The requested host, with its port if one was sent.
    package var host: String { string(hostRange) }

    /// The first field of that name; each byte of obs-text (RFC 9110 §5.5) is U+FFFD.
    package subscript(name: FieldName) -> String? {
        withValue(of: name) { String(ascii: $0) }
    }

    /// The values of all fields of that name, in their order.
    package func values(of name: FieldName) -> [String] {
        bytes.withUnsafeBytes { bytes in
            fields.filter { name.matches(bytes[$0.name]) }.map { String(ascii: bytes[$0.value]) }
        }
    }

    /// Calls `body` with each element of the comma-separated lists in the fields of that name.
    package func forEachElement(of name: FieldName, _ body: (UnsafeRawBufferPointer) -> Void) {
        bytes.withUnsafeBytes { bytes in
            for field in fields where name.matches(bytes[field.name]) {
                bytes[field.value].forEachListElement(body)
            }
        }
    }

    /// Calls `body` with the value of the first field of that name; nil if there is none.
    package func withValue<T>(
        of name: FieldName, _ body: (UnsafeRawBufferPointer) throws -> T
    ) rethrows -> T? {
        try bytes.withUnsafeBytes { bytes in
            for field in fields where name.matches(bytes[field.name]) {
                return try body(bytes[field.value])
            }
            return nil
        }
    }

    private func string(_ span: ByteRange) -> String {
        bytes.withUnsafeBytes { String(ascii: $0[span]) }
    }
}

extension UnsafeRawBufferPointer {
    subscript(span: RequestHead.ByteRange) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: self[Int(span.start)..<Int(span.end)])
    }
}

extension RequestHead.ByteRange {
    init(_ start: Int, _ end: Int) {
        self.init(start: UInt32(truncatingIfNeeded: start), end: UInt32(truncatingIfNeeded: end))
    }
}

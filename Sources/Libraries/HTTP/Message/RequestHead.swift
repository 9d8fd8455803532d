/// A request's line and header fields, as octets and where in them each part stands.
///
/// Nothing becomes a `String` until somebody asks. The parser fills the same value again and
/// again; as long as no handler keeps a copy, its storage is reused and nothing is allocated.
package struct RequestHead: Sendable {
    /// A run of octets of the head.
    struct Span: Sendable {
        var start: UInt32 = 0
        var end: UInt32 = 0

        var isEmpty: Bool { start == end }
    }

    struct Field: Sendable {
        var name: Span
        var value: Span
    }

    /// How the content is delimited (RFC 9112 §6).
    enum Framing: Sendable, Equatable {
        case none
        case length(Int)
        case chunked
    }

    /// The form of the request target (RFC 9112 §3.2).
    enum TargetForm: Sendable {
        case origin, absolute, authority, asterisk
    }

    /// All lines, with their CRLFs.
    var octets: [UInt8] = []
    var fields: [Field] = []
    var methodToken = Span()
    /// The method, or nil for one that this server does not know.
    package var method: Method?
    var targetForm = TargetForm.origin
    var pathSpan = Span()
    var querySpan = Span()
    /// The authority of the target, or the Host field's where the target has none.
    var hostSpan = Span()
    /// The digit behind `HTTP/1.`; 1 stands for every later minor version.
    var minorVersion: UInt8 = 1
    var framing = Framing.none
    var keepsConnection = true
    var asksToKeepConnection = false
    var expectsContinue = false

    /// An empty head, for a parser to fill.
    package init() {}

    /// Forgets the request but keeps the storage.
    mutating func reset() {
        octets.removeAll(keepingCapacity: true)
        fields.removeAll(keepingCapacity: true)
        method = nil
        targetForm = .origin
        methodToken = Span()
        pathSpan = Span()
        querySpan = Span()
        hostSpan = Span()
        minorVersion = 1
        framing = .none
        keepsConnection = true
        asksToKeepConnection = false
        expectsContinue = false
    }

    /// The method as it was sent, known or not.
    package var methodText: String { string(methodToken) }

    /// The path of the target as it was sent, percent-encoding and all.
    ///
    /// An absolute target may leave it out, and means the root then (RFC 9112 §3.2.1).
    package var path: String {
        pathSpan.isEmpty && targetForm == .absolute ? "/" : string(pathSpan)
    }

    /// Whether the request is for the server as a whole: `OPTIONS *`, also as a proxy sends it
    /// (RFC 9112 §3.2.4).
    var isForServer: Bool {
        targetForm == .asterisk
            || method == .options && targetForm == .absolute && pathSpan.isEmpty
                && querySpan.isEmpty
    }

    /// What follows the target's question mark, or nil where there is none.
    package var query: String? { querySpan.isEmpty ? nil : string(querySpan) }

    /// The host the request is for, with its port if it came with one.
    package var host: String { string(hostSpan) }

    /// The value of the first field of a name; obs-text that is not UTF-8 is repaired.
    package subscript(name: FieldName) -> String? {
        withValue(of: name) { String(decoding: $0, as: UTF8.self) }
    }

    /// The values of every field of a name, in their order.
    package func values(of name: FieldName) -> [String] {
        octets.withUnsafeBytes { octets in
            fields.filter { name.matches(octets[$0.name]) }
                .map { String(decoding: octets[$0.value], as: UTF8.self) }
        }
    }

    /// Calls with the octets of the first field of a name; nil where there is none.
    package func withValue<T>(
        of name: FieldName, _ body: (UnsafeRawBufferPointer) throws -> T
    ) rethrows -> T? {
        try octets.withUnsafeBytes { octets in
            for field in fields where name.matches(octets[field.name]) {
                return try body(octets[field.value])
            }
            return nil
        }
    }

    private func string(_ span: Span) -> String {
        octets.withUnsafeBytes { String(decoding: $0[span], as: UTF8.self) }
    }
}

extension UnsafeRawBufferPointer {
    /// The octets of a span.
    subscript(span: RequestHead.Span) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: self[Int(span.start)..<Int(span.end)])
    }
}

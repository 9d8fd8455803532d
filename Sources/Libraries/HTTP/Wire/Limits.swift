/// Upper bounds on the parts of one request.
///
/// A bound is checked before the bytes are stored, so a connection's memory stays below their sum.
package struct Limits: Sendable {
    /// Bytes of the request line, CR LF included; more is 414. RFC 9112 §3 asks for at least 8,000.
    package var requestLineBytes = 16_384
    /// Bytes of all header lines together; more is 431. Trailers have the same bound.
    package var headerBytes = 32_768
    /// Header fields of one request; more is 431.
    package var headerCount = 100
    /// Bytes of decoded content; more is 413. A route may lower it.
    package var bodyBytes = 2_097_152
    /// Bytes of one chunk-size line with its extensions; more is 400.
    package var chunkLineBytes = 1_024
    /// Bytes of all chunk extensions of one request; more is 400 (CVE-2023-39326).
    package var chunkExtensionBytes = 16_384

    package init() {}
}

/// The reason why a message cannot be parsed; the connection must be closed after it.
package struct ParseFailure: Error, Equatable {
    /// The status to answer before the connection is closed.
    package let status: Status
    /// One sentence, safe to show to the client.
    package let reason: String

    init(_ status: Status, _ reason: String) {
        self.status = status
        self.reason = reason
    }

    /// 400: the message breaks the grammar.
    static func malformed(_ reason: String) -> ParseFailure {
        ParseFailure(.badRequest, reason)
    }
}

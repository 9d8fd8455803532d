/// How much of anything one request may bring.
///
/// Every bound is checked before the octets are stored, so a connection's memory is bounded by
/// their sum.
package struct Limits: Sendable {
    /// Octets of the request line, its CRLF included; longer is 414. RFC 9112 §3 asks for 8,000.
    package var requestLineBytes = 16_384
    /// Octets of all header lines together; more is 431. The same holds for trailers.
    package var headerBytes = 32_768
    /// Header fields of one request; more is 431.
    package var headerCount = 100
    /// Octets of content, decoded; more is 413. A route may ask for less.
    package var bodyBytes = 1_048_576
    /// Octets of one chunk-size line with its extensions; longer is 400.
    package var chunkLineBytes = 1_024
    /// Octets of all chunk extensions of one request; more is 400 (CVE-2023-39326).
    package var chunkExtensionBytes = 16_384

    /// The bounds by default.
    package init() {}
}

/// Why a request cannot be read on; the connection is of no use after it.
package struct ParseFailure: Error, Equatable {
    /// What is answered before the connection is closed.
    package let status: Status
    /// What is wrong, safe to show to the client.
    package let reason: String

    init(_ status: Status, _ reason: String) {
        self.status = status
        self.reason = reason
    }

    /// A request that is off the grammar: 400.
    static func malformed(_ reason: String) -> ParseFailure {
        ParseFailure(.badRequest, reason)
    }
}

/// How long each thing may take, in milliseconds.
///
/// They are checked every `Deadlines.resolution`, so each may be late by that much.
package struct Timeouts: Sendable {
    /// From the first octet of a head to its last, however it trickles.
    package var head: UInt64 = 10_000
    /// What content may take before its rate counts.
    package var bodyGrace: UInt64 = 10_000
    /// Octets per second that content must bring on average after that.
    package var bodyMinimumRate: UInt64 = 1_024
    /// From the first octet of a request to its last, at whatever rate.
    package var request: UInt64 = 300_000
    /// Between two requests, and before the first; longer than proxies commonly keep one, so that the
    /// connection is theirs to close.
    package var idle: UInt64 = 75_000
    /// From a complete request until its handler begins; later it is answered 503.
    package var queue: UInt64 = 500
    /// From a complete request to its answer.
    package var handling: UInt64 = 60_000
    /// Without any progress in sending.
    package var writeStall: UInt64 = 20_000
    /// From the last octet sent until the client has to have closed its side.
    package var linger: UInt64 = 2_000
    /// For what is in flight when the server stops.
    package var drain: UInt64 = 10_000

    /// The bounds by default.
    package init() {}
}

/// What a connection waits for; each has its bound.
enum Wait {
    case idle, head, body, handling, sending, lingering
}

extension Timeouts {
    subscript(wait: Wait) -> UInt64 {
        switch wait {
        case .idle: idle
        case .head: head
        case .body: min(bodyGrace, request)
        case .handling: handling
        case .sending: writeStall
        case .lingering: linger
        }
    }
}

import Platform

/// How long each step of a request or a connection may take.
///
/// The server checks deadlines every `Deadlines.tickMilliseconds`; each may be late by that much.
package struct Timeouts: Sendable {
    /// From the first byte of a head to its last.
    package var head = Duration.seconds(10)
    /// How far content may be behind its minimum rate.
    package var bodyGrace = Duration.seconds(10)
    /// The rate that content must reach.
    package var bodyMinimumBytesPerSecond: UInt64 = 1_024
    /// From the first byte of a request to its last, at any rate.
    package var request = Duration.seconds(300)
    /// Between two requests, and before the first. Proxies usually keep connections for a shorter
    /// time, so they close first and do not lose a request.
    package var idle = Duration.seconds(75)
    /// From a complete request to the start of its handler; after that the answer is 503.
    package var queue = Duration.milliseconds(500)
    /// From a complete request to its response.
    package var handling = Duration.seconds(60)
    /// Without any progress in sending.
    package var writeStall = Duration.seconds(20)
    /// From the last byte sent until the client must have closed its side.
    package var linger = Duration.seconds(2)
    /// For requests in progress when the server stops.
    package var drain = Duration.seconds(10)

    package init() {}
}

/// The step that a connection waits for; each has its own timeout.
enum Wait: Int {
    case idle, head, body, handling, sending, lingering
}

/// The timeouts as an event loop uses them: a `Duration` costs a 128-bit division to convert.
struct TimeoutMilliseconds {
    let bodyGrace: UInt64
    private let bodyMinimumBytesPerSecond: UInt64
    let request: UInt64
    let queue: UInt64
    private let byWait: [UInt64]

    init(_ timeouts: Timeouts) {
        bodyGrace = timeouts.bodyGrace.wholeMilliseconds
        bodyMinimumBytesPerSecond = max(1, timeouts.bodyMinimumBytesPerSecond)
        request = timeouts.request.wholeMilliseconds
        queue = timeouts.queue.wholeMilliseconds
        // In the order of the cases of `Wait`.
        byWait = [
            timeouts.idle, timeouts.head, min(timeouts.bodyGrace, timeouts.request),
            timeouts.handling, timeouts.writeStall, timeouts.linger,
        ].map(\.wholeMilliseconds)
    }

    subscript(wait: Wait) -> UInt64 { byWait[wait.rawValue] }

    /// The time that content of this size takes at the minimum rate.
    func bodyMilliseconds(_ bytes: Int) -> UInt64 {
        UInt64(bytes) * 1_000 / bodyMinimumBytesPerSecond
    }
}

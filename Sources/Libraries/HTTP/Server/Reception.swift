/// An incoming message with the moments at which it began.
///
/// A connection has one only while a message has begun and not ended; between two, the loop keeps
/// it for the next connection, so that an idle one costs next to nothing.
final class Reception {
    /// A value, so that all of it is reached for by one access.
    var message: IncomingMessage
    /// Milliseconds of the loop's clock.
    private var beganAt: UInt64 = 0
    private var bodyBeganAt: UInt64 = 0
    private let loop: EventLoop

    init(loop: EventLoop) {
        self.loop = loop
        message = IncomingMessage(loop: loop)
    }

    /// Notes when the message began.
    func begins() { beganAt = loop.now }

    /// Notes when its content began.
    func bodyBegins() { bodyBeganAt = loop.now }

    /// The milliseconds that content may still take, nil for none: it must come at the least
    /// rate, and to an end within a request's bound.
    var extraTime: UInt64? {
        let timeouts = loop.configuration.timeouts
        let earned = UInt64(message.bodyBytes) * 1_000 / max(1, timeouts.bodyMinimumRate)
        let end = min(
            bodyBeganAt + timeouts.bodyGrace + earned, beganAt + timeouts.request)
        return loop.now < end ? end - loop.now : nil
    }
}

import Glibc

/// The program's log: one line of `key=value` pairs (logfmt) for each event.
///
///     log.notice("booking_confirmed", ["booking": booking.id, "user": user.name])
///
/// The fields are not even evaluated when the level is off. Values cannot forge lines or steer a
/// terminal: whatever could is escaped. A line is written by one write(2), so that lines of several
/// threads do not mix.
package struct Log: Sendable {
    /// How much an event matters, least first.
    package enum Level: String, CaseIterable, Comparable, Sendable {
        case debug, info, notice, warning, error

        private var rank: Int {
            switch self {
            case .debug: 0
            case .info: 1
            case .notice: 2
            case .warning: 3
            case .error: 4
            }
        }

        package static func < (left: Level, right: Level) -> Bool { left.rank < right.rank }
    }

    /// What an event carries: names as written in the program, and values of any kind.
    package typealias Fields = KeyValuePairs<StaticString, any CustomStringConvertible>

    /// The least level that is written.
    package let level: Level
    /// Whether requests have lines, if the level allows.
    package let requests: Bool
    private let descriptor: Int32

    /// Makes a log.
    ///
    /// - Parameter descriptor: Where the lines go, standard error by default; it stays open.
    package init(level: Level = .info, requests: Bool = true, descriptor: Int32 = STDERR_FILENO) {
        self.level = level
        self.requests = requests
        self.descriptor = descriptor
    }

    package func debug(_ event: StaticString, _ fields: @autoclosure () -> Fields = [:]) {
        if level <= .debug { write(.debug, event, fields()) }
    }

    package func info(_ event: StaticString, _ fields: @autoclosure () -> Fields = [:]) {
        if level <= .info { write(.info, event, fields()) }
    }

    package func notice(_ event: StaticString, _ fields: @autoclosure () -> Fields = [:]) {
        if level <= .notice { write(.notice, event, fields()) }
    }

    package func warning(_ event: StaticString, _ fields: @autoclosure () -> Fields = [:]) {
        if level <= .warning { write(.warning, event, fields()) }
    }

    package func error(_ event: StaticString, _ fields: @autoclosure () -> Fields = [:]) {
        if level <= .error { write(.error, event, fields()) }
    }

    /// Writes a request's line, at level info, if requests have lines.
    package func request(_ fields: @autoclosure () -> Fields) {
        if requests && level <= .info { write(.info, "request", fields()) }
    }

    private func write(_ level: Level, _ event: StaticString, _ fields: Fields) {
        var line = LogLine(at: .now(), level: level, event: event)
        for (name, value) in fields { line.append(name, value.description) }
        line.write(to: descriptor)
    }
}

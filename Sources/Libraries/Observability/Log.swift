import Dispatch

/// The program's log: one line of `key=value` pairs (logfmt) for each event.
///
///     log.notice("booking_confirmed", ["booking": booking.id, "user": user.name])
///
/// The fields are not even evaluated when the level is off. Values cannot forge lines or steer a
/// terminal: whatever could is escaped. Whoever logs never waits for whoever reads the log.
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
    private let writer: LogWriter

    /// Makes a log that goes to standard error.
    package init(level: Level = .info, requests: Bool = true) {
        self.init(level: level, requests: requests, writer: .standardError)
    }

    /// Makes a log that goes to another descriptor, which stays open.
    package init(level: Level = .info, requests: Bool = true, descriptor: Int32) {
        self.init(level: level, requests: requests, writer: LogWriter(descriptor: descriptor))
    }

    private init(level: Level, requests: Bool, writer: LogWriter) {
        self.level = level
        self.requests = requests
        self.writer = writer
    }

    /// Waits until what was logged has been written; false if that took more than so many seconds,
    /// as when whoever reads has stopped.
    @discardableResult
    package func flush(atMost seconds: Int = 1) -> Bool {
        writer.flush(atMost: .seconds(seconds))
    }

    /// Logs what only whoever looks for a fault wants to know.
    package func debug(_ event: StaticString, _ fields: @autoclosure () -> Fields = [:]) {
        if level <= .debug { write(.debug, event, fields()) }
    }

    /// Logs what is as it should be.
    package func info(_ event: StaticString, _ fields: @autoclosure () -> Fields = [:]) {
        if level <= .info { write(.info, event, fields()) }
    }

    /// Logs what is as it should be, and rare.
    package func notice(_ event: StaticString, _ fields: @autoclosure () -> Fields = [:]) {
        if level <= .notice { write(.notice, event, fields()) }
    }

    /// Logs what may need somebody to look.
    package func warning(_ event: StaticString, _ fields: @autoclosure () -> Fields = [:]) {
        if level <= .warning { write(.warning, event, fields()) }
    }

    /// Logs what needs somebody to act.
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
        writer.write(line.ended)
    }
}

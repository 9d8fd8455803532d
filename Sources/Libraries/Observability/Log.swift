import Dispatch

/// The program's log: one line of `key=value` pairs (logfmt) for each event.
///
///     log.notice("booking_confirmed", ["booking": booking.id, "user": user.name])
///
/// Fields are evaluated only if the line is written. Values are escaped, so that they cannot forge
/// lines or control a terminal. Logging never waits for the log's reader.
package struct Log: Sendable {
    /// An event's importance, in ascending order. The program has no debug events.
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

    /// An event's fields, by names that are literals.
    package typealias Fields = KeyValuePairs<StaticString, any CustomStringConvertible>

    /// The minimum level.
    package let level: Level
    /// Whether requests are logged, at level info.
    package let requests: Bool
    private let writer: LogWriter

    /// - Parameter descriptor: It stays open; standard error if nil.
    package init(level: Level = .info, requests: Bool = true, descriptor: Int32? = nil) {
        self.level = level
        self.requests = requests
        writer = descriptor.map(LogWriter.init) ?? .standardError
    }

    /// The number of lines that were not written since the start.
    package var droppedLines: Int { writer.dropped.value }

    /// Waits until all earlier lines are written; false after the timeout.
    @discardableResult
    package func flush(timeout: Duration = .seconds(1)) -> Bool {
        writer.flush(timeout: timeout)
    }

    /// Logs an expected event.
    package func info(_ event: StaticString, _ fields: @autoclosure () -> Fields = [:]) {
        if level <= .info { write(.info, event, fields()) }
    }

    /// Logs an expected but rare event.
    package func notice(_ event: StaticString, _ fields: @autoclosure () -> Fields = [:]) {
        if level <= .notice { write(.notice, event, fields()) }
    }

    /// Logs an event that the operator may have to examine.
    package func warning(_ event: StaticString, _ fields: @autoclosure () -> Fields = [:]) {
        if level <= .warning { write(.warning, event, fields()) }
    }

    /// Logs an event that requires the operator's action.
    package func error(_ event: StaticString, _ fields: @autoclosure () -> Fields = [:]) {
        if level <= .error { write(.error, event, fields()) }
    }

    /// Logs a request, if requests are logged.
    package func request(_ fields: @autoclosure () -> Fields) {
        if requests && level <= .info { write(.info, "request", fields()) }
    }

    private func write(_ level: Level, _ event: StaticString, _ fields: Fields) {
        var line = LogLine(at: .now(), level: level, event: event)
        for (name, value) in fields { line.append(name, value.description) }
        writer.write(line.ended)
    }
}

import Timekeeping

/// The dates of a series, in a subset of the recurrence rules of iCalendar (RFC 5545 §3.3.10).
///
/// A rule has a frequency and an end, and may have an interval and weekdays. Weeks begin on Monday.
package struct RecurrenceRule: Equatable, Sendable {
    enum Frequency: String {
        case daily = "DAILY"
        case weekly = "WEEKLY"
        case monthly = "MONTHLY"
    }

    /// A weekday, or only one of those in a month.
    struct Day: Hashable {
        static let weekdays = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]

        /// From 1 to 5, or from −1 to −5 counted from the end of the month; nil for all of them.
        let ordinal: Int?
        /// From 0 for Monday.
        let weekday: Int
    }

    enum End: Equatable {
        case count(Int)
        /// The last date that is possible.
        case date(LocalDate)
        /// The last moment that is possible.
        case moment(Timestamp)
    }

    /// The most dates that a rule makes, including its exceptions.
    package static let maximumEvents = 400
    /// From the start to the last date.
    package static let maximumYears = 5
    /// In bytes.
    package static let maximumLength = 200
    static let intervals = 1...1_000
    static let counts = 1...maximumEvents
    static let ordinals = 1...5

    var frequency: Frequency
    /// In days, weeks or months.
    var interval: Int
    /// Empty for the start's weekday or day of the month.
    var days: [Day]
    var end: End

    /// The rule in upper case and in the order of RFC 5545, without parts that have their default.
    package var text: String {
        var parts = ["FREQ=\(frequency.rawValue)"]
        if interval > 1 { parts.append("INTERVAL=\(interval)") }
        if !days.isEmpty { parts.append("BYDAY=\(days.map(\.text).joined(separator: ","))") }
        parts.append(end.text)
        return parts.joined(separator: ";")
    }
}

extension RecurrenceRule.Day {
    /// Such as `TU` or `-1SU`.
    var text: String { (ordinal.map(String.init) ?? "") + Self.weekdays[weekday] }
}

extension RecurrenceRule.End {
    /// Such as `COUNT=10` or `UNTIL=20270630`.
    var text: String {
        switch self {
        case .count(let count): "COUNT=\(count)"
        case .date(let date): "UNTIL=\(date.text.filter { $0 != "-" })"
        case .moment(let moment):
            "UNTIL=\(moment.rfc3339.filter { $0 != "-" && $0 != ":" })"
        }
    }
}

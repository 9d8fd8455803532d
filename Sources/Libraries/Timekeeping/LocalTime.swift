import Glibc

/// The date and time of day in a time zone.
package struct LocalTime {
    private let calendar: tm
    /// Seconds east of UTC.
    package let offset: Int

    /// - Parameter zone: An IANA name; an unknown one counts as UTC.
    package init(_ moment: Timestamp, in zone: String) {
        offset = TimeZoneName(zone)?.offset(at: moment) ?? 0
        var local = time_t(moment.unixSeconds) + offset
        var calendar = tm()
        gmtime_r(&local, &calendar)
        self.calendar = calendar
    }

    /// In the proleptic Gregorian calendar.
    package var year: Int { Int(calendar.tm_year) + 1900 }
    /// Of the month, from 1.
    package var day: Int { Int(calendar.tm_mday) }
    /// From 0 to 23.
    package var hour: Int { Int(calendar.tm_hour) }

    /// Such as `09:30`.
    package var clock: String { "\(Self.padded(hour)):\(Self.padded(Int(calendar.tm_min)))" }

    /// The date and time with the offset, such as `2027-02-12T09:00:00+05:30` (RFC 3339).
    package var rfc3339: String {
        let date = "\(year)-\(Self.padded(Int(calendar.tm_mon) + 1))-\(Self.padded(day))"
        let time = "\(clock):\(Self.padded(Int(calendar.tm_sec)))"
        let minutes = abs(offset) / 60
        let sign = offset < 0 ? "-" : "+"
        return "\(date)T\(time)\(sign)\(Self.padded(minutes / 60)):\(Self.padded(minutes % 60))"
    }

    package var weekdayName: String { Self.weekdays[Int(calendar.tm_wday)] }
    package var monthName: String { Self.months[Int(calendar.tm_mon)] }

    /// Such as `12 February`.
    package var dayAndMonth: String { "\(day) \(monthName)" }

    /// Such as `Fri 12 Feb`.
    package var shortDate: String { "\(weekdayName.prefix(3)) \(day) \(monthName.prefix(3))" }

    /// Whether both are on the same date.
    package func isSameDay(as other: LocalTime) -> Bool {
        (calendar.tm_year, calendar.tm_yday) == (other.calendar.tm_year, other.calendar.tm_yday)
    }

    /// Such as `UTC+5:30`.
    package var offsetName: String {
        let minutes = abs(offset) / 60
        let rest = minutes % 60 == 0 ? "" : ":" + Self.padded(minutes % 60)
        return offset == 0 ? "UTC" : "UTC\(offset < 0 ? "−" : "+")\(minutes / 60)\(rest)"
    }

    private static func padded(_ number: Int) -> String {
        number < 10 ? "0\(number)" : "\(number)"
    }

    private static let weekdays = [
        "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday",
    ]
    private static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September",
        "October", "November", "December",
    ]
}

import Glibc

/// A day of the calendar, without a time zone.
package struct LocalDate: Hashable, Strideable, Sendable {
    /// Days since 1 January 1970.
    let number: Int

    /// The last date that has a text.
    package static let latest = LocalDate(.latest, offset: 0)

    private static let seconds: Int64 = 86_400

    private init(number: Int) { self.number = number }

    /// The date on a clock that is `offset` seconds ahead of UTC.
    package init(_ moment: Timestamp, offset: Int) {
        let seconds = moment.unixSeconds + Int64(offset)
        let days = seconds / Self.seconds
        number = Int(seconds < days * Self.seconds ? days - 1 : days)
    }

    /// The date spelled `2027-02-12`, from 1970 to 9999; nil for any other text.
    package init?(_ text: String) {
        guard text.utf8.count == 10, let midnight = Timestamp(rfc3339: text + "T00:00:00Z") else {
            return nil
        }
        self.init(midnight, offset: 0)
    }

    /// Such as `2027-02-12`.
    package var text: String { String(midnight.rfc3339.prefix(10)) }

    /// The start of the day in UTC.
    package var midnight: Timestamp { Timestamp(clamping: Int64(number) * Self.seconds) }

    /// In the Gregorian calendar.
    package var year: Int { Int(calendar.tm_year) + 1900 }
    /// From 1 for January.
    package var month: Int { Int(calendar.tm_mon) + 1 }
    /// Of the month, from 1.
    package var day: Int { Int(calendar.tm_mday) }
    /// From 0 for Monday to 6 for Sunday.
    package var weekday: Int { (Int(calendar.tm_wday) + 6) % 7 }

    /// The first day of the month that many months later.
    package func firstOfMonth(adding months: Int = 0) -> LocalDate {
        changed { calendar in
            calendar.tm_mon += Int32(months)
            calendar.tm_mday = 1
        }
    }

    /// The same day and month that many years later; 29 February may become 1 March.
    package func adding(years: Int) -> LocalDate {
        changed { $0.tm_year += Int32(years) }
    }

    /// The date that many days later.
    package func advanced(by days: Int) -> LocalDate { LocalDate(number: number + days) }

    /// In days, negative if `other` is earlier.
    package func distance(to other: LocalDate) -> Int { other.number - number }

    private var calendar: tm {
        var seconds = time_t(Int64(number) * Self.seconds)
        var calendar = tm()
        gmtime_r(&seconds, &calendar)
        return calendar
    }

    /// The C library carries months and days beyond their limits over.
    private func changed(_ change: (inout tm) -> Void) -> LocalDate {
        var calendar = calendar
        change(&calendar)
        return LocalDate(number: timegm(&calendar) / Int(Self.seconds))
    }
}

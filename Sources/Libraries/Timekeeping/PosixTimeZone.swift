import TextEncoding

/// A rule for all years, in the form of the variable TZ (POSIX §8.3, RFC 9636 §3.3.1).
///
/// Such as `CET-1CEST,M3.5.0,M10.5.0/3`. Offsets in the text are west of UTC, here they are east.
struct PosixTimeZone: Sendable {
    private let standard: Int
    private let daylight: (offset: Int, start: YearlyMoment, end: YearlyMoment)?

    /// Nil for an empty or malformed text.
    init?(_ text: ArraySlice<UInt8>) {
        var reader = PosixTimeZoneReader(rest: text)
        guard reader.abbreviation(), let west = reader.seconds() else { return nil }
        standard = -west
        guard reader.abbreviation() else {
            daylight = nil
            if !reader.rest.isEmpty { return nil }
            return
        }
        // Without an offset, the clock is an hour ahead.
        let offset = reader.next(is: ",") ? standard + 3_600 : reader.seconds().map { -$0 }
        guard let offset, reader.take(","), let start = reader.moment(), reader.take(","),
            let end = reader.moment(), reader.rest.isEmpty
        else { return nil }
        daylight = (offset, start, end)
    }

    /// Seconds by which the clock is ahead of UTC at a Unix time.
    func offset(at seconds: Int64) -> Int {
        guard let daylight else { return standard }
        let year = CivilDay.year(ofUnixSeconds: seconds + Int64(standard))
        let start = daylight.start.unixSeconds(in: year) - Int64(standard)
        let end = daylight.end.unixSeconds(in: year) - Int64(daylight.offset)
        let isDaylight =
            start < end ? start <= seconds && seconds < end : seconds < end || start <= seconds
        return isDaylight ? daylight.offset : standard
    }

    /// The Unix times at which the clock may change in the years of `start` to `end`.
    func candidates(from start: Int64, to end: Int64) -> [Int64] {
        guard let daylight else { return [] }
        let years = CivilDay.year(ofUnixSeconds: start)...CivilDay.year(ofUnixSeconds: end)
        return years.flatMap { year in
            [
                daylight.start.unixSeconds(in: year) - Int64(standard),
                daylight.end.unixSeconds(in: year) - Int64(daylight.offset),
            ]
        }
    }
}

/// A day of the year and a time of that day.
struct YearlyMoment: Sendable {
    enum Day: Sendable {
        /// From 1 to 365; 29 February is never counted.
        case withoutLeapDay(Int)
        /// From 0 to 365.
        case ofYear(Int)
        /// A weekday, from 0 for Sunday, in a week from 1 to 5 of a month; the fifth is the last.
        case weekday(Int, week: Int, month: Int)
    }

    let day: Day
    /// After midnight; it may be negative or longer than a day.
    let seconds: Int

    /// As if the local time were UTC.
    func unixSeconds(in year: Int) -> Int64 {
        let first = CivilDay.number(year: year, month: 1)
        let number =
            switch day {
            case .withoutLeapDay(let day):
                first + day - (CivilDay.isLeap(year) && day >= 60 ? 0 : 1)
            case .ofYear(let day): first + day
            case .weekday(let weekday, let week, let month):
                Self.day(weekday, ofWeek: week, in: month, of: year)
            }
        return Int64(number) * 86_400 + Int64(seconds)
    }

    private static func day(
        _ weekday: Int, ofWeek week: Int, in month: Int, of year: Int
    ) -> Int {
        let first = CivilDay.number(year: year, month: month)
        let next = CivilDay.number(year: month == 12 ? year + 1 : year, month: month % 12 + 1)
        // 1 January 1970 was a Thursday.
        let firstWeekday = ((first + 4) % 7 + 7) % 7
        let day = first + (weekday - firstWeekday + 7) % 7 + (week - 1) * 7
        return day < next ? day : day - 7
    }
}

/// Days of the Gregorian calendar, counted from 1 January 1970.
private enum CivilDay {
    private static let daysBefore = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334]

    static func isLeap(_ year: Int) -> Bool {
        year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    }

    /// The number of the month's first day.
    static func number(year: Int, month: Int) -> Int {
        let past = year - 1
        let days = past * 365 + past / 4 - past / 100 + past / 400
        let leapDay = month > 2 && isLeap(year) ? 1 : 0
        return days - 719_162 + daysBefore[month - 1] + leapDay
    }

    static func year(ofUnixSeconds seconds: Int64) -> Int {
        let day = Int(seconds >= 0 ? seconds / 86_400 : (seconds - 86_399) / 86_400)
        // A year has at most 366 days, so the estimate is never too late; it is corrected upwards.
        var year = 1970 + day / 366
        while number(year: year + 1, month: 1) <= day { year += 1 }
        while number(year: year, month: 1) > day { year -= 1 }
        return year
    }
}

/// Reads the parts of the text in their order.
private struct PosixTimeZoneReader {
    var rest: ArraySlice<UInt8>

    func next(is character: Unicode.Scalar) -> Bool {
        rest.first == UInt8(ascii: character)
    }

    mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard next(is: character) else { return false }
        rest = rest.dropFirst()
        return true
    }

    /// Skips letters, or any text between `<` and `>`.
    mutating func abbreviation() -> Bool {
        if take("<") {
            guard let end = rest.firstIndex(of: UInt8(ascii: ">")) else { return false }
            rest = rest[(end + 1)...]
            return true
        }
        let letters = rest.prefix { ($0 | 0x20) &- 0x61 < 26 }
        rest = rest.dropFirst(letters.count)
        return !letters.isEmpty
    }

    mutating func number(_ range: ClosedRange<Int>) -> Int? {
        let digits = rest.prefix(while: ASCII.isDigit)
        guard let number = Int(digits: digits), range.contains(number) else { return nil }
        rest = rest.dropFirst(digits.count)
        return number
    }

    /// Hours, minutes and seconds with a sign, such as `-5:30`.
    mutating func seconds() -> Int? {
        let isNegative = take("-")
        if !isNegative { _ = take("+") }
        guard var total = number(0...167).map({ $0 * 3_600 }) else { return nil }
        for unit in [60, 1] where take(":") {
            guard let part = number(0...59) else { return nil }
            total += part * unit
        }
        return isNegative ? -total : total
    }

    mutating func moment() -> YearlyMoment? {
        guard let day = day() else { return nil }
        guard take("/") else { return YearlyMoment(day: day, seconds: 7_200) }
        return seconds().map { YearlyMoment(day: day, seconds: $0) }
    }

    private mutating func day() -> YearlyMoment.Day? {
        if take("J") { return number(1...365).map { .withoutLeapDay($0) } }
        guard take("M") else { return number(0...365).map { .ofYear($0) } }
        guard let month = number(1...12), take("."), let week = number(1...5), take("."),
            let weekday = number(0...6)
        else { return nil }
        return .weekday(weekday, week: week, month: month)
    }
}

import Glibc
import TextEncoding

/// A reader of RFC 3339 §5.6 `date-time`, which checks the shape byte by byte and leaves the
/// calendar to the C library.
struct DateTimeReader {
    /// Longer texts are refused: no clock has that many digits behind the point.
    static let maximumLength = 64

    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// The seconds since the epoch that the text names, or nil when it is no `date-time`.
    mutating func unixSeconds() -> Int64? {
        guard bytes.count <= DateTimeReader.maximumLength,
            let local = fullDateAndTime(),
            skipFraction(),
            let offset = timeOffset(),
            position == bytes.count
        else { return nil }
        return local - offset
    }

    /// `full-date "T" partial-time` without its fraction, in seconds as if it were UTC.
    private mutating func fullDateAndTime() -> Int64? {
        guard let year = digits(4), take("-"),
            let month = digits(2), take("-"),
            let day = digits(2), take("T") || take("t"),
            let hour = digits(2), hour <= 23, take(":"),
            let minute = digits(2), minute <= 59, take(":"),
            let second = digits(2), second <= 59
        else { return nil }
        var calendar = tm()
        calendar.tm_year = year - 1900
        calendar.tm_mon = month - 1
        calendar.tm_mday = day
        calendar.tm_hour = hour
        calendar.tm_min = minute
        calendar.tm_sec = second
        let seconds = timegm(&calendar)
        // The C library carries 30 February over into March; what moved there was no day.
        guard calendar.tm_mon == month - 1 else { return nil }
        return Int64(seconds)
    }

    /// `[time-secfrac]`: nothing, or a point and at least one digit.
    private mutating func skipFraction() -> Bool {
        guard take(".") else { return true }
        let start = position
        while nextDigit() != nil { position += 1 }
        return position > start
    }

    /// `time-offset` in seconds east of UTC.
    private mutating func timeOffset() -> Int64? {
        if take("Z") || take("z") { return 0 }
        let sign: Int64
        if take("+") {
            sign = 1
        } else if take("-") {
            sign = -1
        } else {
            return nil
        }
        guard let hours = digits(2), hours <= 23, take(":"),
            let minutes = digits(2), minutes <= 59
        else { return nil }
        return sign * Int64(hours * 3600 + minutes * 60)
    }

    private func nextDigit() -> Int32? {
        guard position < bytes.count else { return nil }
        let byte = bytes[position]
        guard ASCII.isDigit(byte) else { return nil }
        return Int32(byte - UInt8(ascii: "0"))
    }

    private mutating func digits(_ count: Int) -> Int32? {
        var number: Int32 = 0
        for _ in 0..<count {
            guard let digit = nextDigit() else { return nil }
            number = number * 10 + digit
            position += 1
        }
        return number
    }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard position < bytes.count, bytes[position] == UInt8(ascii: character) else {
            return false
        }
        position += 1
        return true
    }
}

import Glibc
import TextEncoding

/// Reads a `date-time` of RFC 3339 §5.6: it checks the syntax, and the C library the calendar.
struct DateTimeReader {
    /// In bytes; enough for far more digits of a second than clocks have.
    static let maximumLength = 64

    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// Nil when the text is no `date-time`.
    mutating func readUnixSeconds() -> Int64? {
        guard bytes.count <= DateTimeReader.maximumLength,
            let local = readDateAndTime(),
            skipFraction(),
            let offset = readOffset(),
            position == bytes.count
        else { return nil }
        return local - offset
    }

    /// `full-date "T" partial-time` without the fraction, read as UTC.
    private mutating func readDateAndTime() -> Int64? {
        guard let year = readDigits(4), skip("-"),
            let month = readDigits(2), skip("-"),
            let day = readDigits(2), skip("T") || skip("t"),
            let hour = readDigits(2), hour <= 23, skip(":"),
            let minute = readDigits(2), minute <= 59, skip(":"),
            let second = readDigits(2), second <= 59
        else { return nil }
        var calendar = tm()
        calendar.tm_year = year - 1900
        calendar.tm_mon = month - 1
        calendar.tm_mday = day
        calendar.tm_hour = hour
        calendar.tm_min = minute
        calendar.tm_sec = second
        let seconds = timegm(&calendar)
        // The C library turns 30 February into 2 March.
        guard calendar.tm_mon == month - 1 else { return nil }
        return Int64(seconds)
    }

    /// `[time-secfrac]`: optional, a point and at least one digit.
    private mutating func skipFraction() -> Bool {
        guard skip(".") else { return true }
        let start = position
        while nextDigit() != nil { position += 1 }
        return position > start
    }

    /// `time-offset` in seconds east of UTC.
    private mutating func readOffset() -> Int64? {
        if skip("Z") || skip("z") { return 0 }
        let isWest = skip("-")
        guard isWest || skip("+"), let hours = readDigits(2), hours <= 23, skip(":"),
            let minutes = readDigits(2), minutes <= 59
        else { return nil }
        let seconds = Int64(hours * 3600 + minutes * 60)
        return isWest ? -seconds : seconds
    }

    private func nextDigit() -> Int32? {
        guard position < bytes.count else { return nil }
        let byte = bytes[position]
        guard ASCII.isDigit(byte) else { return nil }
        return Int32(byte - UInt8(ascii: "0"))
    }

    private mutating func readDigits(_ count: Int) -> Int32? {
        var number: Int32 = 0
        for _ in 0..<count {
            guard let digit = nextDigit() else { return nil }
            number = number * 10 + digit
            position += 1
        }
        return number
    }

    private mutating func skip(_ character: Unicode.Scalar) -> Bool {
        guard position < bytes.count, bytes[position] == UInt8(ascii: character) else {
            return false
        }
        position += 1
        return true
    }
}

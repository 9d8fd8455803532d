import Glibc
import TextEncoding

/// Reads a `date-time` of RFC 3339 §5.6: it checks the syntax, and the C library the calendar.
enum DateTimeReader {
    /// Enough for far more digits of a second than clocks have.
    static let maximumBytes = 64
    private static let secondsEnd = "0000-00-00T00:00:00".utf8.count

    /// Nil if the text is not a `date-time`.
    static func unixSeconds(_ text: [UInt8]) -> Int64? {
        guard text.count <= maximumBytes, text.count > secondsEnd,
            let local = dateAndTime(text[..<secondsEnd])
        else { return nil }
        var rest = text[secondsEnd...]
        if rest.first == UInt8(ascii: ".") {
            let fraction = rest.dropFirst().prefix(while: ASCII.isDigit)
            guard !fraction.isEmpty else { return nil }
            rest = rest[fraction.endIndex...]
        }
        return offset(rest).map { local - $0 }
    }

    /// `full-date "T" partial-time` without the fraction, read as UTC.
    private static func dateAndTime(_ text: ArraySlice<UInt8>) -> Int64? {
        guard let part = numbers(text, as: "0000-00-00T00:00:00"), part[3] <= 23, part[4] <= 59,
            part[5] <= 59
        else { return nil }
        var calendar = tm()
        calendar.tm_year = part[0] - 1900
        calendar.tm_mon = part[1] - 1
        calendar.tm_mday = part[2]
        calendar.tm_hour = part[3]
        calendar.tm_min = part[4]
        calendar.tm_sec = part[5]
        let seconds = timegm(&calendar)
        // The C library turns 30 February into 2 March.
        return calendar.tm_mon == part[1] - 1 ? Int64(seconds) : nil
    }

    /// `time-offset` in seconds east of UTC.
    private static func offset(_ text: ArraySlice<UInt8>) -> Int64? {
        if numbers(text, as: "Z") != nil { return 0 }
        guard let sign = text.first, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-"),
            let part = numbers(text.dropFirst(), as: "00:00"), part[0] <= 23, part[1] <= 59
        else { return nil }
        let seconds = Int64(part[0] * 3600 + part[1] * 60)
        return sign == UInt8(ascii: "-") ? -seconds : seconds
    }

    /// The numbers in a text of the given form, in which each 0 means any digit.
    private static func numbers(_ text: ArraySlice<UInt8>, as form: StaticString) -> [Int32]? {
        guard text.count == form.utf8CodeUnitCount else { return nil }
        var numbers: [Int32] = [0]
        for (byte, expected) in zip(
            text, UnsafeBufferPointer(start: form.utf8Start, count: text.count))
        {
            if expected == UInt8(ascii: "0"), ASCII.isDigit(byte) {
                numbers[numbers.count - 1] = numbers[numbers.count - 1] * 10 + Int32(byte & 0x0F)
            } else if expected != UInt8(ascii: "0"),
                ASCII.lowercased(byte) == ASCII.lowercased(expected)
            {
                numbers.append(0)
            } else {
                return nil
            }
        }
        return numbers
    }
}

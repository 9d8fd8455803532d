import Glibc
import TextEncoding

extension Timestamp {
    /// Reads a `date-time` of RFC 3339 §5.6 of at most 64 bytes; nil for any other text.
    ///
    /// The offset is converted to UTC and a fraction of a second is dropped. Leap seconds (`:60`),
    /// days that the month does not have and years outside 1970 to 9999 are refused.
    package init?(rfc3339 text: some StringProtocol) {
        self.init(rfc3339UTF8: Array(text.utf8.prefix(DateTimeReader.maximumBytes + 1)))
    }

    /// Reads a `date-time` of RFC 3339 §5.6 from UTF-8; nil for any other text.
    package init?(rfc3339UTF8 bytes: [UInt8]) {
        guard let seconds = DateTimeReader.unixSeconds(bytes) else { return nil }
        self.init(unixSeconds: seconds)
    }

    /// The time in UTC, such as `2027-02-12T03:30:00Z`.
    package var rfc3339: String {
        rfc3339Bytes.span.withUnsafeBufferPointer { String(ascii: $0) }
    }

    /// The bytes of `rfc3339` without an allocation.
    package var rfc3339Bytes: InlineArray<20, UInt8> {
        var seconds = time_t(unixSeconds)
        var calendar = tm()
        gmtime_r(&seconds, &calendar)
        let (century, year) = (calendar.tm_year + 1900).quotientAndRemainder(dividingBy: 100)
        let month = calendar.tm_mon + 1
        return [
            tens(century), ones(century), tens(year), ones(year), UInt8(ascii: "-"),
            tens(month), ones(month), UInt8(ascii: "-"),
            tens(calendar.tm_mday), ones(calendar.tm_mday), UInt8(ascii: "T"),
            tens(calendar.tm_hour), ones(calendar.tm_hour), UInt8(ascii: ":"),
            tens(calendar.tm_min), ones(calendar.tm_min), UInt8(ascii: ":"),
            tens(calendar.tm_sec), ones(calendar.tm_sec), UInt8(ascii: "Z"),
        ]
    }

    private func tens(_ number: Int32) -> UInt8 {
        UInt8(ascii: "0") + UInt8(truncatingIfNeeded: number / 10)
    }

    private func ones(_ number: Int32) -> UInt8 {
        UInt8(ascii: "0") + UInt8(truncatingIfNeeded: number % 10)
    }
}

extension Timestamp: CustomStringConvertible {
    package var description: String { rfc3339 }
}

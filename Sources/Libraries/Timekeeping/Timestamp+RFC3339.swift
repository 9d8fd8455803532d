import Glibc

extension Timestamp {
    /// The moment an RFC 3339 §5.6 `date-time` names, or nil when the text is anything else.
    ///
    /// Every offset is taken and brought to UTC, and fractions of a second are cut off. A leap
    /// second (`:60`), a day its month does not have, and moments outside the years 1970 to 9999
    /// are refused. At most 64 bytes are looked at.
    package init?(rfc3339 text: some StringProtocol) {
        self.init(rfc3339UTF8: Array(text.utf8.prefix(DateTimeReader.maximumLength + 1)))
    }

    /// The moment an RFC 3339 §5.6 `date-time` names, given as UTF-8.
    package init?(rfc3339UTF8 bytes: [UInt8]) {
        var reader = DateTimeReader(bytes)
        guard let seconds = reader.unixSeconds() else { return nil }
        self.init(unixSeconds: seconds)
    }

    /// The moment as RFC 3339 in UTC, such as `2027-02-12T03:30:00Z`.
    package var rfc3339: String {
        octets.span.withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }
    }

    /// The twenty octets of `rfc3339`, for writers that build an answer in place.
    package var octets: InlineArray<20, UInt8> {
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

    /// The first decimal digit of a number below a hundred.
    private func tens(_ number: Int32) -> UInt8 {
        UInt8(ascii: "0") + UInt8(truncatingIfNeeded: number / 10)
    }

    /// The last decimal digit of a number below a hundred.
    private func ones(_ number: Int32) -> UInt8 {
        UInt8(ascii: "0") + UInt8(truncatingIfNeeded: number % 10)
    }
}

extension Timestamp: CustomStringConvertible {
    package var description: String { rfc3339 }
}

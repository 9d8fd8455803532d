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
        var bytes: [UInt8] = []
        bytes.reserveCapacity(20)
        write(to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Appends the twenty bytes of `rfc3339`, for writers that build an answer in place.
    package func write(to bytes: inout [UInt8]) {
        var seconds = time_t(unixSeconds)
        var calendar = tm()
        gmtime_r(&seconds, &calendar)
        let year = Int(calendar.tm_year) + 1900
        // Put together on the stack: an array is looked after at every append.
        let text: InlineArray<20, UInt8> = [
            digit(year / 1_000), digit(year / 100), digit(year / 10), digit(year),
            UInt8(ascii: "-"), digit((calendar.tm_mon + 1) / 10), digit(calendar.tm_mon + 1),
            UInt8(ascii: "-"), digit(calendar.tm_mday / 10), digit(calendar.tm_mday),
            UInt8(ascii: "T"), digit(calendar.tm_hour / 10), digit(calendar.tm_hour),
            UInt8(ascii: ":"), digit(calendar.tm_min / 10), digit(calendar.tm_min),
            UInt8(ascii: ":"), digit(calendar.tm_sec / 10), digit(calendar.tm_sec),
            UInt8(ascii: "Z"),
        ]
        text.span.withUnsafeBufferPointer { bytes.append(contentsOf: $0) }
    }

    /// The last decimal digit of a number.
    private func digit(_ number: some BinaryInteger) -> UInt8 {
        UInt8(ascii: "0") + UInt8(truncatingIfNeeded: number % 10)
    }
}

extension Timestamp: CustomStringConvertible {
    package var description: String { rfc3339 }
}

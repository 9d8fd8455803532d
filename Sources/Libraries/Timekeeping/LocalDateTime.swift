/// The date and time that a clock shows, to the minute, without its time zone.
package struct LocalDateTime: Hashable, Comparable, Sendable {
    package let date: LocalDate
    /// From 0 to 23.
    package let hour: Int
    /// From 0 to 59.
    package let minute: Int

    package init(date: LocalDate, hour: Int, minute: Int) {
        self.date = date
        self.hour = hour
        self.minute = minute
    }

    /// The time in the zone, without its seconds.
    package init(_ moment: Timestamp, in zone: TimeZoneName) {
        self.init(moment, offset: zone.offset(at: moment))
    }

    /// The time spelled `2027-01-12T18:00`, from 1970 to 9999; nil for any other text.
    package init?(_ text: String) {
        guard text.utf8.count == 16, let moment = Timestamp(rfc3339: text + ":00Z") else {
            return nil
        }
        self.init(moment, offset: 0)
        // RFC 3339 also has a lower-case T.
        if self.text != text { return nil }
    }

    private init(_ moment: Timestamp, offset: Int) {
        date = LocalDate(moment, offset: offset)
        let seconds = Int(moment.unixSeconds) + offset - date.number * 86_400
        (hour, minute) = (seconds / 60).quotientAndRemainder(dividingBy: 60)
    }

    /// Such as `2027-01-12T18:00`.
    package var text: String { String(Timestamp(clamping: seconds).rfc3339.prefix(16)) }

    /// The Unix time if the zone were UTC.
    private var seconds: Int64 {
        Int64(date.number * 86_400 + hour * 3_600 + minute * 60)
    }

    /// The moment at which the clock of the zone shows this time.
    ///
    /// A time that a change of the clock skips moves forward by the gap. One that comes twice is the
    /// first. Both count with the offset before the change.
    package func resolved(
        in zone: TimeZoneName
    ) -> (moment: Timestamp, clockChange: ClockChange?) {
        // Offsets are less than a day.
        let start = Timestamp(clamping: seconds - 86_400)
        let end = Timestamp(clamping: seconds + 86_400)
        var offset = zone.offset(at: start)
        for change in zone.changes(after: start, before: end) {
            let shownBefore = change.moment.unixSeconds + Int64(offset)
            let shownAfter = change.moment.unixSeconds + Int64(change.offset)
            if seconds < min(shownBefore, shownAfter) { break }
            if seconds < max(shownBefore, shownAfter) {
                let kind: ClockChange = shownBefore < shownAfter ? .skipped : .repeated
                return (Timestamp(clamping: seconds - Int64(offset)), kind)
            }
            offset = change.offset
        }
        return (Timestamp(clamping: seconds - Int64(offset)), nil)
    }

    package static func < (left: LocalDateTime, right: LocalDateTime) -> Bool {
        left.seconds < right.seconds
    }
}

/// How a change of the clock affects a local time.
package enum ClockChange: String, Sendable {
    /// The clock is set forward over the time.
    case skipped
    /// The clock is set back, and shows the time twice.
    case repeated
}

/// A time on a clock, to the minute, without a date.
package struct TimeOfDay: Hashable, Sendable {
    /// From 0 to 23.
    package let hour: Int
    /// From 0 to 59.
    package let minute: Int

    /// The time spelled `18:30`; nil for any other text.
    package init?(_ text: String) {
        guard let time = LocalDateTime("1970-01-01T" + text) else { return nil }
        (hour, minute) = (time.hour, time.minute)
    }
}

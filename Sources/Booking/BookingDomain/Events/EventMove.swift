import Timekeeping

/// A change of an event's time or place by its facilitator.
package struct EventMove: Equatable, Sendable {
    private let before: TimeAndPlace
    private let after: TimeAndPlace
    private let reason: GuestReason?

    package init(from before: TimeAndPlace, to after: TimeAndPlace, reason: GuestReason? = nil) {
        self.before = before
        self.after = after
        self.reason = reason
    }

    /// Sentences for the guests.
    package var text: String {
        "It was \(before.text). Now it is \(after.text)."
            + (reason.map { " \($0.sentence)" } ?? "")
    }
}

/// When and where an event is.
package struct TimeAndPlace: Equatable, Sendable {
    package let startsAt: Timestamp
    package let endsAt: Timestamp
    /// An IANA name.
    package let timeZone: String
    /// Possibly empty.
    package let location: String

    package init(startsAt: Timestamp, endsAt: Timestamp, timeZone: String, location: String) {
        self.startsAt = startsAt
        self.endsAt = endsAt
        self.timeZone = timeZone
        self.location = location
    }

    /// Such as `Fri 12 Feb 2027, 09:00 – 10:00 (Asia/Kolkata), Rishikesh`.
    package var text: String {
        let start = LocalTime(startsAt, in: timeZone)
        let end = LocalTime(endsAt, in: timeZone)
        let lastDay = start.isSameDay(as: end) ? "" : "\(end.shortDate) \(end.year), "
        return "\(start.shortDate) \(start.year), \(start.clock) – \(lastDay)\(end.clock)"
            + " (\(timeZone))" + (location.isEmpty ? "" : ", \(location)")
    }
}

extension EventContent {
    package var timeAndPlace: TimeAndPlace {
        TimeAndPlace(startsAt: startsAt, endsAt: endsAt, timeZone: timeZone, location: location)
    }
}

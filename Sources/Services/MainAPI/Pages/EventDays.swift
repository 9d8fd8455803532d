import BookingDomain
import Timekeeping

/// The days of lists.
///
/// Every list shows an event on the day of the event's own clock and orders events by that clock's
/// date and time. So the days of events of several zones are in order, and each card has the day
/// that the event's page and its letters name.
extension LocalDate {
    /// The largest offsets from UTC, in seconds: no clock is further ahead or behind.
    private static let offsets = -12 * 3_600...14 * 3_600

    /// The day of an event's start.
    init(of event: Event) {
        self.init(event.startsAt, offset: event.offset(at: event.startsAt))
    }

    /// The earliest day that a clock shows.
    init(earliestAt moment: Timestamp) {
        self.init(moment, offset: Self.offsets.lowerBound)
    }

    /// The earliest moment at which a clock shows this day.
    var earliestStart: Timestamp { midnight.adding(seconds: Int64(-Self.offsets.upperBound)) }

    /// The moment at which the last clock shows this day.
    var latestStart: Timestamp { midnight.adding(seconds: Int64(-Self.offsets.lowerBound)) }

    /// The date for texts.
    var date: LocalTime { LocalTime(midnight, in: "UTC") }
}

extension Event {
    /// Seconds by which the event's clock is ahead of UTC.
    fileprivate func offset(at moment: Timestamp) -> Int {
        LocalTime(moment, in: timeZone).offset
    }

    /// Whether the event ends on this day or after it, by its own clock.
    func ends(onOrAfter day: LocalDate) -> Bool {
        LocalDate(endsAt.adding(seconds: -1), offset: offset(at: endsAt)) >= day
    }
}

/// The events of a page of the list, by day.
struct EventDays {
    struct Section {
        /// Nil for events that have begun before the first day.
        let day: LocalDate?
        var events: [Event]
    }

    private(set) var sections: [Section] = []
    /// The first day that the page leaves out, because it may lack some of its events.
    private(set) var next: LocalDate?

    /// - Parameters:
    ///   - events: In the order of their start in UTC.
    ///   - hasMore: Whether later events follow.
    ///   - first: The first day of the list; nil begins with the events that start after `now`.
    init(_ events: [Event], hasMore: Bool, from first: LocalDate?, now: Timestamp) {
        let days = events.map { (day: LocalDate(of: $0), event: $0) }
        let isUnderWay = { (event: Event, day: LocalDate) in
            first.map { day < $0 } ?? (event.startsAt <= now)
        }
        var shown = days.filter { !isUnderWay($0.event, $0.day) }
        let underWay = days.filter { isUnderWay($0.event, $0.day) }.map(\.event)
        if hasMore, let last = events.last {
            // A later event may be in a zone that is furthest behind.
            let incomplete = LocalDate(earliestAt: last.startsAt)
            let complete = shown.filter { $0.day < incomplete }
            if !complete.isEmpty { (shown, next) = (complete, incomplete) }
        }
        if !underWay.isEmpty { sections.append(Section(day: nil, events: underWay)) }
        let order = { (event: Event) in
            event.startsAt.unixSeconds + Int64(event.offset(at: event.startsAt))
        }
        let ordered = shown.map { (day: $0.day, at: order($0.event), event: $0.event) }
            .sorted { ($0.at, $0.event.id.rawValue) < ($1.at, $1.event.id.rawValue) }
        for (day, _, event) in ordered {
            if sections.last?.day == day {
                sections[sections.count - 1].events.append(event)
            } else {
                sections.append(Section(day: day, events: [event]))
            }
        }
    }
}

import Timekeeping

extension RecurrenceRule {
    /// A date of a series, with the time of day of its start.
    package struct Occurrence: Equatable, Sendable {
        /// The time that the rule gives, which a change of the clock may skip.
        package let local: LocalDateTime
        package let moment: Timestamp
        package let clockChange: ClockChange?
    }

    /// The dates of the rule, each later than the one before; none is before `start`.
    ///
    /// The start itself counts only if it matches the rule. The exceptions count towards COUNT and
    /// are then left out. So is a day that a zone skips as a whole, as Samoa did: its time would
    /// move to the next day.
    ///
    /// - Throws: When there is no date, too many, or one too long after the start.
    package func occurrences(
        from start: LocalDateTime, in zone: TimeZoneName, except exceptions: Set<LocalDate> = []
    ) throws(Violation) -> [Occurrence] {
        let last = min(start.date.adding(years: Self.maximumYears), .latest)
        if let end = end.date(in: zone), end > last { throw .tooLate(last) }
        var occurrences: [Occurrence] = []
        for date in dates(from: start.date, to: last) where occurrences.count < limit {
            let local = LocalDateTime(date: date, hour: start.hour, minute: start.minute)
            let (moment, clockChange) = local.resolved(in: zone)
            if end.excludes(date, at: moment) { break }
            occurrences.append(
                Occurrence(local: local, moment: moment, clockChange: clockChange))
        }
        guard !occurrences.isEmpty else { throw .noDates }
        guard occurrences.count <= Self.maximumEvents else { throw .tooMany }
        if case .count(let count) = end, occurrences.count < count { throw .tooLate(last) }
        let kept = occurrences.enumerated().filter { index, occurrence in
            let next = index + 1 < occurrences.count ? occurrences[index + 1].moment : nil
            return !exceptions.contains(occurrence.local.date) && occurrence.moment != next
        }
        guard !kept.isEmpty else { throw .onlyExceptions }
        return kept.map(\.element)
    }

    /// The number of dates at which to stop: one more than are allowed shows that they are too many.
    private var limit: Int {
        if case .count(let count) = end { return count }
        return Self.maximumEvents + 1
    }
}

extension RecurrenceRule.End {
    /// The date after which there is none; nil for a count.
    fileprivate func date(in zone: TimeZoneName) -> LocalDate? {
        switch self {
        case .count: nil
        case .date(let date): date
        case .moment(let moment): LocalDateTime(moment, in: zone).date
        }
    }

    fileprivate func excludes(_ date: LocalDate, at moment: Timestamp) -> Bool {
        switch self {
        case .count: false
        case .date(let last): date > last
        case .moment(let last): moment > last
        }
    }
}

import BookingDomain
import SQLite
import Timekeeping

/// A date of a series that has yet to be created.
package struct SeriesDate: Equatable, Sendable {
    package let startsAt: Timestamp
    package let endsAt: Timestamp
    /// On the clock of the series' time zone.
    package let local: LocalDateTime
    package let clockChange: ClockChange?
    /// Other events of the facilitator at the same time.
    package let clashes: [EventID]
}

extension Transaction {
    /// The most events of which a preview finds clashes.
    private static let maximumEventsToCompare = 10_000

    /// The dates of a series that has yet to be created, with the facilitator's events at these times.
    package func previewDates(
        of draft: SeriesDraft, by facilitator: FacilitatorID
    ) throws -> [SeriesDate] {
        try dates(draft.occurrences, of: draft.event.content, facilitator)
    }

    /// The dates that would be added to a series.
    ///
    /// - Throws: As ``extendSeries(_:of:by:expectedVersions:)``.
    package func previewDates(
        _ dates: [String], for id: SeriesID, of facilitator: FacilitatorID,
        expectedVersions: Set<Int64>? = nil
    ) throws -> [SeriesDate] {
        let series = try series.find(id, of: facilitator)
        try series.checkVersion(among: expectedVersions)
        return try self.dates(try newDates(dates, of: series), of: series.content, facilitator)
    }

    private func dates(
        _ occurrences: [RecurrenceRule.Occurrence], of content: EventContent,
        _ facilitator: FacilitatorID
    ) throws -> [SeriesDate] {
        guard let first = occurrences.first, let last = occurrences.last else { return [] }
        let seconds = content.endsAt.seconds(since: content.startsAt)
        let zone = TimeZoneName(content.timeZone) ?? .utc
        let others = try events.overlapping(
            first.moment..<last.moment.adding(seconds: seconds), of: facilitator,
            limit: Self.maximumEventsToCompare)
        return occurrences.map { occurrence in
            let times = occurrence.moment..<occurrence.moment.adding(seconds: seconds)
            return SeriesDate(
                startsAt: times.lowerBound, endsAt: times.upperBound,
                local: LocalDateTime(times.lowerBound, in: zone),
                clockChange: occurrence.clockChange,
                clashes: others.filter { $0.times.overlaps(times) }.map(\.id))
        }
    }
}

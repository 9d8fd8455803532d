import BookingDomain
import JSONCoding
import SQLite
import Timekeeping

/// A series with all of its events, or with those that a change has added or changed.
package struct SeriesWithEvents: Equatable, Sendable {
    package let series: EventSeries
    /// Soonest first.
    package let events: [Event]

    package init(series: EventSeries, events: [Event]) {
        self.series = series
        self.events = events
    }
}

extension Transaction {
    /// Creates a series with an event for each date.
    package func createSeries(
        _ draft: SeriesDraft, by facilitator: Facilitator
    ) throws -> SeriesWithEvents {
        try facilitators.save(facilitator)
        let id = try series.insert(draft, of: facilitator.id)
        for occurrence in draft.occurrences {
            _ = try events.insert(draft.event(at: occurrence), of: facilitator.id, in: id)
        }
        return SeriesWithEvents(
            series: try series.find(id, of: facilitator.id), events: try events.all(of: id))
    }

    /// Adds events to a series, with the fields of its next events.
    ///
    /// - Throws: `Refusal`: `notFound`, `versionStale`; `InvalidFields` for dates outside their
    ///   limits, dates that the series has, and too many events.
    package func extendSeries(
        _ id: SeriesID, of facilitator: FacilitatorID, by dates: [String],
        expectedVersions: Set<Int64>? = nil
    ) throws -> SeriesWithEvents {
        let before = try series.find(id, of: facilitator)
        try before.checkVersion(among: expectedVersions)
        let occurrences = try newDates(dates, of: before)
        let template = try EventDraft(
            editing: before.content, capacity: before.capacity, with: EventFields())
        let added = try occurrences.map { occurrence in
            try events.insert(template.moved(to: occurrence.moment), of: facilitator, in: id)
        }
        try series.incrementVersion(of: id)
        return SeriesWithEvents(
            series: try series.find(id, of: facilitator),
            events: try added.map { try events.find($0, of: facilitator) })
    }

    /// - Throws: `InvalidFields`.
    func newDates(
        _ dates: [String], of series: EventSeries
    ) throws -> [RecurrenceRule.Occurrence] {
        let occurrences = try SeriesDates(dates, of: series, at: now).occurrences
        let limit = RecurrenceRule.maximumEvents
        guard series.events.total + occurrences.count <= limit else {
            throw InvalidFields(errors: [
                FieldError(
                    field: "dates", code: "too_long",
                    detail: "A series has at most \(limit) events.")
            ])
        }
        let taken = Set(
            try events.all(of: series.id).filter { $0.status == .scheduled }.map(\.startsAt))
        let errors = occurrences.filter { taken.contains($0.moment) }.map { occurrence in
            FieldError(
                field: "dates[\(dates.firstIndex(of: occurrence.local.text) ?? 0)]",
                code: "invalid", detail: "The series has an event at this time.")
        }
        if !errors.isEmpty { throw InvalidFields(errors: errors) }
        return occurrences
    }
}

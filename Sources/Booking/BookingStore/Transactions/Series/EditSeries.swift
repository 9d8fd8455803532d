import BookingDomain
import JSONCoding
import SQLite
import Timekeeping

extension Transaction {
    /// Edits the events of a series from one of them on, and the fields of its next events.
    ///
    /// Fields that were edited on a single event stay its own. Events that have begun or are
    /// cancelled stay as they are. An edit that changes none keeps the series as it is.
    /// - Parameters:
    ///   - expectedVersions: The versions of the series that may be edited; nil for any.
    ///   - single: Limits the edit to one event, for a preview.
    /// - Throws: `Refusal`: `notFound`, `versionStale`, `capacityBelowTaken`, `eventHasBookings`;
    ///   `InvalidFields`; `UnrecordedEffects`.
    package func editSeries(
        _ id: SeriesID, from first: EventID, by facilitator: Facilitator, _ edit: SeriesEdit,
        expectedVersions: Set<Int64>? = nil, only single: EventID? = nil
    ) throws -> SeriesWithEvents {
        try changeSeries(id, from: first, of: facilitator.id, expectedVersions, only: single) {
            series, following in
            guard !following.isEmpty else { return [] }
            try facilitators.save(facilitator)
            do {
                let changed = try following.filter { try self.edit($0, with: edit) }
                let content = series.content
                let draft = try EventDraft(
                    editing: content, capacity: series.capacity, with: edit.fields(for: content))
                if !changed.isEmpty || draft.content != content
                    || draft.capacity != series.capacity
                {
                    let startsOn = edit.on(series.pattern.startsOn)
                    try self.series.update(id, to: draft, startsOn: startsOn)
                }
                return changed
            } catch let error as InvalidFields {
                throw error.ofSeries
            }
        }
    }

    /// - Returns: Whether the event has changed.
    private func edit(_ found: Events.SeriesEvent, with edit: SeriesEdit) throws -> Bool {
        let event = found.event
        let fields = edit.fields(for: event.details.content, keeping: found.ownFields)
        let draft = try draft(editing: event, with: fields)
        guard !draft.matches(event) else { return false }
        try change(event, to: draft, isCorrection: fields.isCorrection)
        return true
    }

    /// Cancels the events of a series from one of them on; those that have begun stay.
    ///
    /// - Parameters:
    ///   - reason: The reason that guests are given.
    ///   - expectedVersions: The versions of the series that may be changed; nil for any.
    ///   - single: Limits the cancellation to one event, for a preview.
    /// - Throws: `Refusal`: `notFound`, `versionStale`; `UnrecordedEffects`.
    package func cancelSeries(
        _ id: SeriesID, from first: EventID, of facilitator: FacilitatorID,
        reason: GuestReason? = nil, expectedVersions: Set<Int64>? = nil,
        only single: EventID? = nil
    ) throws -> SeriesWithEvents {
        try changeSeries(id, from: first, of: facilitator, expectedVersions, only: single) {
            _, following in
            for found in following { try cancel(found.event, reason: reason) }
            if !following.isEmpty { try series.incrementVersion(of: id) }
            return following
        }
    }

    /// Changes the upcoming events of a series from one of them on, and records the effects on their
    /// first bookings.
    ///
    /// - Parameter change: Returns the events that have changed.
    private func changeSeries(
        _ id: SeriesID, from first: EventID, of facilitator: FacilitatorID,
        _ expectedVersions: Set<Int64>?, only single: EventID?,
        _ change: (EventSeries, [Events.SeriesEvent]) throws -> [Events.SeriesEvent]
    ) throws -> SeriesWithEvents {
        let before = try series.find(id, of: facilitator)
        try before.checkVersion(among: expectedVersions)
        try pendingEventChanges.checkRecorded(ofEventsIn: id)
        let following = try events.upcoming(of: id, from: first, only: single)
        let changed = try change(before, following).map(\.event.id)
        try recordFirstEffects(ofChangesOf: changed)
        let after =
            try single == nil
            ? events.all(of: id).filter { changed.contains($0.id) }
            : changed.map { try events.find($0, of: facilitator) }
        return SeriesWithEvents(series: try series.find(id, of: facilitator), events: after)
    }
}

extension EventSeries {
    /// Checks that the series has a version that its editor has seen; nil accepts any.
    func checkVersion(among expected: Set<Int64>?) throws(Refusal) {
        if let expected, !expected.contains(version) {
            throw .versionStale(.series, current: version)
        }
    }
}

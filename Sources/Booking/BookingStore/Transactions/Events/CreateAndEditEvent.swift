import BookingDomain
import SQLite
import Timekeeping

extension Transaction {
    /// Creates a facilitator's event, scheduled and in its first version.
    ///
    /// - Throws: `InvalidFields` if the event would have ended already.
    package func createEvent(_ draft: EventDraft, by facilitator: Facilitator) throws -> Event {
        try draft.checkEnds(after: now)
        try facilitators.save(facilitator)
        let id = try events.insert(draft, of: facilitator.id)
        try searchIndex.update(id)
        return try events.find(id, of: facilitator.id)
    }

    /// Changes some fields of a facilitator's event, and notifies guests of a new time or place.
    ///
    /// An edit that changes nothing keeps the version. Bookings keep their amount, their refund
    /// policy and, unless the edit is a correction, the time and place that they were made with.
    /// - Parameter expectedVersions: The versions that may be edited; nil for any.
    /// - Throws: `Refusal`: `notFound`, `versionStale`, `eventCancelled`, `eventPast`,
    ///   `capacityBelowTaken`, `eventHasBookings`; `InvalidFields` for fields outside their limits.
    package func editEvent(
        _ id: EventID, by facilitator: Facilitator, _ fields: EventFields,
        expectedVersions: Set<Int64>? = nil
    ) throws -> Event {
        let before = try events.find(id, of: facilitator.id)
        try before.checkVersion(among: expectedVersions)
        let draft = try draft(editing: before, with: fields)
        try facilitators.save(facilitator)
        if !draft.matches(before) {
            try change(before, to: draft, isCorrection: fields.isCorrection)
            if before.seriesID != nil {
                try events.addOwnFields(SeriesField.changed(from: before, to: draft), of: id)
            }
            try searchIndex.update(id)
            try recordFirstEffects(ofChangesOf: [id])
        }
        return try events.find(id, of: facilitator.id)
    }

    /// Checks the fields of an edit, and what bookings do not allow.
    func draft(
        editing before: Event, with fields: EventFields
    ) throws -> EventDraft {
        try before.checkEditable(at: now)
        let draft = try EventDraft(editing: before, with: fields, at: now)
        try draft.checkStart(movedFrom: before, isCorrection: fields.isCorrection, at: now)
        try before.checkCapacity(draft.capacity)
        if draft.content.visibility == .draft, before.visibility != .draft,
            try before.waitlist.waiting > 0 || bookings.exist(of: before.id)
        {
            throw Refusal.eventHasBookings
        }
        return draft
    }

    /// Stores an edit. Its effects on bookings are pending.
    func change(_ before: Event, to draft: EventDraft, isCorrection: Bool) throws {
        let id = before.id
        try pendingEventChanges.checkRecorded(of: id)
        let hasBookings = try bookings.haveSeats(of: id)
        // Expired holds still count in the row, whose CHECK could refuse a lower capacity.
        if hasBookings { try bookings.expireHolds(of: id) }
        if isCorrection { try bookedTimes.correct(before, to: draft.content) }
        // The refunds of an event that has begun are over, even if it begins again.
        if before.startsAt <= now { try contingentRefunds.endAll(of: id) }
        try events.update(before, to: draft)
        if before.contingentSeats > 0 { try releaseContingentRefunds(of: id) }
        if draft.moves(before) {
            try events.setChangeReason(draft.reason, of: id)
            let place = before.details.content.timeAndPlace
            if hasBookings {
                try pendingEventChanges.insert(
                    isCorrection ? .corrected(from: place) : .moved(from: place), of: id)
            }
            try tellWaiting(of: before, movedTo: draft)
        }
        if before.waitlist.waiting > 0 {
            if try events.find(id)?.waitlist.offersUntil != nil { try waitlist.reopen(id) }
            try serveWaitlist(of: id)
        }
    }

    private func tellWaiting(of before: Event, movedTo draft: EventDraft) throws {
        guard before.waitlist.waiting > 0, let event = try events.find(before.id) else { return }
        let move = EventMove(
            from: before.details.content.timeAndPlace, to: draft.content.timeAndPlace,
            reason: draft.reason)
        try record(.eventChanged(move), ofAllWaitingFor: event)
    }

    /// Stores the former time and place of moved bookings, and notifies their guests.
    ///
    /// The messages name the full refund where guests may cancel for it.
    func moveBookings(
        _ batch: BookingBatch, with event: Event, from before: TimeAndPlace, isCorrection: Bool
    ) throws {
        if !isCorrection { try bookedTimes.store(before, of: batch) }
        let move = EventMove(
            from: before, to: event.details.content.timeAndPlace,
            reason: event.details.changeReason)
        let refundable: SQL = """
            b.status = 'confirmed' AND b.amount_paid > 0 AND \(fragment: BookedTimes.areMoved)
            """
        try record(
            .eventChanged(move, isRefundable: false), of: event, batch,
            timelines: batch.areConfirmed, messages: "NOT (\(fragment: refundable))",
            by: .facilitator)
        try record(
            .eventChanged(move, isRefundable: true), of: event, batch, timelines: "false",
            messages: refundable, by: .facilitator)
    }
}

extension Event {
    /// Checks that the event has a version that its editor has seen; nil accepts any.
    func checkVersion(among expected: Set<Int64>?) throws(Refusal) {
        if let expected, !expected.contains(version) { throw .versionStale(current: version) }
    }

    fileprivate func checkCapacity(_ capacity: Int) throws(Refusal) {
        if capacity < seatsTaken { throw .capacityBelowTaken(taken: seatsTaken) }
    }
}

import BookingDomain
import SQLite
import Timekeeping

/// A facilitator changes some fields of an event of theirs.
///
/// An edit that changes nothing is no edit: the version stays. Bookings keep the amount and the
/// refund policy they were made with.
package struct EditEvent: Deed {
    /// The event to change.
    package let event: EventID
    /// Who changes it, by their latest name; another's event is not found.
    package let facilitator: Facilitator
    /// What is to change; what is left out stays.
    package let fields: EventFields
    /// The versions that the facilitator would edit; nil edits whichever there is.
    package let expectedVersions: Set<Int64>?

    /// The deed of `facilitator` changing `fields` of `event`.
    package init(
        event: EventID, facilitator: Facilitator, fields: EventFields,
        expectedVersions: Set<Int64>? = nil
    ) {
        self.event = event
        self.facilitator = facilitator
        self.fields = fields
        self.expectedVersions = expectedVersions
    }

    /// Writes the fields and tells the guests if the time or the place is another.
    ///
    /// - Throws: `Refusal`: `notFound`, `versionStale`, `eventCancelled`, `eventPast`,
    ///   `capacityBelowTaken`; `InvalidFields` where the fields break their limits.
    package func perform(on connection: Connection, at now: Timestamp) throws -> Event {
        let before = try Events.find(event, of: facilitator.id, at: now, on: connection)
        try before.checkVersion(among: expectedVersions)
        try before.checkEditable(at: now)
        let draft = try EventDraft(editing: before, with: fields)
        try draft.checkEnds(after: now)
        try before.checkCapacity(draft.capacity)
        try Facilitators.keep(facilitator, at: now, on: connection)
        if !draft.matches(before) {
            // Holds that are over still count in the row, which a lower capacity might not have.
            try Bookings.expireHolds(of: event, at: now, on: connection)
            try Events.update(event, to: draft, at: now, on: connection)
            if draft.moves(before) { try tellGuests(of: before, on: connection, at: now) }
        }
        return try Events.find(event, of: facilitator.id, at: now, on: connection)
    }

    private func tellGuests(
        of event: Event, on connection: Connection, at now: Timestamp
    ) throws {
        try Notifications.addToEveryGuest(
            of: event.id, .eventChanged,
            "The time or place of “\(event.title)” has changed. Please look at it again.",
            at: now, on: connection)
        try connection.execute(
            """
            INSERT INTO booking_changes (booking_id, kind, actor, at)
            SELECT id, \(BookingChange.Kind.eventChanged), \(BookingChange.Actor.facilitator), \(now)
            FROM bookings WHERE \(fragment: Bookings.areConfirmed(of: event.id))
            """)
    }
}

extension Event {
    /// Checks that the event is of the version its editor has seen.
    ///
    /// - Throws: `Refusal.versionStale` unless the event is of one of these versions; nil is any.
    func checkVersion(among expected: Set<Int64>?) throws(Refusal) {
        if let expected, !expected.contains(version) { throw .versionStale(current: version) }
    }

    /// Checks that the event could have this capacity.
    ///
    /// - Throws: `Refusal.capacityBelowTaken` if more seats than that are taken.
    fileprivate func checkCapacity(_ capacity: Int) throws(Refusal) {
        if capacity < seatsTaken { throw .capacityBelowTaken(taken: seatsTaken) }
    }
}

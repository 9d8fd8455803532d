import BookingDomain
import SQLite
import Timekeeping

/// A facilitator puts a new event up.
package struct CreateEvent: Deed {
    /// Who gives the event; their name is kept as the latest one.
    package let facilitator: Facilitator
    /// What the event shall be.
    package let draft: EventDraft

    /// The deed of `facilitator` putting up what `draft` describes.
    package init(facilitator: Facilitator, draft: EventDraft) {
        self.facilitator = facilitator
        self.draft = draft
    }

    /// Adds the event as scheduled, in its first version.
    ///
    /// - Throws: `InvalidFields` if it would be over already.
    package func perform(on connection: Connection, at now: Timestamp) throws -> Event {
        try draft.checkEnds(after: now)
        try Facilitators.keep(facilitator, at: now, on: connection)
        let id = try Events.insert(draft, of: facilitator.id, at: now, on: connection)
        return try Events.find(id, of: facilitator.id, at: now, on: connection)
    }
}

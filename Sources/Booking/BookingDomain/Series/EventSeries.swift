import Timekeeping

package typealias SeriesID = Identifier<EventSeries>

/// Events that were created by one rule, such as a weekly class.
package struct EventSeries: Equatable, Sendable {
    /// MainAPI's id; it rises, and is never given to another series.
    package let id: SeriesID
    package let facilitator: Facilitator
    package let pattern: SeriesPattern
    /// The fields of the series' next events; its start and end are those of the pattern's start.
    package let content: EventContent
    /// All seats of each of the next events.
    package let capacity: Int
    /// The picture of the next events; nil for none.
    package let picture: StoredPicture?
    /// Rises by one with every edit, cancellation and extension of the series.
    package let version: Int64
    package let events: EventCount

    /// The number of a series' events.
    package struct EventCount: Equatable, Sendable {
        /// All events, past and cancelled ones included.
        package let total: Int
        /// Scheduled events that have not begun.
        package let upcoming: Int
        /// The start of the first of these.
        package let nextStart: Timestamp?

        package init(total: Int, upcoming: Int, nextStart: Timestamp?) {
            self.total = total
            self.upcoming = upcoming
            self.nextStart = nextStart
        }
    }

    package init(
        id: SeriesID, facilitator: Facilitator, pattern: SeriesPattern, content: EventContent,
        capacity: Int, picture: StoredPicture?, version: Int64, events: EventCount
    ) {
        self.id = id
        self.facilitator = facilitator
        self.pattern = pattern
        self.content = content
        self.capacity = capacity
        self.picture = picture
        self.version = version
        self.events = events
    }
}

import BookingDomain
import Paging
import Timekeeping

/// A page of events, and how long it may be shown while nobody writes anything.
package struct EventListing: Sendable {
    /// The time in which the passing of time alone changes nothing.
    package struct Lasting: Sendable {
        /// The moment as of which the page was read.
        let since: Timestamp
        /// When the first of its events ends or its first hold runs out; nil where nothing does.
        let until: Timestamp?

        /// Whether the moment is in it; one before the reading, on a clock set back, is not.
        package func contains(_ moment: Timestamp) -> Bool {
            since <= moment && until.map { moment < $0 } ?? true
        }
    }

    package let page: Page<Event>
    package let lasting: Lasting
}

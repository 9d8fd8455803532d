import BookingDomain
import SQLite
import Timekeeping

/// A page of a list, and how long it may be shown while nobody writes anything.
package struct Listing<Item: Sendable>: Sendable {
    /// The page as it was read.
    package let page: Page<Item>
    /// For how long reading it again would bring the same.
    package let lasting: Lasting

    /// A page that was read as of `now` and is another from the earliest of these moments on.
    init(_ page: Page<Item>, readAt now: Timestamp, changes: [Timestamp]) {
        self.page = page
        lasting = Lasting(since: now, until: changes.min())
    }
}

/// The time in which the passing of time alone changes nothing of what was read.
package struct Lasting: Sendable {
    /// The moment as of which it was read.
    let since: Timestamp
    /// When the first event ends or the first hold runs out; nil where nothing does.
    let until: Timestamp?

    /// Whether the moment is in it; one before the reading, on a clock set back, is not.
    package func contains(_ moment: Timestamp) -> Bool {
        since <= moment && until.map { moment < $0 } ?? true
    }
}

import BookingDomain
import SQLite
import Timekeeping

/// A page of a list, and how long it stays the same while no transaction commits.
package struct TimedPage<Item: Sendable>: Sendable {
    package let page: Page<Item>
    package let validity: Validity

    /// - Parameter changes: The times after `now` at which the page changes.
    init(_ page: Page<Item>, readAt now: Timestamp, changesAt changes: [Timestamp]) {
        self.page = page
        validity = Validity(since: now, until: changes.min())
    }
}

/// The time in which what was read does not change without a commit.
package struct Validity: Sendable {
    /// When it was read.
    let since: Timestamp
    /// When the first event ends or the first hold expires; nil if none does.
    let until: Timestamp?

    /// Whether it is valid at a time; after the clock was set back, a time before the reading is
    /// not.
    package func contains(_ time: Timestamp) -> Bool {
        since <= time && until.map { time < $0 } ?? true
    }
}

import SQLite
import Timekeeping

/// A page of a list, and how long it is valid if no transaction commits.
package struct TimedPage<Item: Sendable>: Sendable {
    package let page: Page<Item>
    package let validity: Validity

    /// - Parameter changes: The times after `now` at which the page changes.
    init(_ page: Page<Item>, readAt now: Timestamp, changesAt changes: [Timestamp]) {
        self.page = page
        validity = Validity(since: now, until: changes.min())
    }
}

/// The time in which a list that was read does not change without a commit.
package struct Validity: Sendable {
    let since: Timestamp
    /// The end of the first event or hold; nil if none ends.
    let until: Timestamp?

    /// Whether the list is valid at a time; not before it was read, if the clock was set back.
    package func contains(_ time: Timestamp) -> Bool {
        since <= time && until.map { time < $0 } ?? true
    }
}

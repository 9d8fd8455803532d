/// Which page of a list is wanted.
package struct PageRequest: Equatable, Sendable {
    /// How many rows a page may have.
    package static let limits = 1...200
    /// How many it has when nobody says.
    package static let defaultLimit = 50

    /// How many rows the page may have, within `limits`.
    package let limit: Int
    /// Where the page before ended; nil asks for the first page.
    package let after: PageCursor?

    /// A page of `limit` rows, held within `limits`, behind the cursor or from the start.
    package init(limit: Int = PageRequest.defaultLimit, after: PageCursor? = nil) {
        self.limit = min(max(limit, Self.limits.lowerBound), Self.limits.upperBound)
        self.after = after
    }

    /// How many rows to ask the database for: one more than the page has, to know of a next one.
    package var rowsToRead: Int { limit + 1 }
}

/// The request for one page of a list.
package struct PageRequest: Equatable, Sendable {
    package static let limits = 1...200
    package static let defaultLimit = 50

    /// The highest number of rows on the page, within `limits`.
    package let limit: Int
    /// The end of the previous page; nil requests the first page.
    package let after: PageCursor?

    /// Clamps `limit` to `limits`.
    package init(limit: Int = PageRequest.defaultLimit, after: PageCursor? = nil) {
        self.limit = min(max(limit, Self.limits.lowerBound), Self.limits.upperBound)
        self.after = after
    }

    /// The number of rows to select: one more than the page has, to know whether there is a next one.
    package var rowsToRead: Int { limit + 1 }
}

/// One page of a list.
package struct Page<Item> {
    package let items: [Item]
    /// Where the next page begins; nil on the last page.
    package let next: PageCursor?
    /// The highest number of items on a page, as requested.
    package let limit: Int

    /// The page made of the rows of a query that read `rowsToRead` of them.
    package init(_ rows: [Item], of request: PageRequest, cursor: (Item) -> PageCursor) {
        items = Array(rows.prefix(request.limit))
        limit = request.limit
        next = rows.count > request.limit ? items.last.map(cursor) : nil
    }

    fileprivate init(items: [Item], next: PageCursor?, limit: Int) {
        self.items = items
        self.next = next
        self.limit = limit
    }

    /// The page with the transformed items, and the same next page.
    package func map<Other>(_ transform: (Item) -> Other) -> Page<Other> {
        Page<Other>(items: items.map(transform), next: next, limit: limit)
    }

    /// The page with only the matching items, and the same next page.
    package func filter(_ isIncluded: (Item) -> Bool) -> Page {
        Page(items: items.filter(isIncluded), next: next, limit: limit)
    }
}

extension Page: Sendable where Item: Sendable {}
extension Page: Equatable where Item: Equatable {}

/// One page of a list, and where the next one begins.
package struct Page<Item> {
    /// In the list's own order, `limit` of them at most.
    package let items: [Item]
    /// Nil on the last page.
    package let next: PageCursor?
    /// How many items there may be, as was asked for and held within `PageRequest.limits`.
    package let limit: Int

    /// The page made of `rows`, of which there may be one too many.
    package init(_ rows: [Item], of request: PageRequest, cursor: (Item) -> PageCursor) {
        items = Array(rows.prefix(request.limit))
        limit = request.limit
        next = rows.count > request.limit ? items.last.map(cursor) : nil
    }

    private init(items: [Item], next: PageCursor?, limit: Int) {
        self.items = items
        self.next = next
        self.limit = limit
    }

    /// The same page with only the items that are wanted; the next one begins where it did.
    package func filter(_ isWanted: (Item) -> Bool) -> Page {
        Page(items: items.filter(isWanted), next: next, limit: limit)
    }
}

extension Page: Sendable where Item: Sendable {}
extension Page: Equatable where Item: Equatable {}

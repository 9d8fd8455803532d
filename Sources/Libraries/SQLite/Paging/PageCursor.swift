import TextEncoding

/// Where a page of a list ended: the sort key and the id of its last row.
///
/// The next page begins behind that row, wherever rows were added meanwhile, so nothing is shown
/// twice or left out, and a late page costs no more than the first.
package struct PageCursor: Equatable, Sendable {
    /// What the list is sorted by, where that is more than the id; else 0.
    package let position: Int64
    /// The last row's id, which settles the order of rows with the same sort key.
    package let id: Int64

    /// The cursor behind the row with this sort key and id.
    package init(position: Int64 = 0, id: Int64) {
        self.position = position
        self.id = id
    }

    /// The cursor spelled `text`, or nil if it is none that this program gave out.
    package init?(_ text: String) {
        let parts = text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        guard parts.count == 2, let position = Int64(digits: parts[0]),
            let id = Int64(digits: parts[1])
        else { return nil }
        self.init(position: position, id: id)
    }

    /// The cursor as it travels; callers should not read anything into it.
    package var text: String { "\(position)-\(id)" }
}

import TextEncoding

/// The end of a page: the sort key and the ID of its last row.
///
/// The next page begins after that row. Rows added meanwhile neither repeat nor hide others, and a
/// late page costs as much as the first.
package struct PageCursor: Equatable, Sendable {
    /// The sort key of the last row; 0 in a list sorted by ID.
    package let position: Int64
    /// The ID of the last row, which orders rows with the same sort key.
    package let id: Int64

    package init(position: Int64 = 0, id: Int64) {
        self.position = position
        self.id = id
    }

    /// Parses ``text``; nil if the text is invalid.
    package init?(_ text: String) {
        let parts = text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        guard parts.count == 2, let position = Int64(digits: parts[0]),
            let id = Int64(digits: parts[1])
        else { return nil }
        self.init(position: position, id: id)
    }

    /// The cursor on the wire; clients must treat it as opaque.
    package var text: String { "\(position)-\(id)" }
}

import JSONCoding

/// Where a list goes on: the sort keys of the last row shown. Opaque to clients.
package struct Cursor: Sendable, Equatable {
    /// One whole number for each sort key.
    package let keys: [Int64]

    package init(_ keys: Int64...) {
        self.keys = keys
    }

    /// Reads what a client sent back; nil unless it has so many keys.
    package init?(_ text: String, keys count: Int) {
        let parts = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count == count, text.utf8.count <= 20 * count else { return nil }
        var keys: [Int64] = []
        for part in parts {
            guard part.allSatisfy(Grammar.isDigit), let key = Int64(Substring(part)) else {
                return nil
            }
            keys.append(key)
        }
        self.keys = keys
    }

    /// The form in which it travels.
    package var text: String { keys.map(String.init).joined(separator: ".") }
}

/// How much of a list a client wants, and from where.
package struct PageRequest: Sendable {
    /// Rows on the page, 1 to 200.
    package let limit: Int
    /// The place after which the page begins; nil for the first.
    package let cursor: Cursor?

    /// Reads `limit` and `cursor`; what is wrong with them shows in the reader's `finish`.
    package init(_ query: inout QueryReader, keys: Int) {
        limit = Int(query.integer("limit", in: 1...200) ?? 50)
        guard let text = query.string("cursor", atMost: 100) else {
            cursor = nil
            return
        }
        cursor = Cursor(text, keys: keys)
        if cursor == nil {
            query.reject("cursor", code: "invalid", "must be one that a page of this list gave.")
        }
    }
}

extension Response {
    /// A page of a list: `{"data": […], "page": {"next": cursor or null, "limit": n}}`.
    package static func list(
        _ rows: some Sequence<some JSONWritable>, limit: Int, next: Cursor?
    ) -> Response {
        var json = JSONWriter(reservingCapacity: 1_024)
        json.object { json in
            json.memberArray("data") { json in
                for row in rows { json.element(row) }
            }
            json.memberObject("page") { json in
                json.member("next", next?.text)
                json.member("limit", limit)
            }
        }
        return .json(bytes: json.bytes)
    }
}

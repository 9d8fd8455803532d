import HTTP
import JSONCoding
import SQLite

/// The representation of a page in every list: `{"data": […], "page": {"next": …, "limit": …}}`.
extension Page: JSONWritable where Item: JSONWritable {
    package func write(to json: inout JSONWriter) {
        json.object { writeMembers(to: &$0) }
    }

    /// Writes only the members, into an object with further ones.
    package func writeMembers(to json: inout JSONWriter) {
        json.member("data", items)
        json.memberObject("page") { json in
            json.member("next", next?.text)
            json.member("limit", limit)
        }
    }
}

extension PageRequest {
    /// Reads `limit` and `cursor`; the reader's `finish` reports the errors.
    package init(_ query: inout QueryReader) {
        let limits = Int64(Self.limits.lowerBound)...Int64(Self.limits.upperBound)
        let limit = query.integer("limit", in: limits).map { Int($0) }
        let text = query.string("cursor", atMost: 100)
        let cursor = text.flatMap { PageCursor($0) }
        if text != nil, cursor == nil {
            query.reject("cursor", code: "invalid", "must be from a page of this list.")
        }
        self.init(limit: limit ?? Self.defaultLimit, after: cursor)
    }
}

extension Request {
    /// The page in a query that has only `limit` and `cursor`.
    ///
    /// - Throws: `Problem` 400 for a malformed query, 422 for an invalid parameter.
    package func pageRequest() throws(Problem) -> PageRequest {
        var query = try QueryReader(self)
        let page = PageRequest(&query)
        try query.finish()
        return page
    }
}

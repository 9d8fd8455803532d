import HTTP
import SQLite

extension PageRequest {
    /// Reads `limit` and `cursor`; what is wrong with them shows in the reader's `finish`.
    package init(_ query: inout QueryReader) {
        let limits = Int64(Self.limits.lowerBound)...Int64(Self.limits.upperBound)
        let limit = query.integer("limit", in: limits).map { Int($0) }
        let text = query.string("cursor", atMost: 100)
        let cursor = text.flatMap { PageCursor($0) }
        if text != nil, cursor == nil {
            query.reject("cursor", code: "invalid", "must be one that a page of this list gave.")
        }
        self.init(limit: limit ?? Self.defaultLimit, after: cursor)
    }
}

import HTTP
import TextEncoding

extension Request {
    /// The query of a change of a series' events: `from`, the ID of the first one, and `dry_run`.
    ///
    /// - Throws: `Problem` 422.
    package func seriesChange() throws(Problem) -> (first: Int64, isDryRun: Bool) {
        var query = try QueryReader(self)
        let isDryRun = query.integer("dry_run", in: 0...1) == 1
        let text = query.string("from", atMost: 20)
        let first = text.flatMap { Int64(digits: $0.utf8) } ?? 0
        if first < 1 {
            query.reject(
                "from", code: text == nil ? "required" : "invalid",
                detail: "The query must name the first event to change, such as from=7.")
        }
        try query.finish()
        return (first, isDryRun)
    }

    /// The query of a change of a series' pictures: `from`, the ID of the first event; nil for all.
    ///
    /// - Throws: `Problem` 422, also for `dry_run`, because there is no preview.
    package func firstPicturedEvent() throws(Problem) -> Int64? {
        var query = try QueryReader(self)
        let first = query.integer("from", in: 1...Int64.max)
        _ = query.integer("dry_run", in: 0...0)
        try query.finish()
        return first
    }
}

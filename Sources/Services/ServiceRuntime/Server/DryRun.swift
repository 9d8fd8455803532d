import HTTP
import TextEncoding

extension Request {
    /// Whether the query's `dry_run` asks for the effects of a command without the command.
    ///
    /// - Throws: `Problem` 422 for a value other than 0 and 1.
    package func isDryRun() throws(Problem) -> Bool {
        var query = try QueryReader(self)
        let value = query.integer("dry_run", in: 0...1)
        try query.finish()
        return value == 1
    }

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
}

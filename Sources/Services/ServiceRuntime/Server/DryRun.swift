import HTTP

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
}

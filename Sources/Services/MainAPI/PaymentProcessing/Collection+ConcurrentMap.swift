extension Collection where Element: Sendable {
    /// The results of `body` for the elements, in any order; at most `limit` calls run at once.
    ///
    /// Cancellation starts no further call but does not reach the running ones: after a request to
    /// move money, the gateway's response must be recorded.
    func concurrentMap<Output: Sendable>(
        limit: Int, _ body: @escaping @Sendable (Element) async -> Output
    ) async -> [Output] {
        await withTaskGroup(of: Output.self) { group in
            var outputs: [Output] = []
            for (index, element) in enumerated() {
                if index >= limit, let output = await group.next() { outputs.append(output) }
                if Task.isCancelled { break }
                group.addTask { await Task { await body(element) }.value }
            }
            for await output in group { outputs.append(output) }
            return outputs
        }
    }
}

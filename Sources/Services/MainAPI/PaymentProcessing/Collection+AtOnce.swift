extension Collection where Element: Sendable {
    /// What comes of doing the same to each element, so many at once at most, in no order.
    ///
    /// Once the task is cancelled no other is begun, but what was begun is finished, and sees
    /// nothing of it: when somebody outside has been asked to move money, the answer is to be
    /// written down.
    func map<Outcome: Sendable>(
        atOnce width: Int, _ body: @escaping @Sendable (Element) async -> Outcome
    ) async -> [Outcome] {
        await withTaskGroup(of: Outcome.self) { group in
            var outcomes: [Outcome] = []
            for (index, element) in enumerated() {
                if index >= width, let outcome = await group.next() { outcomes.append(outcome) }
                if Task.isCancelled { break }
                group.addTask { await Task { await body(element) }.value }
            }
            for await outcome in group { outcomes.append(outcome) }
            return outcomes
        }
    }
}

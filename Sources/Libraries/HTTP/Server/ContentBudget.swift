import Synchronization

/// The memory for the contents of requests that arrive or are handled.
///
/// Only contents that need several reads of a socket count; the limits of connections bound the
/// others.
final class ContentBudget: Sendable {
    /// A part of the budget, given back with the last reference to it.
    final class Share: Sendable {
        private let budget: ContentBudget
        private let bytes: Int

        fileprivate init(_ bytes: Int, of budget: ContentBudget) {
            self.bytes = bytes
            self.budget = budget
        }

        deinit { budget.free.add(bytes, ordering: .relaxed) }
    }

    private let free: Atomic<Int>

    init(bytes: Int) {
        free = Atomic(bytes)
    }

    /// Takes a share; nil if too little is left.
    func share(ofBytes bytes: Int) -> Share? {
        var left = free.load(ordering: .relaxed)
        while left >= bytes {
            let result = free.compareExchange(
                expected: left, desired: left - bytes, ordering: .relaxed)
            if result.exchanged { return Share(bytes, of: self) }
            left = result.original
        }
        return nil
    }
}

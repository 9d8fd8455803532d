/// The requests that a loop has put off because a turn had no time for them, oldest first.
///
/// They have been read and led to their routes already, which is cheap; what they ask for is not
/// begun. So whoever asks for something urgent is heard behind any number of them.
struct DeferredRequests {
    struct Entry {
        /// Whose request it is.
        let connection: Connection
        /// Milliseconds of the loop's clock.
        let since: UInt64
    }

    private var entries: [Entry] = []
    private var next = 0

    var isEmpty: Bool { next == entries.count }

    mutating func append(_ entry: Entry) {
        entries.append(entry)
    }

    /// Takes out the oldest.
    mutating func popFirst() -> Entry? {
        guard next < entries.count else { return nil }
        let entry = entries[next]
        next += 1
        if next >= 1_024 || next == entries.count {
            entries.removeFirst(next)
            next = 0
        }
        return entry
    }
}

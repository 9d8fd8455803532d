/// The requests that a loop deferred because its turn had no time for their handlers, oldest
/// first.
///
/// They are parsed and routed, which is cheap, and their handlers have not started. So an urgent
/// request is found and answered behind any number of them.
struct DeferredRequests {
    typealias Entry = (connection: Connection, sinceMilliseconds: UInt64)

    private var entries: [Entry] = []
    private var next = 0

    var isEmpty: Bool { next == entries.count }

    mutating func append(_ entry: Entry) {
        entries.append(entry)
    }

    mutating func popFirst() -> Entry? {
        guard next < entries.count else { return nil }
        let entry = entries[next]
        next += 1
        // Removing in batches keeps each removal cheap.
        if next >= 1_024 || next == entries.count {
            entries.removeFirst(next)
            next = 0
        }
        return entry
    }
}

/// A bounded queue that serves its clients in turn, so that much work of one does not delay others.
///
/// If it is full, a client with less waiting work displaces the latest work of the client with the
/// most.
struct FairQueue<Element> {
    private let capacity: Int
    private var waiting: [String: [Element]] = [:]
    /// The clients with waiting work, the next one first.
    private var turns: [String] = []
    private var count = 0

    init(capacity: Int) {
        self.capacity = capacity
    }

    /// Adds work unless there is no room for it, and returns the work that is displaced.
    mutating func append(
        _ element: Element, of client: String
    ) -> (isAccepted: Bool, displaced: Element?) {
        var displaced: Element?
        if count == capacity {
            let own = waiting[client]?.count ?? 0
            guard let (busiest, work) = waiting.max(by: { $0.value.count < $1.value.count }),
                work.count > own + 1
            else { return (false, nil) }
            displaced = waiting[busiest]?.popLast()
            count -= 1
        }
        if waiting[client] == nil { turns.append(client) }
        waiting[client, default: []].append(element)
        count += 1
        return (true, displaced)
    }

    mutating func popFirst() -> Element? {
        guard !turns.isEmpty else { return nil }
        let client = turns.removeFirst()
        let element = waiting[client]?.removeFirst()
        count -= 1
        if waiting[client]?.isEmpty == true { waiting[client] = nil } else { turns.append(client) }
        return element
    }
}

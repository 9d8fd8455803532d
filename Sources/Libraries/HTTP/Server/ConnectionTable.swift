/// The connections of a loop, by descriptor.
struct ConnectionTable {
    private var connections: [Connection?] = []
    private(set) var count = 0
    private var generation: UInt32 = 0

    /// A number that tells two connections on the same descriptor apart, also in an event that
    /// was reported for the first when the second is there already.
    mutating func nextGeneration() -> UInt32 {
        generation &+= 1
        // The keys of what is no connection are of the last generation.
        if generation == .max { generation = 0 }
        return generation
    }

    mutating func insert(_ connection: Connection) {
        let index = Int(connection.number)
        if index >= connections.count {
            connections.append(contentsOf: repeatElement(nil, count: index + 1 - connections.count))
        }
        connections[index] = connection
        count += 1
    }

    mutating func remove(_ connection: Connection) {
        connections[Int(connection.number)] = nil
        count -= 1
    }

    subscript(descriptor: Int32) -> Connection? { connections[Int(descriptor)] }

    /// The connection that an event is about; nil if it was closed since.
    subscript(key key: UInt64) -> Connection? {
        let index = Int(key & 0xFFFF_FFFF)
        guard index < connections.count, let connection = connections[index],
            connection.generation == UInt32(key >> 32)
        else { return nil }
        return connection
    }

    /// All of them, as they are now.
    var all: [Connection] { connections.compactMap { $0 } }

    /// A sixteenth of those that nothing is asked of, and who have waited longest; at least one.
    var longestIdle: ArraySlice<Connection> {
        let idle = all.filter(\.isIdle).sorted { $0.idleSince < $1.idleSince }
        return idle.prefix(max(1, idle.count / 16))
    }
}

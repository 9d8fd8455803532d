/// The connections of a loop, by descriptor.
struct ConnectionTable {
    private var connections: [Connection?] = []
    private(set) var count = 0
    private var generation: UInt32 = 0

    /// A number that distinguishes connections on the same descriptor.
    ///
    /// An event reported for a closed connection is then not delivered to its successor.
    mutating func nextGeneration() -> UInt32 {
        generation &+= 1
        // The last generation is reserved: the keys of the listener and the mailbox use it.
        if generation == .max { generation = 0 }
        return generation
    }

    mutating func insert(_ connection: Connection) {
        let index = Int(connection.descriptor)
        if index >= connections.count {
            connections.append(contentsOf: repeatElement(nil, count: index + 1 - connections.count))
        }
        connections[index] = connection
        count += 1
    }

    mutating func remove(_ connection: Connection) {
        connections[Int(connection.descriptor)] = nil
        count -= 1
    }

    subscript(descriptor: Int32) -> Connection? { connections[Int(descriptor)] }

    /// The connection that an event belongs to; nil if it has been closed since.
    subscript(key key: UInt64) -> Connection? {
        let index = Int(key & 0xFFFF_FFFF)
        guard index < connections.count, let connection = connections[index],
            connection.generation == UInt32(key >> 32)
        else { return nil }
        return connection
    }

    var all: [Connection] { connections.compactMap { $0 } }

    /// The sixteenth of the idle connections that has been idle longest; at least one connection.
    var longestIdle: ArraySlice<Connection> {
        let idle = all.filter(\.isIdle).sorted {
            $0.idleSinceMilliseconds < $1.idleSinceMilliseconds
        }
        return idle.prefix(max(1, idle.count / 16))
    }
}

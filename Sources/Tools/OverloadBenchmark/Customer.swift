import Glibc

/// One connection of the crowd: it has at most one request under way.
struct Customer {
    private(set) var descriptor: Int32 = -1
    private var input: [UInt8] = []
    private(set) var askedAt: UInt64 = 0
    /// What is to be sent once the connection stands.
    private var unsent: [UInt8]?

    /// What an attempt to read came to.
    enum Reading {
        case answered(Answer)
        case nothing
        case broken
    }

    /// Whether there is a connection.
    var isConnected: Bool { descriptor >= 0 }

    /// Begins to connect; false where the system has nothing left for it.
    mutating func connect(to port: UInt16) -> Bool {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue), 0)
        guard descriptor >= 0 else { return false }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        if result == 0 || errno == EINPROGRESS { return true }
        hangUp()
        return false
    }

    /// Sends a request as soon as the connection stands; false when it is of no use.
    mutating func ask(_ request: [UInt8]) -> Bool {
        askedAt = microseconds()
        unsent = request
        return sendUnsent()
    }

    /// Sends what could not be sent before; false when the connection is of no use.
    mutating func sendUnsent() -> Bool {
        guard let request = unsent else { return true }
        let count = send(descriptor, request, request.count, Int32(MSG_NOSIGNAL))
        if count < 0 { return errno == EAGAIN }
        unsent = nil
        return count == request.count
    }

    /// Reads what has come.
    mutating func read(into buffer: UnsafeMutableRawBufferPointer) -> Reading {
        let count = recv(descriptor, buffer.baseAddress, buffer.count, 0)
        guard count > 0 else { return count < 0 && errno == EAGAIN ? .nothing : .broken }
        let octets = UnsafeRawBufferPointer(rebasing: buffer[..<count])
        if input.isEmpty, let answer = Answer(octets) { return .answered(answer) }
        input.append(contentsOf: octets)
        guard let answer = input.withUnsafeBytes({ Answer($0) }) else { return .nothing }
        input.removeAll(keepingCapacity: true)
        return .answered(answer)
    }

    mutating func hangUp() {
        if descriptor >= 0 { close(descriptor) }
        descriptor = -1
        input = []
        unsent = nil
    }
}

import CLinux
import Glibc
import Platform

/// A listening socket.
///
/// Each event loop has its own at the same address (SO_REUSEPORT): the kernel distributes new
/// connections, and the loops share no accept queue.
struct Listener: ~Copyable {
    /// Cap on a socket's unsent bytes (TCP_NOTSENT_LOWAT).
    ///
    /// Without it the kernel buffers megabytes for a slow client. It reports room only after a third
    /// of them was sent, so the client would seem to have stalled.
    private static let unsentBytes: Int32 = 65_536

    let descriptor: Descriptor
    /// The bound address, with the port that the kernel chose for port 0.
    let address: SocketAddress

    /// Binds a new socket to the address and listens.
    ///
    /// - Throws: `SystemError`, EADDRINUSE among others.
    init(_ address: SocketAddress, backlog: Int32) throws(SystemError) {
        let descriptor = try Self.open(address)
        try Self.set(SO_REUSEPORT, 1, SOL_SOCKET, descriptor)
        // Accepted sockets inherit both options.
        try Self.set(TCP_NODELAY, 1, Int32(IPPROTO_TCP), descriptor)
        try Self.set(TCP_NOTSENT_LOWAT, Self.unsentBytes, Int32(IPPROTO_TCP), descriptor)
        try Self.bind(descriptor, address)
        guard listen(descriptor.number, backlog) == 0 else { throw SystemError("listen") }
        self.address = try SocketAddress(boundTo: descriptor.number)
        self.descriptor = descriptor
    }

    /// Checks that no other program listens there: SO_REUSEPORT would hide it.
    ///
    /// - Throws: `SystemError` EADDRINUSE if one does.
    static func probe(_ address: SocketAddress) throws(SystemError) {
        let descriptor = try open(address)
        try bind(descriptor, address)
    }

    private static func open(_ address: SocketAddress) throws(SystemError) -> Descriptor {
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
        let descriptor = try Descriptor(socket(address.family, kind, 0), of: "socket")
        try set(SO_REUSEADDR, 1, SOL_SOCKET, descriptor)
        return descriptor
    }

    private static func set(
        _ option: Int32, _ value: Int32, _ level: Int32, _ descriptor: borrowing Descriptor
    ) throws(SystemError) {
        var value = value
        let length = socklen_t(MemoryLayout<Int32>.size)
        guard setsockopt(descriptor.number, level, option, &value, length) == 0 else {
            throw SystemError("setsockopt")
        }
    }

    private static func bind(
        _ descriptor: borrowing Descriptor, _ address: SocketAddress
    ) throws(SystemError) {
        let number = descriptor.number
        let result = address.withPointer { Glibc.bind(number, $0, $1) }
        guard result == 0 else { throw SystemError("bind") }
    }
}

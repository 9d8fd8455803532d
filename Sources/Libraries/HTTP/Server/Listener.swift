import CLinux
import Glibc
import Platform

/// A listening socket.
///
/// Every event loop has its own at the same address (SO_REUSEPORT), so the kernel spreads
/// connections over them and no two threads ever wait for the same one.
struct Listener: ~Copyable {
    /// Octets not sent yet from which on a socket takes no more. Without a bound the kernel takes
    /// megabytes from a client that reads slowly, and reports room only when a third of them is
    /// gone, by which time the client seems to have stalled.
    private static let unsentBytes: Int32 = 65_536

    let descriptor: Descriptor
    /// The address that it got, with the port that the kernel chose if it was asked for any.
    let address: SocketAddress

    /// Binds a new socket to the address and listens.
    ///
    /// - Throws: `SystemError`, EADDRINUSE among others.
    init(_ address: SocketAddress, backlog: Int32) throws(SystemError) {
        let descriptor = try Self.open(address)
        try Self.set(SO_REUSEPORT, 1, SOL_SOCKET, descriptor)
        // What is accepted inherits both.
        try Self.set(TCP_NODELAY, 1, Int32(IPPROTO_TCP), descriptor)
        try Self.set(TCP_NOTSENT_LOWAT, Self.unsentBytes, Int32(IPPROTO_TCP), descriptor)
        try Self.bind(descriptor, address)
        guard listen(descriptor.number, backlog) == 0 else { throw SystemError("listen") }
        self.address = try SocketAddress(boundTo: descriptor.number)
        self.descriptor = descriptor
    }

    /// Finds out whether somebody else listens there, which SO_REUSEPORT would hide.
    ///
    /// - Throws: `SystemError` EADDRINUSE if so.
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

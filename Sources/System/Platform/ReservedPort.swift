import Glibc
import Synchronization

/// A loopback port kept for servers that are started later.
///
/// A port that was merely found free may be taken before a server binds it: the system gives it to
/// any outgoing connection. This socket stays bound and never listens. Servers that share their
/// port (SO_REUSEPORT) can bind it, other programs cannot, and a connection made while no server
/// listens is refused.
package final class ReservedPort: Sendable {
    /// The port's number.
    package let number: UInt16
    private let descriptor: Atomic<Int32>

    /// Reserves a free port.
    ///
    /// - Throws: ``SystemError`` when the system has no port to give.
    package init() throws(SystemError) {
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
        let descriptor = socket(AF_INET, kind, 0)
        guard let number = Self.bind(descriptor) else {
            let failure = SystemError("bind")
            close(descriptor)
            throw failure
        }
        self.descriptor = Atomic(descriptor)
        self.number = number
    }

    deinit { release() }

    /// Returns the port to the system; a second call has no effect.
    package func release() {
        let descriptor = descriptor.exchange(-1, ordering: .relaxed)
        if descriptor >= 0 { close(descriptor) }
    }

    /// Binds the socket to a port chosen by the system; nil if that failed.
    private static func bind(_ descriptor: Int32) -> UInt16? {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = in_addr_t(INADDR_LOOPBACK).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                Glibc.bind(descriptor, address, length) == 0
                    && [SO_REUSEADDR, SO_REUSEPORT].allSatisfy { set($0, of: descriptor) }
                    && getsockname(descriptor, address, &length) == 0
            }
        }
        return isBound ? UInt16(bigEndian: address.sin_port) : nil
    }

    /// Must run after bind(2): with the options set, the system could choose a port in use.
    private static func set(_ option: Int32, of descriptor: Int32) -> Bool {
        var value: Int32 = 1
        return setsockopt(
            descriptor, SOL_SOCKET, option, &value, socklen_t(MemoryLayout<Int32>.size)) == 0
    }
}

import Glibc
import Synchronization

/// A port of the loopback address that is kept for servers which have yet to be started.
///
/// One that was merely found free may be another's by the time a server binds it: the system gives
/// any to a client's connection, even to one that looks for this very server. So a socket stays
/// bound to it and never listens. Servers that share their port (SO_REUSEPORT) come and go there,
/// nobody else gets it, and who connects while there is none is refused.
package final class ReservedPort: Sendable {
    /// The system has none to give, or not in this way.
    package struct Unavailable: Error {
        /// The system's `errno`.
        package let code: Int32
    }

    /// The port's number.
    package let number: UInt16
    private let descriptor: Atomic<Int32>

    /// Takes a port that nobody has.
    ///
    /// - Throws: `Unavailable`.
    package init() throws(Unavailable) {
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
        let descriptor = socket(AF_INET, kind, 0)
        guard let number = Self.bind(descriptor) else {
            let code = errno
            close(descriptor)
            throw Unavailable(code: code)
        }
        self.descriptor = Atomic(descriptor)
        self.number = number
    }

    deinit { letGo() }

    /// Gives the port back to the system; more than once is no harm.
    package func letGo() {
        let descriptor = descriptor.exchange(-1, ordering: .relaxed)
        if descriptor >= 0 { close(descriptor) }
    }

    /// Binds the socket to a port of the system's choice, and answers that; nil if it has failed.
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

    /// Set once it is bound, so that the choice falls on a port that no other socket has.
    private static func set(_ option: Int32, of descriptor: Int32) -> Bool {
        var value: Int32 = 1
        return setsockopt(
            descriptor, SOL_SOCKET, option, &value, socklen_t(MemoryLayout<Int32>.size)) == 0
    }
}

import CLinux
import Glibc
import Platform

/// An IP address and a port, in the form that socket calls use.
package struct SocketAddress: Sendable {
    private var storage: sockaddr_storage
    private var length: socklen_t

    /// Parses a numeric IPv4 or IPv6 address; `localhost` means 127.0.0.1. Nil for a host name.
    package init?(host: String, port: Int) {
        guard let number = in_port_t(exactly: port) else { return nil }
        let host = host == "localhost" ? "127.0.0.1" : host
        var four = sockaddr_in()
        var six = sockaddr_in6()
        if inet_pton(AF_INET, host, &four.sin_addr) == 1 {
            four.sin_family = sa_family_t(AF_INET)
            four.sin_port = number.bigEndian
            self.init(four)
        } else if inet_pton(AF_INET6, host, &six.sin6_addr) == 1 {
            six.sin6_family = sa_family_t(AF_INET6)
            six.sin6_port = number.bigEndian
            self.init(six)
        } else {
            return nil
        }
    }

    /// 127.0.0.1 with port 0: the kernel chooses a free port.
    package static var anyLoopbackPort: SocketAddress {
        var loopback = sockaddr_in()
        loopback.sin_family = sa_family_t(AF_INET)
        loopback.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return SocketAddress(loopback)
    }

    /// - Parameter address: A `sockaddr_in` or `sockaddr_in6`.
    private init<Address>(_ address: Address) {
        storage = sockaddr_storage()
        length = socklen_t(MemoryLayout<Address>.size)
        withUnsafeMutableBytes(of: &storage) { $0.storeBytes(of: address, as: Address.self) }
    }

    init(boundTo descriptor: Int32) throws(SystemError) {
        storage = sockaddr_storage()
        length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let result = withUnsafeMutablePointer(to: &storage) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                getsockname(descriptor, $0, &length)
            }
        }
        guard result == 0 else { throw SystemError("getsockname") }
    }

    /// AF_INET or AF_INET6.
    var family: Int32 { Int32(storage.ss_family) }

    /// The port; 0 lets the kernel choose one.
    package var port: Int {
        withUnsafeBytes(of: storage) { bytes in
            // sockaddr_in and sockaddr_in6 hold the port at the same offset.
            Int(in_port_t(bigEndian: bytes.load(as: sockaddr_in.self).sin_port))
        }
    }

    package var ip: PeerAddress { PeerAddress(storage) }

    /// Whether a program accepts connections at the address.
    package var hasListener: Bool {
        let descriptor = socket(family, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        return withPointer { connect(descriptor, $0, $1) } == 0
    }

    func withPointer<T>(_ body: (UnsafePointer<sockaddr>?, socklen_t) -> T) -> T {
        withUnsafeBytes(of: storage) { bytes in
            bytes.withMemoryRebound(to: sockaddr.self) { body($0.baseAddress, length) }
        }
    }
}

extension SocketAddress: CustomStringConvertible {
    /// `host:port` as in a URL: an IPv6 address has brackets.
    package var description: String {
        family == AF_INET6 ? "[\(ip.text)]:\(port)" : "\(ip.text):\(port)"
    }
}

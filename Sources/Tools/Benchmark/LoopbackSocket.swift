import Glibc
import Platform

/// TCP sockets connected to a server on this machine.
enum LoopbackSocket {
    /// Raises the soft limit of open descriptors to the hard limit.
    static func raiseDescriptorLimit() {
        var limit = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        limit.rlim_cur = limit.rlim_max
        setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    }

    /// Connects to a port; a nonblocking socket may still be connecting when it is returned.
    static func connect(to port: UInt16, nonblocking: Bool = false) throws(SystemError) -> Int32 {
        let flags = nonblocking ? Int32(SOCK_NONBLOCK.rawValue) : 0
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | flags, 0)
        guard descriptor >= 0 else { throw SystemError("socket") }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = in_addr_t(INADDR_LOOPBACK).bigEndian
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard result == 0 || errno == EINPROGRESS else {
            let error = SystemError("connect")
            close(descriptor)
            throw error
        }
        return descriptor
    }
}

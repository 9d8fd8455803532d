import Glibc
import Platform

enum LoopbackSocket {
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

    /// Opens connections and sends the same bytes on each.
    static func connect(
        to port: UInt16, count: Int, sending bytes: String
    ) throws(SystemError) -> [Int32] {
        raiseDescriptorLimit()
        var descriptors: [Int32] = []
        for _ in 0..<count {
            let descriptor = try connect(to: port)
            descriptors.append(descriptor)
            guard send(descriptor, bytes, bytes.utf8.count, Int32(MSG_NOSIGNAL)) >= 0 else {
                throw SystemError("send")
            }
        }
        return descriptors
    }
}

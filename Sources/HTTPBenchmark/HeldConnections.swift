import Glibc

/// Connections on which one request was answered and nothing more is asked.
struct HeldConnections {
    private var descriptors: [Int32] = []

    var count: Int { descriptors.count }

    init(port: UInt16, count: Int) throws {
        var limit = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        limit.rlim_cur = limit.rlim_max
        setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        for _ in 0..<count { descriptors.append(try Self.connection(to: port)) }
    }

    func close() { for descriptor in descriptors { Glibc.close(descriptor) } }

    private static func connection(to port: UInt16) throws -> Int32 {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var target = sockaddr_in()
        target.sin_family = sa_family_t(AF_INET)
        target.sin_port = port.bigEndian
        target.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let result = withUnsafePointer(to: &target) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard descriptor >= 0, result == 0 else {
            throw BenchmarkError(path: "connection", code: errno)
        }
        let request = Array("GET /small.txt HTTP/1.1\r\nHost: localhost\r\n\r\n".utf8)
        var answer = [UInt8](repeating: 0, count: 4_096)
        guard send(descriptor, request, request.count, Int32(MSG_NOSIGNAL)) == request.count,
            recv(descriptor, &answer, answer.count, 0) > 0
        else { throw BenchmarkError(path: "answer", code: errno) }
        return descriptor
    }
}

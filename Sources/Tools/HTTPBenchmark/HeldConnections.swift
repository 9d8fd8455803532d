import Glibc

/// Connections on which one request was answered and nothing more is asked.
struct HeldConnections {
    private var descriptors: [Int32] = []

    var count: Int { descriptors.count }

    init(port: UInt16, count: Int) throws {
        LoopbackSocket.raiseLimit()
        for _ in 0..<count { descriptors.append(try Self.connection(to: port)) }
    }

    func close() { for descriptor in descriptors { Glibc.close(descriptor) } }

    private static func connection(to port: UInt16) throws -> Int32 {
        let descriptor = try LoopbackSocket.connected(to: port)
        let request = Array("GET /small.txt HTTP/1.1\r\nHost: localhost\r\n\r\n".utf8)
        var answer = [UInt8](repeating: 0, count: 4_096)
        guard send(descriptor, request, request.count, Int32(MSG_NOSIGNAL)) == request.count,
            recv(descriptor, &answer, answer.count, 0) > 0
        else { throw BenchmarkError(path: "answer", code: errno) }
        return descriptor
    }
}

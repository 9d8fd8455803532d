import Glibc
import Platform

/// Connections that stay idle after one answered request each.
struct HeldConnections {
    private var descriptors: [Int32] = []

    init(port: UInt16, count: Int) throws(SystemError) {
        LoopbackSocket.raiseDescriptorLimit()
        let request = Array("GET /small.txt HTTP/1.1\r\nHost: localhost\r\n\r\n".utf8)
        var response = [UInt8](repeating: 0, count: 4_096)
        for _ in 0..<count {
            let descriptor = try LoopbackSocket.connect(to: port)
            descriptors.append(descriptor)
            guard send(descriptor, request, request.count, Int32(MSG_NOSIGNAL)) == request.count,
                recv(descriptor, &response, response.count, 0) > 0
            else { throw SystemError("request \(descriptors.count)") }
        }
    }

    func close() { for descriptor in descriptors { Glibc.close(descriptor) } }
}

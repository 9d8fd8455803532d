import Glibc

/// Connections that send the head of a request octet by octet, and never to its end.
struct TricklingConnections {
    private var descriptors: [Int32] = []
    private let start = Self.milliseconds()

    init(port: UInt16, count: Int) throws {
        LoopbackSocket.raiseLimit()
        let beginning = Array("GET /small.txt HTTP/1.1\r\nHost: localhost\r\nName: ".utf8)
        for _ in 0..<count {
            let descriptor = try LoopbackSocket.connected(to: port)
            send(descriptor, beginning, beginning.count, Int32(MSG_NOSIGNAL))
            descriptors.append(descriptor)
        }
    }

    /// Sends an octet four times a second until the server has answered each of them.
    ///
    /// - Returns: The milliseconds after which the first and the last were cut.
    mutating func run() -> (first: Int, last: Int) {
        var first: Int?
        let count = descriptors.count
        while !descriptors.isEmpty {
            usleep(250_000)
            descriptors.removeAll { descriptor in
                var answer: UInt8 = 0
                let isCut = recv(descriptor, &answer, 1, Int32(MSG_DONTWAIT)) >= 0
                var octet = UInt8(ascii: "a")
                if isCut {
                    close(descriptor)
                } else {
                    send(descriptor, &octet, 1, Int32(MSG_NOSIGNAL))
                }
                return isCut
            }
            if first == nil, descriptors.count < count { first = Self.milliseconds() - start }
        }
        return (first ?? 0, Self.milliseconds() - start)
    }

    private static func milliseconds() -> Int {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return time.tv_sec * 1_000 + time.tv_nsec / 1_000_000
    }
}

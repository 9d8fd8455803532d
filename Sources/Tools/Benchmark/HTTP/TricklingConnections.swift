import Glibc
import Platform

/// Connections that send a request's head byte by byte and never finish it.
struct TricklingConnections {
    private var descriptors: [Int32]
    private let start = MonotonicClock.milliseconds()

    init(port: UInt16, count: Int) throws(SystemError) {
        descriptors = try LoopbackSocket.connect(
            to: port, count: count,
            sending: "GET /small.txt HTTP/1.1\r\nHost: localhost\r\nName: ")
    }

    /// Sends a byte on each connection four times a second until the server has ended them all.
    ///
    /// - Returns: The milliseconds after which the first and the last connection ended.
    mutating func run() -> (first: UInt64, last: UInt64) {
        var first: UInt64?
        let count = descriptors.count
        while !descriptors.isEmpty {
            usleep(250_000)
            descriptors.removeAll(where: Self.hasEnded)
            if first == nil, descriptors.count < count {
                first = MonotonicClock.milliseconds() - start
            }
        }
        return (first ?? 0, MonotonicClock.milliseconds() - start)
    }

    private static func hasEnded(_ descriptor: Int32) -> Bool {
        var byte: UInt8 = 0
        if recv(descriptor, &byte, 1, Int32(MSG_DONTWAIT)) >= 0 {
            close(descriptor)
            return true
        }
        byte = UInt8(ascii: "a")
        send(descriptor, &byte, 1, Int32(MSG_NOSIGNAL))
        return false
    }
}

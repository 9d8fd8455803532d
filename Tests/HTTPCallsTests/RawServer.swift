import Foundation
import Glibc
import Synchronization

/// A server that answers whatever comes with the octets that it was given, piece by piece, and
/// then waits for its client to go.
final class RawServer: Sendable {
    let address: String
    private let listener: Int32
    private let count = Mutex(0)

    /// How many have called.
    var calls: Int { count.withLock { $0 } }

    init(pausing pause: Double = 0, _ pieces: [[UInt8]]) throws {
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let listener = listener
        let result = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(listener, address, length) == 0 && listen(listener, 8) == 0
                    ? getsockname(listener, address, &length) : -1
            }
        }
        guard result == 0 else { throw POSIXError(.EADDRNOTAVAIL) }
        self.address = "http://127.0.0.1:\(in_port_t(bigEndian: address.sin_port))"
        Thread.detachNewThread { [weak self] in
            while true {
                let client = accept(listener, nil, nil)
                guard client >= 0 else { return }
                self?.count.withLock { $0 += 1 }
                Thread.detachNewThread { Self.answer(client, pieces, pausing: pause) }
            }
        }
    }

    deinit {
        shutdown(listener, Int32(SHUT_RDWR))
        close(listener)
    }

    private static func answer(_ client: Int32, _ pieces: [[UInt8]], pausing pause: Double) {
        defer { close(client) }
        var buffer = [UInt8](repeating: 0, count: 4_096)
        guard recv(client, &buffer, buffer.count, 0) > 0 else { return }
        for piece in pieces {
            guard send(client, piece, piece.count, Int32(MSG_NOSIGNAL)) == piece.count else {
                return
            }
            if pause > 0 { usleep(useconds_t(pause * 1_000_000)) }
        }
        while recv(client, &buffer, buffer.count, 0) > 0 {}
    }
}

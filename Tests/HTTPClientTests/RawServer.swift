import Foundation
import Glibc
import Synchronization

/// A server that deals with each connection as a test tells it to.
final class RawServer: Sendable {
    let address: String
    private let listener: Int32
    private let count = Mutex(0)

    /// How many connections have come.
    var connections: Int { count.withLock { $0 } }

    /// Calls `talk` with each connection on a thread of its own, and its number from 1 on;
    /// afterwards the connection is closed.
    init(_ talk: @escaping @Sendable (RawConnection, Int) -> Void) throws {
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
            // By whoever accepts, so that it never accepts what comes to another's listener.
            defer { close(listener) }
            while true {
                let client = accept(listener, nil, nil)
                guard client >= 0 else { return }
                let connection = RawConnection(client)
                guard let number = self?.nextNumber() else { return }
                Thread.detachNewThread { talk(connection, number) }
            }
        }
    }

    /// Answers every request with the same octets, piece by piece, and waits for the client to go.
    convenience init(pausing pause: Double = 0, _ pieces: [[UInt8]]) throws {
        try self.init { connection, _ in
            guard !connection.request().isEmpty else { return }
            for piece in pieces {
                guard connection.send(piece) else { return }
                if pause > 0 { usleep(useconds_t(pause * 1_000_000)) }
            }
            connection.awaitEnd()
        }
    }

    deinit { shutdown(listener, Int32(SHUT_RDWR)) }

    private func nextNumber() -> Int {
        count.withLock { count in
            count += 1
            return count
        }
    }
}

/// The server's end of a connection.
final class RawConnection: Sendable {
    private let socket: Int32

    init(_ socket: Int32) { self.socket = socket }

    deinit { close(socket) }

    /// What has come, a head at least and so many octets; empty where the client has gone.
    func request(ofOctets count: Int = 0) -> String {
        var octets: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while octets.count < count || !String(decoding: octets, as: UTF8.self).contains("\r\n\r\n")
        {
            let read = recv(socket, &buffer, buffer.count, 0)
            guard read > 0 else { return "" }
            octets += buffer[..<read]
        }
        return String(decoding: octets, as: UTF8.self)
    }

    @discardableResult
    func send(_ octets: [UInt8]) -> Bool {
        Glibc.send(socket, octets, octets.count, Int32(MSG_NOSIGNAL)) == octets.count
    }

    @discardableResult
    func send(_ text: String) -> Bool { send(Array(text.utf8)) }

    /// Answers with 200 and a text.
    func answer(_ text: String) {
        send("HTTP/1.1 200 OK\r\nContent-Length: \(text.utf8.count)\r\n\r\n\(text)")
    }

    /// Tells the client that nothing more will come.
    func endSending() { shutdown(socket, Int32(SHUT_WR)) }

    /// Ends the connection, as far as the client can tell.
    func end() { shutdown(socket, Int32(SHUT_RDWR)) }

    func awaitEnd() {
        var buffer = [UInt8](repeating: 0, count: 4_096)
        while recv(socket, &buffer, buffer.count, 0) > 0 {}
    }

    /// Has the client told by a reset that the connection is gone.
    func reset() {
        var lingering = linger(l_onoff: 1, l_linger: 0)
        setsockopt(
            socket, SOL_SOCKET, SO_LINGER, &lingering, socklen_t(MemoryLayout<linger>.size))
    }
}

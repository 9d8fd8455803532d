import Foundation
import Glibc
import Synchronization

/// A server whose connections a test's closure handles.
final class RawServer: Sendable {
    let address: String
    private let listener: Int32
    private let count = Mutex(0)

    var connections: Int { count.withLock { $0 } }

    /// Calls `handle` for each connection on a thread of its own, with the connection's number from 1
    /// on; afterwards the connection is closed.
    init(_ handle: @escaping @Sendable (RawConnection, Int) -> Void) throws {
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
            // Closed by the accepting thread, because the number could be reused for another listener.
            defer { close(listener) }
            while true {
                let client = accept(listener, nil, nil)
                guard client >= 0 else { return }
                let connection = RawConnection(client)
                guard let number = self?.nextNumber() else { return }
                Thread.detachNewThread { handle(connection, number) }
            }
        }
    }

    /// Responds to every request with the same bytes, piece by piece, and waits for the client to
    /// disconnect.
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

    /// Receives a request: its head and at least that many bytes; empty if the client has
    /// disconnected.
    func request(ofBytes count: Int = 0) -> String {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while bytes.count < count || !String(decoding: bytes, as: UTF8.self).contains("\r\n\r\n") {
            let read = recv(socket, &buffer, buffer.count, 0)
            guard read > 0 else { return "" }
            bytes += buffer[..<read]
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    @discardableResult
    func send(_ bytes: [UInt8]) -> Bool {
        Glibc.send(socket, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count
    }

    @discardableResult
    func send(_ text: String) -> Bool { send(Array(text.utf8)) }

    /// Responds with 200 and a text.
    func respond(_ text: String) {
        send("HTTP/1.1 200 OK\r\nContent-Length: \(text.utf8.count)\r\n\r\n\(text)")
    }

    /// Closes the sending direction only.
    func endSending() { shutdown(socket, Int32(SHUT_WR)) }

    /// Closes both directions.
    func end() { shutdown(socket, Int32(SHUT_RDWR)) }

    func awaitEnd() {
        var buffer = [UInt8](repeating: 0, count: 4_096)
        while recv(socket, &buffer, buffer.count, 0) > 0 {}
    }

    /// Makes the final close reset the connection.
    func resetOnClose() {
        var lingering = linger(l_onoff: 1, l_linger: 0)
        setsockopt(
            socket, SOL_SOCKET, SO_LINGER, &lingering, socklen_t(MemoryLayout<linger>.size))
    }
}

import CLinux
import Glibc
import Platform

/// The socket of one client: what is known of it, and what it had no room for yet.
struct ClientSocket: ~Copyable {
    /// What an attempt to read came to.
    enum Input {
        case octets(Int)
        /// Nothing for now.
        case nothing
        /// The client has ended its side and everything was read.
        case end
        case broken
    }

    /// The events that are reported, each only when something changes: every read goes on until
    /// there is nothing left, and every write until there is no room.
    static let events =
        EPOLLIN.rawValue | EPOLLOUT.rawValue | EPOLLRDHUP.rawValue | EPOLLET.rawValue

    private let number: Int32
    private var descriptor: Descriptor?
    private var outgoing = Outgoing()
    /// Whether reading may bring something.
    private(set) var mayHaveMore = false
    private var clientHasEnded = false

    init(_ descriptor: consuming Descriptor) {
        number = descriptor.number
        self.descriptor = consume descriptor
    }

    /// Whether something could not be sent yet.
    var hasUnsent: Bool { !outgoing.isEmpty }

    /// Whether the client has ended its side, and everything was read.
    var isAtEnd: Bool { clientHasEnded && !mayHaveMore }

    /// Takes in what epoll reports; false when the socket is of no use any more.
    mutating func note(_ events: UInt32) -> Bool {
        if events & EPOLLRDHUP.rawValue != 0 { clientHasEnded = true }
        if events & (EPOLLIN.rawValue | EPOLLRDHUP.rawValue) != 0 { mayHaveMore = true }
        return events & (EPOLLERR.rawValue | EPOLLHUP.rawValue) == 0
    }

    /// Lets the next read ask the kernel, whatever was reported.
    mutating func lookAgain() { mayHaveMore = true }

    /// Reads once.
    mutating func read(into buffer: UnsafeMutableRawBufferPointer) -> Input {
        let count = recv(number, buffer.baseAddress, buffer.count, 0)
        if count > 0 {
            // A short read empties the socket, unless the client's end is still to come.
            if count < buffer.count, !clientHasEnded { mayHaveMore = false }
            return .octets(count)
        }
        if count < 0, errno == EINTR { return .nothing }
        mayHaveMore = false
        if count == 0 { return .end }
        return errno == EAGAIN ? .nothing : .broken
    }

    /// Sends a head with its content behind it, and keeps what there is no room for.
    mutating func send(_ head: UnsafeRawBufferPointer, _ body: [UInt8]) -> Outgoing.Progress {
        outgoing.send(head, body, to: number)
    }

    /// Sends on what was kept.
    mutating func sendOn() -> Outgoing.Progress { outgoing.resume(to: number) }

    /// Tells the client that nothing more will come.
    func endSending() { shutdown(number, Int32(SHUT_WR)) }

    mutating func close() {
        outgoing = Outgoing()
        descriptor = nil
    }
}

import CLinux
import Glibc
import Platform

/// The non-blocking socket of one client, with the bytes that could not be sent yet.
///
/// Large content is sent from the array that the handler returned; it is never copied.
struct ClientSocket: ~Copyable {
    enum ReadResult {
        case bytes(Int)
        case wouldBlock
        /// The client has ended its side and everything was read.
        case end
        case failed
    }

    enum SendResult {
        case complete, partial, blocked, failed
    }

    /// Edge-triggered: reading goes on until the socket is empty, sending until it is full.
    static let events =
        EPOLLIN.rawValue | EPOLLOUT.rawValue | EPOLLRDHUP.rawValue | EPOLLET.rawValue

    private let number: Int32
    private var descriptor: Descriptor?
    private var unsent: [ArraySlice<UInt8>] = []
    /// Whether reading may yield something.
    private(set) var mayHaveInput = false
    private var clientHasEnded = false

    init(_ descriptor: consuming Descriptor) {
        number = descriptor.number
        self.descriptor = consume descriptor
    }

    var hasUnsent: Bool { !unsent.isEmpty }

    /// Whether the client has ended its side, and everything was read.
    var isAtEnd: Bool { clientHasEnded && !mayHaveInput }

    /// Records what epoll reports; false when the socket has failed.
    mutating func record(_ events: UInt32) -> Bool {
        if events & EPOLLRDHUP.rawValue != 0 { clientHasEnded = true }
        if events & (EPOLLIN.rawValue | EPOLLRDHUP.rawValue) != 0 { mayHaveInput = true }
        return events & (EPOLLERR.rawValue | EPOLLHUP.rawValue) == 0
    }

    /// Makes the next read ask the kernel, whatever epoll has reported.
    mutating func expectInput() { mayHaveInput = true }

    mutating func read(into buffer: UnsafeMutableRawBufferPointer) -> ReadResult {
        let count = recv(number, buffer.baseAddress, buffer.count, 0)
        if count > 0 {
            // A short read empties the socket, unless the client's end is still to come.
            if count < buffer.count, !clientHasEnded { mayHaveInput = false }
            return .bytes(count)
        }
        if count < 0, errno == EINTR { return .wouldBlock }
        mayHaveInput = false
        if count == 0 { return .end }
        return errno == EAGAIN ? .wouldBlock : .failed
    }

    /// Sends a head and its content in one call, and stores what the kernel does not accept.
    mutating func send(_ head: UnsafeRawBufferPointer, _ body: [UInt8]) -> SendResult {
        guard unsent.isEmpty else {
            store(head, body, from: 0)
            return .blocked
        }
        let sent = body.withBytes { write(head, $0) }
        guard sent >= 0 || Self.isTransient(errno) else { return .failed }
        store(head, body, from: max(0, sent))
        return unsent.isEmpty ? .complete : sent > 0 ? .partial : .blocked
    }

    /// Sends what was stored.
    mutating func resumeSending() -> SendResult {
        var hasProgress = false
        while let piece = unsent.first {
            let sent = piece.withUnsafeBytes {
                Glibc.send(number, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard sent >= 0 else {
                guard Self.isTransient(errno) else { return .failed }
                return hasProgress ? .partial : .blocked
            }
            hasProgress = true
            if sent < piece.count {
                unsent[0] = piece.dropFirst(sent)
            } else {
                unsent.removeFirst()
            }
        }
        unsent = []
        return .complete
    }

    func endSending() { shutdown(number, Int32(SHUT_WR)) }

    mutating func close() {
        unsent = []
        descriptor = nil
    }

    private mutating func store(_ head: UnsafeRawBufferPointer, _ body: [UInt8], from sent: Int) {
        // The head must be copied: the loop reuses its buffer for the next connection.
        if sent < head.count { unsent.append(ArraySlice(Array(head[sent...]))) }
        let bodyStart = max(0, sent - head.count)
        if bodyStart < body.count { unsent.append(body[bodyStart...]) }
    }

    private func write(_ head: UnsafeRawBufferPointer, _ body: UnsafeRawBufferPointer) -> Int {
        guard !body.isEmpty else {
            return Glibc.send(number, head.baseAddress, head.count, Int32(MSG_NOSIGNAL))
        }
        return withUnsafeTemporaryAllocation(of: iovec.self, capacity: 2) { parts in
            parts[0] = iovec(
                iov_base: UnsafeMutableRawPointer(mutating: head.baseAddress), iov_len: head.count)
            parts[1] = iovec(
                iov_base: UnsafeMutableRawPointer(mutating: body.baseAddress), iov_len: body.count)
            var message = msghdr()
            message.msg_iov = parts.baseAddress
            message.msg_iovlen = 2
            return sendmsg(number, &message, Int32(MSG_NOSIGNAL))
        }
    }

    private static func isTransient(_ error: Int32) -> Bool { error == EAGAIN || error == EINTR }
}

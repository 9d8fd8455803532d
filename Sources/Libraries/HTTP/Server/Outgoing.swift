import Glibc

/// Octets that are to be sent and that the socket had no room for yet.
///
/// Large content stays where the handler made it and is never copied.
struct Outgoing {
    /// What an attempt to send came to.
    enum Progress {
        case complete, partial, blocked, broken
    }

    private var pieces: [ArraySlice<UInt8>] = []

    var isEmpty: Bool { pieces.isEmpty }

    /// Sends a head and its content in one call, and keeps what the socket does not take.
    mutating func send(
        _ head: UnsafeRawBufferPointer, _ body: [UInt8], to descriptor: Int32
    ) -> Progress {
        guard isEmpty else {
            keep(head, body, from: 0)
            return .blocked
        }
        let sent = body.withBytes { Self.write(head, $0, to: descriptor) }
        guard sent >= 0 || Self.isTransient(errno) else { return .broken }
        keep(head, body, from: max(0, sent))
        return isEmpty ? .complete : sent > 0 ? .partial : .blocked
    }

    /// Sends on what was kept.
    mutating func resume(to descriptor: Int32) -> Progress {
        var hasProgress = false
        while let piece = pieces.first {
            let sent = piece.withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard sent >= 0 else {
                guard Self.isTransient(errno) else { return .broken }
                return hasProgress ? .partial : .blocked
            }
            hasProgress = true
            if sent < piece.count {
                pieces[0] = piece.dropFirst(sent)
            } else {
                pieces.removeFirst()
            }
        }
        pieces = []
        return .complete
    }

    private mutating func keep(_ head: UnsafeRawBufferPointer, _ body: [UInt8], from sent: Int) {
        // The head is copied: its storage serves the next connection.
        if sent < head.count { pieces.append(ArraySlice(Array(head[sent...]))) }
        let bodyStart = max(0, sent - head.count)
        if bodyStart < body.count { pieces.append(body[bodyStart...]) }
    }

    private static func isTransient(_ error: Int32) -> Bool { error == EAGAIN || error == EINTR }

    private static func write(
        _ head: UnsafeRawBufferPointer, _ body: UnsafeRawBufferPointer, to descriptor: Int32
    ) -> Int {
        guard !body.isEmpty else {
            return Glibc.send(descriptor, head.baseAddress, head.count, Int32(MSG_NOSIGNAL))
        }
        return withUnsafeTemporaryAllocation(of: iovec.self, capacity: 2) { parts in
            parts[0] = iovec(
                iov_base: UnsafeMutableRawPointer(mutating: head.baseAddress), iov_len: head.count)
            parts[1] = iovec(
                iov_base: UnsafeMutableRawPointer(mutating: body.baseAddress), iov_len: body.count)
            var message = msghdr()
            message.msg_iov = parts.baseAddress
            message.msg_iovlen = 2
            return sendmsg(descriptor, &message, Int32(MSG_NOSIGNAL))
        }
    }
}

import CLinux
import Glibc
import Platform

/// Takes connections from a listening socket, and pauses when there are no means for more.
struct Acceptor: ~Copyable {
    /// What an attempt to accept came to.
    enum Outcome {
        case accepted(Int32, PeerAddress)
        /// Nobody is waiting.
        case none
        /// There is no descriptor or no memory for one more.
        case exhausted
    }

    /// Milliseconds until it is tried again when there was no room: trying at once would spin.
    private static let pause: UInt64 = 100

    private let listener: Listener
    private let epoll: Int32
    private let key: UInt64
    private(set) var isListening = false
    private var isClosed = false
    private var resumesAt: UInt64 = 0

    /// Owns the socket; it takes nobody before `resume`.
    ///
    /// - Parameters:
    ///   - epoll: The descriptor of the epoll that is to report connections, under the key.
    init(_ listener: consuming Listener, epoll: Int32, key: UInt64) {
        self.listener = listener
        self.epoll = epoll
        self.key = key
    }

    /// Listens on, if it does not and the pause is over.
    mutating func resume(now: UInt64) {
        guard !isListening, !isClosed, now >= resumesAt else { return }
        var event = epoll_event(events: EPOLLIN.rawValue, data: epoll_data(u64: key))
        isListening = epoll_ctl(epoll, EPOLL_CTL_ADD, listener.descriptor.number, &event) == 0
    }

    /// Listens no more for a while; those who come meanwhile wait in the kernel's queue.
    mutating func pause(now: UInt64) {
        resumesAt = now + Self.pause
        stopListening()
    }

    /// Refuses connections from now on.
    mutating func close() {
        isClosed = true
        stopListening()
        shutdown(listener.descriptor.number, Int32(SHUT_RDWR))
    }

    private mutating func stopListening() {
        guard isListening else { return }
        epoll_ctl(epoll, EPOLL_CTL_DEL, listener.descriptor.number, nil)
        isListening = false
    }

    /// Takes one connection.
    func accept() -> Outcome {
        while true {
            var storage = sockaddr_storage()
            var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
            let flags = Int32(SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
            let descriptor = withUnsafeMutableBytes(of: &storage) { bytes in
                bytes.withMemoryRebound(to: sockaddr.self) {
                    accept4(listener.descriptor.number, $0.baseAddress, &length, flags)
                }
            }
            if descriptor >= 0 { return .accepted(descriptor, PeerAddress(storage)) }
            switch errno {
            case EAGAIN: return .none
            case EMFILE, ENFILE, ENOBUFS, ENOMEM: return .exhausted
            // Of this client only: it has gone, or its network has; the next one may be there.
            case ECONNABORTED, EINTR, EPROTO, EPERM, ENETDOWN, ENETUNREACH, EHOSTUNREACH: continue
            default: return .none
            }
        }
    }
}

import CLinux
import Glibc
import Platform

/// Accepts connections from a listening socket, and pauses while resources are exhausted.
struct Acceptor: ~Copyable {
    enum Outcome {
        case accepted(Int32, PeerAddress)
        case none
        /// The process has no descriptor or no memory for another connection.
        case exhausted
    }

    /// Accepting again at once would spin.
    private static let pauseMilliseconds: UInt64 = 100

    private let listener: Listener
    private let epoll: Int32
    private let key: UInt64
    private(set) var isListening = false
    private var isClosed = false
    private var pauseEndMilliseconds: UInt64 = 0

    /// Accepts only after `resume`.
    ///
    /// - Parameter epoll: The descriptor of the epoll instance that reports clients, by the key.
    init(_ listener: consuming Listener, epoll: Int32, key: UInt64) {
        self.listener = listener
        self.epoll = epoll
        self.key = key
    }

    /// Starts to accept, unless it is closed or the pause is not over.
    mutating func resume(nowMilliseconds now: UInt64) {
        guard !isListening, !isClosed, now >= pauseEndMilliseconds else { return }
        var event = epoll_event(events: EPOLLIN.rawValue, data: epoll_data(u64: key))
        isListening = epoll_ctl(epoll, EPOLL_CTL_ADD, listener.descriptor.number, &event) == 0
    }

    /// Stops accepting for a while; new clients wait in the kernel's queue.
    mutating func pause(nowMilliseconds now: UInt64) {
        pauseEndMilliseconds = now + Self.pauseMilliseconds
        stopListening()
    }

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
            // These concern one client, which has left or lost its network: try the next one.
            case ECONNABORTED, EINTR, EPROTO, EPERM, ENETDOWN, ENETUNREACH, EHOSTUNREACH: continue
            default: return .none
            }
        }
    }
}

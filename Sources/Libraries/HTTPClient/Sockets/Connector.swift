import Glibc
import HTTP
import Platform

/// Opens connections on a thread of its own, because resolving a name blocks.
enum Connector {
    /// A connected, non-blocking socket, which the receiver must close.
    typealias Outcome = Result<Int32, ClientError>

    /// Resolves the host and connects to one of its addresses; calls `completion` exactly once.
    static func connect(
        to base: BaseURL, timeout: Duration, completion: @escaping @Sendable (Outcome) -> Void
    ) {
        let deadline = MonotonicClock.milliseconds() + timeout.wholeMilliseconds
        do throws(SystemError) {
            try SystemThread.detach { completion(resolveAndConnect(to: base, until: deadline)) }
        } catch {
            completion(.failure(.init(.notSent, "\(error)")))
        }
    }

    private static func resolveAndConnect(to base: BaseURL, until deadline: UInt64) -> Outcome {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        hints.ai_flags = AI_ADDRCONFIG | AI_NUMERICSERV
        var first: UnsafeMutablePointer<addrinfo>?
        let code = getaddrinfo(base.host, "\(base.port)", &hints, &first)
        guard code == 0 else {
            let reason = String(cString: gai_strerror(code))
            return .failure(.init(.notSent, "resolving \(base.host): \(reason)"))
        }
        defer { freeaddrinfo(first) }
        let addresses = sequence(state: first) { next in
            defer { next = next?.pointee.ai_next }
            return next?.pointee
        }
        return connect(toOneOf: Array(addresses), until: deadline)
    }

    /// Tries the addresses in order, each for its share of the time.
    static func connect(toOneOf addresses: [addrinfo], until deadline: UInt64) -> Outcome {
        var failure = ClientError(.notSent, "the name has no address")
        for (index, address) in addresses.enumerated() {
            let now = MonotonicClock.milliseconds()
            let share = (deadline > now ? deadline - now : 0) / UInt64(addresses.count - index)
            do throws(SystemError) {
                return .success(try connect(to: address, until: now + share))
            } catch {
                failure = .init(.notSent, "\(error)")
            }
        }
        return .failure(failure)
    }

    private static func connect(
        to address: addrinfo, until deadline: UInt64
    ) throws(SystemError) -> Int32 {
        let flags = Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
        let socket = Glibc.socket(address.ai_family, flags, 0)
        guard socket >= 0 else { throw SystemError("socket") }
        do throws(SystemError) {
            if Glibc.connect(socket, address.ai_addr, address.ai_addrlen) != 0 {
                guard errno == EINPROGRESS else { throw SystemError("connect") }
                try awaitConnection(of: socket, until: deadline)
            }
        } catch {
            close(socket)
            throw error
        }
        var one: Int32 = 1
        setsockopt(
            socket, Int32(IPPROTO_TCP), TCP_NODELAY, &one, socklen_t(MemoryLayout<Int32>.size))
        return socket
    }

    private static func awaitConnection(
        of socket: Int32, until deadline: UInt64
    ) throws(SystemError) {
        while true {
            let now = MonotonicClock.milliseconds()
            var state = pollfd(fd: socket, events: Int16(POLLOUT), revents: 0)
            let count = poll(&state, 1, Int32(clamping: deadline > now ? deadline - now : 0))
            if count > 0 { break }
            if count == 0 { errno = ETIMEDOUT }
            guard count < 0, errno == EINTR else { throw SystemError("connect") }
        }
        var code: Int32 = 0
        var size = socklen_t(MemoryLayout<Int32>.size)
        guard getsockopt(socket, SOL_SOCKET, SO_ERROR, &code, &size) == 0, code == 0 else {
            if code != 0 { errno = code }
            throw SystemError("connect")
        }
    }
}

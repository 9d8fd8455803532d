import Glibc
import HTTP
import Platform

/// Opens connections. It blocks, as resolving a name does, and so has a thread of its own.
enum Connector {
    /// A connected socket that never blocks, to be closed by whoever takes it; or why there is none.
    typealias Outcome = Result<Int32, Client.NoAnswer>

    /// Opens a connection to one of the addresses that the host has.
    static func dial(_ origin: Origin, within milliseconds: UInt64) -> Outcome {
        let deadline = MonotonicClock.milliseconds() + milliseconds
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        hints.ai_flags = AI_ADDRCONFIG | AI_NUMERICSERV
        var first: UnsafeMutablePointer<addrinfo>?
        let code = getaddrinfo(origin.host, origin.port, &hints, &first)
        guard code == 0 else {
            let reason = String(cString: gai_strerror(code))
            return .failure(.init(description: "resolving \(origin.host): \(reason)"))
        }
        defer { freeaddrinfo(first) }
        let addresses = sequence(state: first) { next in
            defer { next = next?.pointee.ai_next }
            return next?.pointee
        }
        return connect(toOneOf: Array(addresses), until: deadline)
    }

    /// Opens a connection and closes it again; why it could not, or nil where it could.
    static func knock(
        at origin: Origin, within milliseconds: UInt64
    ) async -> Client.NoAnswer? {
        await withCheckedContinuation { continuation in
            do throws(SystemError) {
                try SystemThread.detach {
                    switch dial(origin, within: milliseconds) {
                    case .success(let socket):
                        close(socket)
                        continuation.resume(returning: nil)
                    case .failure(let reason): continuation.resume(returning: reason)
                    }
                }
            } catch {
                continuation.resume(returning: .init(description: "\(error)"))
            }
        }
    }

    /// Tries the addresses one after another, each for its share of the time.
    static func connect(toOneOf addresses: [addrinfo], until deadline: UInt64) -> Outcome {
        var failure = Client.NoAnswer(description: "the name has no address")
        for (index, address) in addresses.enumerated() {
            let now = MonotonicClock.milliseconds()
            let share = (deadline > now ? deadline - now : 0) / UInt64(addresses.count - index)
            do throws(SystemError) {
                return .success(try connect(to: address, until: now + share))
            } catch {
                failure = .init(description: "\(error)")
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

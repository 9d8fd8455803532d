import Glibc
import Platform

/// A server's address, limits and timeouts.
package struct ServerConfiguration: Sendable {
    /// The address to listen on; port 0 lets the kernel choose one.
    package var address: SocketAddress
    /// Event loops, each with its own thread; by default one per processor.
    package var loops = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
    /// Length of the kernel's queue of connections to accept.
    package var backlog: Int32 = 4_096
    /// Connections in total. Beyond it, accepting pauses and the longest idle ones are closed.
    package var maximumConnections = 10_000
    /// Connections per client address; loopback is exempt. 0 for no limit.
    package var maximumConnectionsPerAddress = 256
    /// Bytes of refused content that are read and dropped so that the connection can stay open.
    package var drainedBodyBytes = 262_144
    /// Bytes of all contents that arrive or are handled at a time; more is 503.
    package var contentBytes = 67_108_864
    package var limits = Limits()
    package var timeouts = Timeouts()

    package init(address: SocketAddress) {
        self.address = address
    }
}

/// A server that is not started yet.
package struct Server: Sendable {
    private let configuration: ServerConfiguration
    private let router: Router

    package init(_ configuration: ServerConfiguration, router: Router) {
        self.configuration = configuration
        self.router = router
    }

    /// Binds the address and starts the threads.
    ///
    /// - Throws: `SystemError`, for instance EADDRINUSE.
    package func start() throws -> RunningServer {
        let limiter = ConnectionLimiter(
            maximum: connectionLimit(),
            maximumPerAddress: configuration.maximumConnectionsPerAddress)
        let contents = ContentBudget(bytes: configuration.contentBytes)
        if configuration.address.port != 0 { try Listener.probe(configuration.address) }
        let first = try Listener(configuration.address, backlog: configuration.backlog)
        let address = first.address
        var loops = [try loop(first, limiter, contents)]
        for _ in 1..<max(1, configuration.loops) {
            loops.append(
                try loop(
                    Listener(address, backlog: configuration.backlog), limiter, contents))
        }
        return try RunningServer(
            loops, address: address, limiter: limiter, drain: configuration.timeouts.drain)
    }

    private func loop(
        _ listener: consuming Listener, _ limiter: ConnectionLimiter, _ contents: ContentBudget
    ) throws(SystemError) -> EventLoop {
        try EventLoop(
            listener, configuration: configuration, router: router, limiter: limiter,
            contents: contents)
    }

    /// Raises the soft descriptor limit to the hard one. Leaves descriptors for files, for calls to
    /// other services and for the loops.
    private func connectionLimit() -> Int {
        let wanted = configuration.maximumConnections
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else {
            return wanted
        }
        if limit.rlim_cur < limit.rlim_max {
            var raised = limit
            raised.rlim_cur = limit.rlim_max
            if setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &raised) == 0 {
                limit = raised
            }
        }
        let descriptors = Int(clamping: limit.rlim_cur)
        return max(16, min(wanted, descriptors - 64 - 8 * configuration.loops))
    }
}

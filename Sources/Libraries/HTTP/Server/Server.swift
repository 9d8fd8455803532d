import Glibc
import Platform

/// What a server is told before it starts.
package struct ServerConfiguration: Sendable {
    /// Where to listen; port 0 lets the kernel choose.
    package var address: SocketAddress
    /// Event loops, each a thread; by default one for each processor.
    package var loops = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
    /// Connections that the kernel holds ready before they are accepted.
    package var backlog: Int32 = 4_096
    /// Connections in all. Beyond it, accepting pauses and the longest idle are closed.
    package var maximumConnections = 10_000
    /// Connections of one address, loopback excepted; 0 for no bound.
    package var maximumConnectionsPerAddress = 256
    /// Octets of refused content that are read and dropped so that the connection can stay.
    package var drainedBodyBytes = 262_144
    /// How much one request may bring.
    package var limits = Limits()
    /// How long each thing may take.
    package var timeouts = Timeouts()

    /// Everything but the address as it is by default.
    package init(address: SocketAddress) {
        self.address = address
    }
}

/// A server that is to be started.
package struct Server: Sendable {
    private let configuration: ServerConfiguration
    private let router: Router

    /// A server that listens nowhere yet; `start()` makes it.
    package init(_ configuration: ServerConfiguration, router: Router) {
        self.configuration = configuration
        self.router = router
    }

    /// Binds and begins to serve on threads of its own.
    ///
    /// - Throws: `SystemError` when the address, or a thread, cannot be had.
    package func start() throws -> RunningServer {
        let population = ConnectionLimiter(
            maximum: bounded(configuration.maximumConnections),
            maximumPerAddress: configuration.maximumConnectionsPerAddress)
        if configuration.address.port != 0 { try Listener.probe(configuration.address) }
        let first = try Listener(configuration.address, backlog: configuration.backlog)
        let address = first.address
        var loops = [try loop(first, population)]
        for _ in 1..<max(1, configuration.loops) {
            loops.append(try loop(Listener(address, backlog: configuration.backlog), population))
        }
        return try RunningServer(
            loops, address: address, population: population,
            drainMilliseconds: configuration.timeouts.drain)
    }

    private func loop(
        _ listener: consuming Listener, _ population: ConnectionLimiter
    ) throws(SystemError) -> EventLoop {
        try EventLoop(
            listener, configuration: configuration, router: router, population: population)
    }

    /// Raises the soft limit of descriptors to the hard one and stays below it, so that files,
    /// calls to others and what each loop owns find one.
    private func bounded(_ connections: Int) -> Int {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else {
            return connections
        }
        if limit.rlim_cur < limit.rlim_max {
            var raised = limit
            raised.rlim_cur = limit.rlim_max
            if setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &raised) == 0 {
                limit = raised
            }
        }
        let descriptors = Int(clamping: limit.rlim_cur)
        return max(16, min(connections, descriptors - 64 - 8 * configuration.loops))
    }
}

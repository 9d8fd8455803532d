import CLinux
import Glibc
import Synchronization

/// What a server is told before it starts.
package struct ServerConfiguration: Sendable {
    /// Where to listen; port 0 lets the kernel choose.
    package var address: SocketAddress
    /// Event loops, each a thread; by default one for each processor.
    package var loops = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
    /// Connections that the kernel holds ready before they are accepted.
    package var backlog: Int32 = 1_024
    /// Connections in all. Beyond it, accepting pauses and the longest idle are closed.
    package var maximumConnections = 10_000
    /// Connections of one address, loopback excepted; 0 for no bound.
    package var maximumConnectionsPerAddress = 256
    /// Octets of refused content that are read and dropped so that the connection can stay.
    package var drainedBodyBytes = 262_144
    package var limits = Limits()
    package var timeouts = Timeouts()

    package init(address: SocketAddress) {
        self.address = address
    }
}

/// A server that is to be started.
package struct Server: Sendable {
    private let configuration: ServerConfiguration
    private let router: Router

    package init(_ configuration: ServerConfiguration, router: Router) {
        self.configuration = configuration
        self.router = router
    }

    /// Binds and begins to serve on threads of its own.
    ///
    /// - Throws: `SystemError` when the address cannot be had.
    package func start() throws -> RunningServer {
        let population = Population(
            maximum: bounded(configuration.maximumConnections),
            maximumPerAddress: configuration.maximumConnectionsPerAddress)
        if configuration.address.port != 0 { try Listener.probe(configuration.address) }
        let first = try Listener(configuration.address, backlog: configuration.backlog)
        let address = first.address
        var loops = [try loop(first, population)]
        for _ in 1..<max(1, configuration.loops) {
            loops.append(try loop(Listener(address, backlog: configuration.backlog), population))
        }
        return RunningServer(
            loops, address: address, population: population,
            drainMilliseconds: configuration.timeouts.drain)
    }

    private func loop(
        _ listener: consuming Listener, _ population: Population
    ) throws(SystemError) -> EventLoop {
        try EventLoop(
            listener, configuration: configuration, router: router, population: population)
    }

    /// Raises the soft limit of descriptors to the hard one and stays below it, so that files and
    /// calls to others find one.
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
        return max(16, min(connections, descriptors - 64))
    }
}

/// A server that serves.
package final class RunningServer: Sendable {
    /// Where it listens.
    package let address: SocketAddress
    private let loops: [EventLoop]
    private let threads: [LoopThread]
    private let population: Population
    private let drainMilliseconds: UInt64
    private let isStopping = Atomic<Bool>(false)

    init(
        _ loops: [EventLoop], address: SocketAddress, population: Population,
        drainMilliseconds: UInt64
    ) {
        self.loops = loops
        self.address = address
        self.population = population
        self.drainMilliseconds = drainMilliseconds
        threads = loops.map(LoopThread.init)
    }

    /// Connections that are open now.
    package var connectionCount: Int { population.count }

    /// Stops accepting, lets what is in flight finish within the bound, and ends the threads.
    ///
    /// Blocks; a second call waits for nothing and does nothing.
    package func stop() {
        guard !isStopping.exchange(true, ordering: .sequentiallyConsistent) else { return }
        for loop in loops { loop.perform { loop.drain() } }
        let deadline = Monotonic.milliseconds() + drainMilliseconds
        for (loop, thread) in zip(loops, threads) where !thread.join(until: deadline) {
            loop.perform { loop.abandon() }
            _ = thread.join(until: Monotonic.milliseconds() + 1_000)
        }
    }
}

/// The thread of one event loop.
private final class LoopThread: Sendable {
    private let hasEnded = Atomic<Bool>(false)

    init(_ loop: EventLoop) {
        let body = Unmanaged.passRetained(Body(loop: loop, thread: self))
        var thread = pthread_t()
        let result = pthread_create(
            &thread, nil,
            { pointer in
                guard let pointer else { return nil }
                let body = Unmanaged<Body>.fromOpaque(pointer).takeRetainedValue()
                body.loop.run()
                body.thread.hasEnded.store(true, ordering: .releasing)
                return nil
            }, body.toOpaque())
        if result == 0 { pthread_detach(thread) } else { body.release() }
    }

    /// Waits for the thread's end; false when it has not come by then.
    func join(until deadline: UInt64) -> Bool {
        while !hasEnded.load(ordering: .acquiring) {
            guard Monotonic.milliseconds() < deadline else { return false }
            usleep(2_000)
        }
        return true
    }

    private final class Body {
        let loop: EventLoop
        let thread: LoopThread

        init(loop: EventLoop, thread: LoopThread) {
            self.loop = loop
            self.thread = thread
        }
    }
}

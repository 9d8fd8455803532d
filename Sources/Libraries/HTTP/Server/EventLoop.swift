import CLinux
import Glibc
import Platform
import Synchronization

/// A thread with its own epoll instance, listening socket and connections.
///
/// It is a `TaskExecutor`: a handler resumes on the thread of its connection. So one thread alone
/// uses a connection's state, and no lock is needed.
///
/// `@unchecked Sendable` because only the loop's thread uses the mutable state; other threads use
/// `mailbox`, `threadID` and the constants.
package final class EventLoop: TaskExecutor, @unchecked Sendable {
    private static let eventsPerTurn = 256
    /// A bound, so that open connections do not wait for long behind new ones.
    private static let acceptsPerTurn = 128
    /// Time in a turn for the handlers of new requests, and again for those of deferred ones.
    private static let sliceMilliseconds: UInt64 = 5
    private static let mailboxKey = UInt64.max
    private static let listenerKey = UInt64.max - 1

    let configuration: ServerConfiguration
    let timeouts: TimeoutMilliseconds
    let router: Router
    private let limiter: ConnectionLimiter
    let contents: ContentBudget
    private let mailbox: EventLoopMailbox
    private let threadID = Atomic<UInt>(0)
    private let epoll: Descriptor

    /// The input of the connection that is being read.
    let input = UnsafeMutableRawBufferPointer.allocate(byteCount: 65_536, alignment: 16)
    /// The output of the connection that is being served; empty between two connections.
    let output = OutputBuffer(capacity: 65_536)
    private(set) var date = HTTPDate()
    /// The monotonic clock at the latest wakeup.
    private(set) var nowMilliseconds = MonotonicClock.milliseconds()
    private(set) var isDraining = false
    private var deadlines: Deadlines
    private var acceptor: Acceptor
    private var connections = ConnectionTable()
    /// Connections that have more input than one turn allows.
    private var unfinished: [Connection] = []
    private var deferred = DeferredRequests()
    private var sliceEndMilliseconds: UInt64 = 0
    private var jobs: [UnownedJob] = []
    private var requestIDs = RequestIDGenerator()
    /// Shared by the connections that have no unfinished message.
    private var spareMessage: MessageBox?

    init(
        _ listener: consuming Listener, configuration: ServerConfiguration, router: Router,
        limiter: ConnectionLimiter, contents: ContentBudget
    ) throws(SystemError) {
        self.configuration = configuration
        timeouts = TimeoutMilliseconds(configuration.timeouts)
        self.router = router
        self.limiter = limiter
        self.contents = contents
        mailbox = try EventLoopMailbox()
        epoll = try Descriptor(epoll_create1(Int32(EPOLL_CLOEXEC)), of: "epoll_create1")
        acceptor = Acceptor(listener, epoll: epoll.number, key: Self.listenerKey)
        deadlines = Deadlines(nowMilliseconds: nowMilliseconds)
    }

    deinit {
        input.deallocate()
    }
}

/// For any thread.
extension EventLoop {
    /// Schedules the job on the loop's thread; runs it at once when the loop has ended.
    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        if threadID.load(ordering: .relaxed) == UInt(pthread_self()) {
            jobs.append(job)
        } else if !mailbox.post({ self.jobs.append(job) }) {
            // The connections are closed, so the task can end on any thread.
            job.runSynchronously(on: asUnownedTaskExecutor())
        }
    }

    /// Stops accepting, closes idle connections, and ends the loop after the last request.
    func drain() {
        _ = mailbox.post { self.beginDraining() }
    }

    func closeConnections() {
        _ = mailbox.post { for connection in self.connections.all { connection.close() } }
    }
}

/// The turns of the loop.
extension EventLoop {
    func run() {
        threadID.store(UInt(pthread_self()), ordering: .relaxed)
        watch(mailbox.descriptor, EPOLLIN.rawValue, key: Self.mailboxKey)
        acceptor.resume(nowMilliseconds: nowMilliseconds)
        withUnsafeTemporaryAllocation(of: epoll_event.self, capacity: Self.eventsPerTurn) {
            while !isDraining || connections.count > 0 { turn($0) }
        }
        while !jobs.isEmpty { runJobs() }
        // From here on, a waiting task ends on the thread that resumes it.
        threadID.store(0, ordering: .relaxed)
        for action in mailbox.close() { action() }
        while !jobs.isEmpty { runJobs() }
    }

    private func turn(_ events: UnsafeMutableBufferPointer<epoll_event>) {
        let ready = epoll_wait(
            epoll.number, events.baseAddress, Int32(events.count), timeoutMilliseconds())
        nowMilliseconds = MonotonicClock.milliseconds()
        date.update()
        sliceEndMilliseconds = nowMilliseconds + Self.sliceMilliseconds
        for index in 0..<max(0, Int(ready)) {
            let event = events[index]
            switch event.data.u64 {
            case Self.mailboxKey: for action in mailbox.removeAll() { action() }
            case Self.listenerKey: acceptConnections()
            case let key: connections[key: key]?.handle(event.events)
            }
        }
        runJobs()
        resumeUnfinished()
        startDeferred()
        for descriptor in deadlines.removeExpired(nowMilliseconds: nowMilliseconds) {
            connections[descriptor]?.deadlinePassed()
        }
        if !acceptor.isListening, limiter.hasRoom {
            acceptor.resume(nowMilliseconds: nowMilliseconds)
        }
    }

    /// How long epoll may wait: 0 with work left, -1 (no limit) without connections.
    private func timeoutMilliseconds() -> Int32 {
        if !jobs.isEmpty || !unfinished.isEmpty || !deferred.isEmpty { return 0 }
        if connections.count == 0, acceptor.isListening { return -1 }
        return Int32(
            truncatingIfNeeded: deadlines.millisecondsUntilSweep(nowMilliseconds: nowMilliseconds))
    }

    private func runJobs() {
        guard !jobs.isEmpty else { return }
        // Jobs enqueued by these wait for the next turn, after the sockets.
        var batch: [UnownedJob] = []
        swap(&batch, &jobs)
        for job in batch { job.runSynchronously(on: asUnownedTaskExecutor()) }
    }

    private func resumeUnfinished() {
        guard !unfinished.isEmpty else { return }
        var batch: [Connection] = []
        swap(&batch, &unfinished)
        for connection in batch { connection.resume() }
    }

    /// Starts deferred requests, oldest first, and refuses those that have waited for too long.
    ///
    /// Their clients may have left already, while those of younger requests still wait.
    private func startDeferred() {
        guard !deferred.isEmpty else { return }
        let end = MonotonicClock.milliseconds() + Self.sliceMilliseconds
        while let entry = deferred.popFirst() {
            let waited = nowMilliseconds - entry.sinceMilliseconds
            entry.connection.startDeferred(isLate: waited > timeouts.queue)
            if MonotonicClock.milliseconds() > end { return }
        }
    }

    private func beginDraining() {
        guard !isDraining else { return }
        // A client in the accept queue may have sent a request already.
        while acceptor.isListening, case .accepted(let descriptor, let peer) = acceptor.accept() {
            add(descriptor, peer)
        }
        isDraining = true
        acceptor.close()
        for connection in connections.all { connection.closeIfIdle() }
    }
}

/// New connections.
extension EventLoop {
    private func watch(_ descriptor: Int32, _ events: UInt32, key: UInt64) {
        var event = epoll_event(events: events, data: epoll_data(u64: key))
        epoll_ctl(epoll.number, EPOLL_CTL_ADD, descriptor, &event)
    }

    private func acceptConnections() {
        for turn in 0..<Self.acceptsPerTurn {
            switch limiter.hasRoom ? acceptor.accept() : .exhausted {
            case .accepted(let descriptor, let peer): add(descriptor, peer)
            case .none: return
            case .exhausted:
                // Only before the first accept is it certain that a client is waiting.
                if turn == 0 { makeRoom() }
                return
            }
        }
    }

    /// Pauses accepting and closes the longest idle connections.
    private func makeRoom() {
        acceptor.pause(nowMilliseconds: nowMilliseconds)
        for connection in connections.longestIdle { connection.closeIfIdle() }
    }

    private func add(_ number: Int32, _ peer: PeerAddress) {
        let descriptor = Descriptor(open: number)
        guard limiter.acquire(peer) else { return }
        let generation = connections.nextGeneration()
        watch(number, ClientSocket.events, key: UInt64(generation) << 32 | UInt64(number))
        connections.insert(
            Connection(descriptor, peer: peer, generation: generation, loop: self))
    }
}

/// For the loop's connections.
extension EventLoop {
    func remove(_ connection: Connection) {
        connections.remove(connection)
        deadlines.clear(connection.descriptor)
        limiter.release(connection.peer)
    }

    func setDeadline(of connection: Connection, afterMilliseconds milliseconds: UInt64) {
        deadlines.set(
            connection.descriptor, afterMilliseconds: milliseconds,
            nowMilliseconds: nowMilliseconds)
    }

    func scheduleResume(of connection: Connection) {
        unfinished.append(connection)
    }

    /// Whether a handler must wait: the turn's time is over, or other requests wait already.
    var mustDefer: Bool {
        !deferred.isEmpty || MonotonicClock.milliseconds() > sliceEndMilliseconds
    }

    /// Starts a connection's request later, when there is time for it.
    func deferRequest(of connection: Connection) {
        deferred.append((connection, nowMilliseconds))
    }

    /// A message at its start, with reused storage where possible.
    func takeMessage() -> MessageBox {
        spareMessage.take() ?? MessageBox(limits: configuration.limits)
    }

    /// Keeps the storage of a message for the next one.
    func recycle(_ box: MessageBox) {
        box.message.reset()
        spareMessage = box
    }

    func nextRequestID() -> String { requestIDs.next() }
}

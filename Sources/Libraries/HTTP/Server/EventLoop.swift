import CLinux
import Glibc
import Platform
import Synchronization

/// One thread with an epoll of its own, its own listening socket and its own connections.
///
/// It is a `TaskExecutor`: a handler that waits resumes on the thread of its connection. So what
/// belongs to a connection is only ever touched by one thread and needs no lock.
///
/// `@unchecked Sendable` because everything but `inbox`, `threadID` and what is constant is
/// touched by the loop's own thread only; other threads reach it through `inbox`.
package final class EventLoop: TaskExecutor, @unchecked Sendable {
    /// Events that are taken from the kernel at once.
    private static let eventsPerTurn = 256
    /// Connections that are accepted at once, so that those who are here are not kept waiting.
    private static let acceptsPerTurn = 128
    /// Milliseconds of a turn for the handlers of requests that have just come, and as many for
    /// those of requests put off earlier: so soon does the loop look at its sockets again.
    private static let slice: UInt64 = 5
    private static let inboxKey = UInt64.max
    private static let listenerKey = UInt64.max - 1

    let configuration: ServerConfiguration
    let router: Router
    private let population: ConnectionLimiter
    private let inbox: EventLoopMailbox
    private let threadID = Atomic<UInt>(0)
    private let epoll: Descriptor

    /// The input of whichever connection is being read.
    let input = UnsafeMutableRawBufferPointer.allocate(byteCount: 65_536, alignment: 16)
    /// The output of whichever connection is being served; empty between two of them.
    let output = OutputBuffer(capacity: 65_536)
    var deadlines: Deadlines
    private(set) var date = HTTPDate()
    /// Milliseconds of the monotonic clock at the latest wakeup.
    private(set) var now = MonotonicClock.milliseconds()
    private(set) var isDraining = false
    private var acceptor: Acceptor
    private var connections = ConnectionTable()
    private var unfinished: [Connection] = []
    private var backlog = DeferredRequests()
    /// Milliseconds of the monotonic clock.
    private var sliceEnd: UInt64 = 0
    private var jobs: [UnownedJob] = []
    private var requestIDs = RequestIDs()
    /// What connections without an unfinished message share.
    private var spareReception: Reception?

    init(
        _ listener: consuming Listener, configuration: ServerConfiguration, router: Router,
        population: ConnectionLimiter
    ) throws(SystemError) {
        self.configuration = configuration
        self.router = router
        self.population = population
        inbox = try EventLoopMailbox()
        epoll = try Descriptor(epoll_create1(Int32(EPOLL_CLOEXEC)), of: "epoll_create1")
        acceptor = Acceptor(listener, epoll: epoll.number, key: Self.listenerKey)
        deadlines = Deadlines(now: now)
    }

    deinit {
        input.deallocate()
    }
}

/// What other threads may call; it reaches the loop through its inbox.
extension EventLoop {
    /// Has the loop's thread run the job in its turn, or runs it at once when that has ended.
    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        if threadID.load(ordering: .relaxed) == UInt(pthread_self()) {
            jobs.append(job)
        } else if !inbox.put(job) {
            // The thread is gone and so are its connections: whoever comes may end the task.
            job.runSynchronously(on: asUnownedTaskExecutor())
        }
    }

    /// Accepts no more, ends what is idle, and lets what is in flight finish; then the loop ends.
    func drain() {
        _ = inbox.put { self.beginDraining() }
    }

    /// Closes every connection, whatever it is doing.
    func abandon() {
        _ = inbox.put { for connection in self.connections.all { connection.close() } }
    }
}

/// What the loop's own thread does, turn after turn.
extension EventLoop {
    /// Serves until the loop has been drained.
    func run() {
        threadID.store(UInt(pthread_self()), ordering: .relaxed)
        watch(inbox.descriptor, EPOLLIN.rawValue, key: Self.inboxKey)
        acceptor.resume(now: now)
        withUnsafeTemporaryAllocation(of: epoll_event.self, capacity: Self.eventsPerTurn) {
            while !isDraining || connections.count > 0 { turn($0) }
        }
        while !jobs.isEmpty { runJobs() }
        // From here on, tasks that still wait end on the threads that resume them.
        threadID.store(0, ordering: .relaxed)
        spareReception = nil
        for job in inbox.close().jobs { job.runSynchronously(on: asUnownedTaskExecutor()) }
    }

    private func turn(_ events: UnsafeMutableBufferPointer<epoll_event>) {
        let ready = epoll_wait(epoll.number, events.baseAddress, Int32(events.count), patience())
        now = MonotonicClock.milliseconds()
        date.update()
        sliceEnd = now + Self.slice
        for index in 0..<max(0, Int(ready)) {
            let event = events[index]
            switch event.data.u64 {
            case Self.inboxKey: emptyInbox()
            case Self.listenerKey: accept()
            case let key: connections[key: key]?.handle(event.events)
            }
        }
        runJobs()
        goBackToUnfinished()
        takeUpPostponed()
        for descriptor in deadlines.takeExpired(now: now) {
            connections[descriptor]?.deadlinePassed()
        }
        if !acceptor.isListening, population.hasRoom { acceptor.resume(now: now) }
    }

    /// Milliseconds to wait at most: none with work left, for ever with nobody there.
    private func patience() -> Int32 {
        if !jobs.isEmpty || !unfinished.isEmpty || !backlog.isEmpty { return 0 }
        if connections.count == 0, acceptor.isListening { return -1 }
        return Int32(truncatingIfNeeded: deadlines.untilNextSweep(now: now))
    }

    private func emptyInbox() {
        let content = inbox.take()
        jobs.append(contentsOf: content.jobs)
        for deed in content.deeds { deed() }
    }

    private func runJobs() {
        guard !jobs.isEmpty else { return }
        // What these enqueue in turn waits until the sockets have had theirs.
        var batch: [UnownedJob] = []
        swap(&batch, &jobs)
        for job in batch { job.runSynchronously(on: asUnownedTaskExecutor()) }
    }

    private func goBackToUnfinished() {
        guard !unfinished.isEmpty else { return }
        var batch: [Connection] = []
        swap(&batch, &unfinished)
        for connection in batch { connection.turnCame() }
    }

    /// Begins with what was put off, oldest first, and turns down what has waited for too long: by
    /// then its client may have gone, and those behind it are still here.
    private func takeUpPostponed() {
        guard !backlog.isEmpty else { return }
        let end = MonotonicClock.milliseconds() + Self.slice
        let patience = configuration.timeouts.queue
        while let entry = backlog.popFirst() {
            entry.connection.takeUp(isLate: now - entry.since > patience)
            if MonotonicClock.milliseconds() > end { return }
        }
    }

    private func beginDraining() {
        guard !isDraining else { return }
        // Whoever has connected already may have sent a request.
        while acceptor.isListening, case .accepted(let descriptor, let peer) = acceptor.accept() {
            add(descriptor, peer)
        }
        isDraining = true
        acceptor.close()
        for connection in connections.all { connection.closeIfIdle() }
    }
}

/// What the loop's own thread does for its connections, from their coming to their end.
extension EventLoop {
    private func watch(_ descriptor: Int32, _ events: UInt32, key: UInt64) {
        var event = epoll_event(events: events, data: epoll_data(u64: key))
        epoll_ctl(epoll.number, EPOLL_CTL_ADD, descriptor, &event)
    }

    private func accept() {
        for turn in 0..<Self.acceptsPerTurn {
            switch population.hasRoom ? acceptor.accept() : .exhausted {
            case .accepted(let descriptor, let peer): add(descriptor, peer)
            case .none: return
            case .exhausted:
                // Only of the first is it certain that somebody is there to make room for.
                if turn == 0 { makeRoom() }
                return
            }
        }
    }

    /// Pauses accepting, and lets go of those who have waited longest.
    private func makeRoom() {
        acceptor.pause(now: now)
        for connection in connections.longestIdle { connection.closeIfIdle() }
    }

    private func add(_ number: Int32, _ peer: PeerAddress) {
        let descriptor = Descriptor(open: number)
        guard population.enter(peer) else { return }
        let generation = connections.nextGeneration()
        watch(number, ClientSocket.events, key: UInt64(generation) << 32 | UInt64(number))
        connections.insert(
            Connection(descriptor, peer: peer, generation: generation, loop: self))
    }

    /// Forgets a connection that has closed.
    func remove(_ connection: Connection) {
        connections.remove(connection)
        deadlines.clear(connection.number)
        population.leave(connection.peer)
    }

    /// Comes back to a connection that has more to do than one turn allows.
    func later(_ connection: Connection) {
        unfinished.append(connection)
    }

    /// Whether this turn has no time left for another handler, or others come first.
    var isBehind: Bool { !backlog.isEmpty || MonotonicClock.milliseconds() > sliceEnd }

    /// Puts a connection's request off until there is time for it.
    func postpone(_ connection: Connection) {
        backlog.append(DeferredRequests.Entry(connection: connection, since: now))
    }

    /// A reception for a connection to which a message comes.
    func takeReception() -> Reception {
        spareReception.take() ?? Reception(loop: self)
    }

    /// Takes back a reception whose message has ended, or never will.
    func recycle(_ reception: Reception) {
        reception.message.reset()
        spareReception = reception
    }

    /// An id for a request that came without one.
    func nextRequestID() -> String { requestIDs.next() }
}

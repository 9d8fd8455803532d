import CLinux
import Glibc
import Synchronization

/// One thread with an epoll of its own, its own listening socket and its own connections.
///
/// It is a `TaskExecutor`: a handler that waits resumes on the thread of its connection. So what
/// belongs to a connection is only ever touched by one thread and needs no lock.
///
/// `@unchecked Sendable` because everything but `inbox`, `threadID` and what is constant is
/// touched by the loop's own thread only; other threads reach it through `inbox`.
package final class EventLoop: TaskExecutor, @unchecked Sendable {
    private struct Inbox {
        var jobs: [UnownedJob] = []
        var deeds: [@Sendable () -> Void] = []
        var isWakeupPending = false
        var hasEnded = false
    }

    let configuration: ServerConfiguration
    let router: Router
    let population: Population
    private let listener: Listener
    private let epoll: Descriptor
    private let wakeup: Descriptor
    private let inbox = Mutex(Inbox())
    private let threadID = Atomic<UInt>(0)

    private var jobs: [UnownedJob] = []
    private var connections: [Connection?] = []
    private var count = 0
    private var generation: UInt32 = 0
    private var unfinished: [Connection] = []
    private var isListening = false
    private var hasToStop = false
    private var requestNumber: UInt32 = 0
    private let requestPrefix: String
    /// The input of whichever connection is being read.
    let input = UnsafeMutableRawBufferPointer.allocate(byteCount: 65_536, alignment: 16)
    /// The output of whichever connection is being served; empty between two of them.
    var output: [UInt8] = []
    var deadlines: Deadlines
    var date = HTTPDate()
    /// The parser that connections without an unfinished message share.
    var spareParser: RequestParser?
    /// Milliseconds of the monotonic clock at the latest wakeup.
    private(set) var now: UInt64
    private(set) var isDraining = false

    init(
        _ listener: consuming Listener, configuration: ServerConfiguration, router: Router,
        population: Population
    ) throws(SystemError) {
        self.listener = listener
        self.configuration = configuration
        self.router = router
        self.population = population
        epoll = try Descriptor(epoll_create1(Int32(EPOLL_CLOEXEC)), of: "epoll_create1")
        wakeup = try Descriptor(
            eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK)), of: "eventfd")
        now = Monotonic.milliseconds()
        deadlines = Deadlines(now: now)
        output.reserveCapacity(65_536)
        requestPrefix = String(UInt32.random(in: 0x1000_0000...UInt32.max), radix: 16)
    }

    deinit {
        input.deallocate()
    }

    /// Whether the caller is on the loop's thread.
    var isCurrent: Bool { threadID.load(ordering: .relaxed) == UInt(pthread_self()) }

    /// An id for a request that came without one: 15 octets, so it needs no memory of its own.
    func nextRequestID() -> String {
        requestNumber = (requestNumber &+ 1) & 0x0FFF_FFFF
        let digits = String(requestNumber, radix: 16)
        return requestPrefix + String(repeating: "0", count: 7 - digits.utf8.count) + digits
    }

    // Other threads

    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        if isCurrent {
            jobs.append(job)
            return
        }
        let (isLate, needsWakeup) = inbox.withLock { inbox in
            if inbox.hasEnded { return (true, false) }
            inbox.jobs.append(job)
            defer { inbox.isWakeupPending = true }
            return (false, !inbox.isWakeupPending)
        }
        // The thread is gone and so are its connections: whoever comes may end the task.
        if isLate { job.runSynchronously(on: asUnownedTaskExecutor()) }
        if needsWakeup { wake() }
    }

    /// Runs something on the loop's thread, soon.
    func perform(_ deed: @escaping @Sendable () -> Void) {
        let needsWakeup = inbox.withLock { inbox in
            inbox.deeds.append(deed)
            defer { inbox.isWakeupPending = true }
            return !inbox.isWakeupPending
        }
        if needsWakeup { wake() }
    }

    private func wake() {
        var one: UInt64 = 1
        _ = write(wakeup.number, &one, 8)
    }

    // The loop's thread

    /// Serves until the loop has been drained.
    func run() {
        threadID.store(UInt(pthread_self()), ordering: .relaxed)
        watch(wakeup.number, EPOLLIN.rawValue, key: Self.wakeupKey)
        listen()
        withUnsafeTemporaryAllocation(of: epoll_event.self, capacity: 256) { events in
            while !(hasToStop && count == 0) { turn(events) }
        }
        let late = inbox.withLock { inbox in
            inbox.hasEnded = true
            return inbox.jobs
        }
        for job in jobs + late { job.runSynchronously(on: asUnownedTaskExecutor()) }
    }

    private func turn(_ events: UnsafeMutableBufferPointer<epoll_event>) {
        let ready = epoll_wait(epoll.number, events.baseAddress, Int32(events.count), patience())
        now = Monotonic.milliseconds()
        date.update()
        for index in 0..<max(0, Int(ready)) {
            handle(events[index].data.u64, events[index].events)
        }
        runJobs()
        if !unfinished.isEmpty {
            let connections = unfinished
            unfinished.removeAll(keepingCapacity: true)
            for connection in connections { connection.goOn() }
        }
        for descriptor in deadlines.takeExpired(now: now) {
            connections[Int(descriptor)]?.deadlinePassed()
        }
        if !isListening { listen() }
    }

    /// Milliseconds to wait at most: none with work left, for ever with nobody there.
    private func patience() -> Int32 {
        if !jobs.isEmpty || !unfinished.isEmpty { return 0 }
        if count == 0 && (isListening || isDraining) && !hasToStop { return -1 }
        return Int32(truncatingIfNeeded: deadlines.untilNextSweep(now: now))
    }

    private func handle(_ key: UInt64, _ events: UInt32) {
        switch key {
        case Self.wakeupKey: emptyInbox()
        case Self.listenerKey: accept()
        default:
            let descriptor = Int(key & 0xFFFF_FFFF)
            guard descriptor < connections.count, let connection = connections[descriptor],
                // An event of a connection that was closed in this very turn is for nobody.
                connection.generation == UInt32(key >> 32)
            else { return }
            connection.handle(events)
        }
    }

    private func emptyInbox() {
        var count: UInt64 = 0
        _ = read(wakeup.number, &count, 8)
        let deeds = inbox.withLock { inbox in
            jobs.append(contentsOf: inbox.jobs)
            inbox.jobs.removeAll(keepingCapacity: true)
            inbox.isWakeupPending = false
            let deeds = inbox.deeds
            inbox.deeds.removeAll()
            return deeds
        }
        for deed in deeds { deed() }
    }

    private func runJobs() {
        // What these enqueue in turn waits for the sockets to have had their turn.
        guard !jobs.isEmpty else { return }
        let batch = jobs
        jobs.removeAll(keepingCapacity: true)
        for job in batch { job.runSynchronously(on: asUnownedTaskExecutor()) }
    }

    /// Comes back to a connection that has more to do than one turn allows.
    func later(_ connection: Connection) {
        unfinished.append(connection)
    }

    // Connections

    private static let wakeupKey = UInt64.max
    private static let listenerKey = UInt64.max - 1

    private func watch(_ descriptor: Int32, _ events: UInt32, key: UInt64) {
        var event = epoll_event(events: events, data: epoll_data(u64: key))
        epoll_ctl(epoll.number, EPOLL_CTL_ADD, descriptor, &event)
    }

    private func listen() {
        guard !isDraining, population.hasRoom else { return }
        watch(listener.descriptor.number, EPOLLIN.rawValue, key: Self.listenerKey)
        isListening = true
    }

    private func stopListening() {
        guard isListening else { return }
        epoll_ctl(epoll.number, EPOLL_CTL_DEL, listener.descriptor.number, nil)
        isListening = false
    }

    private func accept() {
        for _ in 0..<32 where isListening {
            guard population.hasRoom else { return makeRoom() }
            var storage = sockaddr_storage()
            var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
            let descriptor = withUnsafeMutableBytes(of: &storage) { bytes in
                bytes.withMemoryRebound(to: sockaddr.self) {
                    accept4(
                        listener.descriptor.number, $0.baseAddress, &length,
                        Int32(SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue))
                }
            }
            guard descriptor >= 0 else {
                switch errno {
                case EAGAIN: return
                // The client has gone already, or a signal came: the next one may be there.
                case ECONNABORTED, EINTR, EPROTO: continue
                // Out of descriptors or memory: asking again at once would only spin.
                default: return makeRoom()
                }
            }
            add(descriptor, PeerAddress(storage))
        }
    }

    /// Pauses accepting until the next sweep, and lets go of those who have waited longest.
    private func makeRoom() {
        stopListening()
        let idle = connections.compactMap { $0 }.filter(\.isIdle)
            .sorted { $0.idleSince < $1.idleSince }
        for connection in idle.prefix(max(1, idle.count / 16)) { connection.close() }
    }

    private func add(_ descriptor: Int32, _ peer: PeerAddress) {
        guard population.enter(peer) else {
            Glibc.close(descriptor)
            return
        }
        generation &+= 1
        // The keys of the listener and of the wakeup are of the last generation.
        if generation == .max { generation = 0 }
        let connection = Connection(
            Descriptor(open: descriptor), peer: peer, generation: generation, loop: self)
        let index = Int(descriptor)
        if index >= connections.count {
            connections.append(contentsOf: repeatElement(nil, count: index + 1 - connections.count))
        }
        connections[index] = connection
        count += 1
        let events = EPOLLIN.rawValue | EPOLLOUT.rawValue | EPOLLRDHUP.rawValue | EPOLLET.rawValue
        watch(descriptor, events, key: UInt64(generation) << 32 | UInt64(descriptor))
        connection.opened()
    }

    func remove(_ connection: Connection) {
        connections[Int(connection.number)] = nil
        deadlines.clear(connection.number)
        population.leave(connection.peer)
        count -= 1
    }

    // Stopping

    /// Accepts no more, ends what is idle, and lets what is in flight finish; then the loop ends.
    func drain() {
        isDraining = true
        stopListening()
        shutdown(listener.descriptor.number, Int32(SHUT_RDWR))
        hasToStop = true
        for connection in connections { connection?.drain() }
    }

    /// Closes every connection, whatever it is doing.
    func abandon() {
        for connection in connections { connection?.close() }
    }
}

/// The monotonic clock.
enum Monotonic {
    /// Milliseconds, as coarse as the kernel's tick: for deadlines.
    static func milliseconds() -> UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC_COARSE, &time)
        return UInt64(time.tv_sec) * 1_000 + UInt64(time.tv_nsec) / 1_000_000
    }

    /// Nanoseconds: for measuring.
    static func nanoseconds() -> UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }
}

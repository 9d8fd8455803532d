import Dispatch
import HTTP
import JSONCoding
import Synchronization
import TestSupport
import XCTest

/// A server on a free port, with routes that show its behavior.
final class TestServer {
    let running: RunningServer
    /// Requests to `/smuggled`, which no test may reach.
    let smuggled: Counter
    /// Requests to `/large`.
    let large: Counter
    /// Completed requests to `/stubborn`.
    let stubborn: Counter
    /// Authentications of requests to `/counted`.
    let authentications: Counter
    /// `/wait`, `/stubborn` and `/thread` wait for it.
    let gate: Gate
    /// `/block` blocks its event loop until it is signaled.
    let blocker: DispatchSemaphore
    /// Unexpected errors of handlers.
    let failures: Counter

    init(
        below root: RootPath = .none, cors: CORS = CORS(origins: []),
        configure: (inout ServerConfiguration) -> Void = { _ in }
    ) throws {
        let address = try XCTUnwrap(SocketAddress(host: "127.0.0.1", port: 0))
        var configuration = ServerConfiguration(address: address)
        configuration.timeouts.drain = .seconds(60)
        configure(&configuration)
        let smuggled = Counter()
        let large = Counter()
        let stubborn = Counter()
        let authentications = Counter()
        let gate = Gate()
        let blocker = DispatchSemaphore(value: 0)
        let failures = Counter()
        var routes = Self.routes(smuggled, large, stubborn, gate)
        routes.get("/block", by: .anyone) { _, _ in
            blocker.wait()
            return text("free again")
        }
        let counted = Authenticator<Anyone>("anyone, counted") { _ in
            authentications.increment()
            return Anyone()
        }
        routes.post("/counted", by: counted) { request, _ in
            Response(.ok, type: .plainText, body: request.body)
        }
        let router = Router(
            routes, below: root, cors: cors, observer: FailureObserver(failures: failures))
        running = try Server(configuration, router: router).start()
        self.smuggled = smuggled
        self.large = large
        self.stubborn = stubborn
        self.authentications = authentications
        self.gate = gate
        self.blocker = blocker
        self.failures = failures
    }

    deinit {
        gate.open()
        running.stop()
    }

    func connect() throws -> RawClient { try RawClient(running.address) }

    /// Sends one request on a new connection.
    func answer(to request: String) throws -> RawResponse {
        let client = try connect()
        try client.send(request)
        return try client.response(toHead: request.hasPrefix("HEAD"))
    }

    private static func routes(
        _ smuggled: Counter, _ large: Counter, _ stubborn: Counter, _ gate: Gate
    ) -> Routes {
        var routes = Routes()
        routes.get("/", by: .anyone) { _, _ in text("root") }
        routes.get("/hello", by: .anyone) { _, _ in text("hello") }
        routes.get("/page/{id}", by: .anyone, isPage: true) { _, _ in text("page") }
        routes.get("/host", by: .anyone) { request, _ in text(request.head.host) }
        routes.get("/items/{id}", by: .anyone) { request, _ in text(request.parameters["id"] ?? "")
        }
        routes.get("/items/{id}/parts/{part}", by: .anyone) { request, _ in
            text("\(try request.identifier("id"))-\(request.parameters["part"] ?? "")")
        }
        routes.get("/large/{bytes}", by: .anyone) { request, _ in
            let count = Int(try request.identifier("bytes"))
            large.increment()
            return Response(
                .ok, type: .plainText, body: [UInt8](repeating: UInt8(ascii: "x"), count: count))
        }
        routes.get("/received", by: .anyone) { request, _ in text("\(request.body.count)") }
        routes.get("/fail", by: .anyone) { _, _ in throw UnexpectedError() }
        routes.get("/smuggled", by: .anyone) { _, _ in
            smuggled.increment()
            return text("smuggled")
        }
        routes.get("/at-once", by: .anyone) { _, _ in
            text(withUnsafeCurrentTask { $0 == nil } ? "no task" : "a task")
        }
        routes.get("/waited", by: .anyone) { _, _ async in
            await Task.yield()
            return text("waited")
        }
        routes.get("/wait", by: .anyone) { _, _ async throws in
            await gate.wait()
            try Task.checkCancellation()
            return text("waited")
        }
        routes.get("/stubborn", by: .anyone) { _, _ async in
            await gate.waitIgnoringCancellation()
            await Task.yield()
            stubborn.increment()
            return text("stubborn")
        }
        routes.get("/thread", by: .anyone) { _, _ async in
            let before = UInt(pthread_self())
            await gate.waitIgnoringCancellation()
            let between = UInt(pthread_self())
            await Task.yield()
            return text("\(Set([before, between, UInt(pthread_self())]).count)")
        }
        routes.post("/echo", by: .anyone, bodyLimit: 1_048_576) { request, _ in
            Response(.ok, type: .plainText, body: request.body)
        }
        routes.on(.post, "/small", by: .anyone, bodyLimit: 16) { request, _ in
            Response(.ok, type: .plainText, body: request.body)
        }
        routes.post(
            "/guarded",
            by: Authenticator<Anyone>("no caller") { _ in
                throw Problem.unauthorized(detail: "Every caller is refused.")
            }
        ) { _, _ in text("never") }
        return routes
    }
}

private func text(_ text: String) -> Response {
    Response(.ok, type: .plainText, body: Array(text.utf8))
}

private struct UnexpectedError: Error {}

private struct FailureObserver: ExchangeObserver {
    let failures: Counter

    var recordsExchanges: Bool { false }
    func finished(_ record: ExchangeRecord) {}
    func failed(_ error: any Error, requestID: String) { failures.increment() }
}

/// A thread-safe counter.
final class Counter: Sendable {
    private let value = Atomic<Int>(0)

    func increment() { value.add(1, ordering: .relaxed) }

    var count: Int { value.load(ordering: .relaxed) }
}

/// Handlers wait for it until a test opens it, or until they are cancelled.
final class Gate: Sendable {
    private struct State {
        var isOpen = false
        var waiting: [Int: CheckedContinuation<Void, Never>] = [:]
        var number = 0
        var cancelled = 0
    }

    private let state = Mutex(State())

    /// Handlers that wait now.
    var waiting: Int { state.withLock { $0.waiting.count } }

    /// Handlers that were cancelled while they waited.
    var cancelled: Int { state.withLock { $0.cancelled } }

    /// Waits and ignores cancellation.
    func waitIgnoringCancellation() async {
        await withCheckedContinuation { continuation in
            let isOpen = state.withLock { state in
                state.number += 1
                if !state.isOpen { state.waiting[state.number] = continuation }
                return state.isOpen
            }
            if isOpen { continuation.resume() }
        }
    }

    func wait() async {
        let number = state.withLock { state in
            state.number += 1
            return state.number
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isOpen = state.withLock { state in
                    if state.isOpen || Task.isCancelled { return true }
                    state.waiting[number] = continuation
                    return false
                }
                if isOpen { continuation.resume() }
            }
        } onCancel: {
            let continuation = state.withLock { state in
                state.cancelled += 1
                return state.waiting.removeValue(forKey: number)
            }
            continuation?.resume()
        }
    }

    func open() {
        let waiting = state.withLock { state in
            state.isOpen = true
            defer { state.waiting = [:] }
            return state.waiting.values
        }
        for continuation in waiting { continuation.resume() }
    }
}

/// Polls a condition; false if it does not hold within a minute.
func eventually(_ condition: () throws -> Bool) rethrows -> Bool {
    let clock = ContinuousClock()
    let end = clock.now + .seconds(60)
    while clock.now < end {
        if try condition() { return true }
        sched_yield()
    }
    return false
}

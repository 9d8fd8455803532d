import HTTP
import Platform
import Synchronization

/// Sends requests over sockets, on an event loop that the first request starts.
final class SocketTransport: Transport {
    private enum State {
        case unused
        case running(ClientEventLoop)
        case closed
    }

    private let base: BaseURL
    private let timeout: Duration
    private let connections: Int
    private let limits: Limits
    private let state = Mutex(State.unused)

    init(to base: BaseURL, timeout: Duration, connections: Int, limits: Limits) {
        self.base = base
        self.timeout = timeout
        self.connections = connections
        self.limits = limits
    }

    func send(_ request: ClientRequest, completion: @escaping Completion) {
        let bytes = RequestWriter.serialize(
            request.method, base.path + request.path, authority: base.authority,
            fields: request.fields, body: request.body)
        let pending = PendingRequest(
            request, bytes ?? [],
            deadlineMilliseconds: MonotonicClock.milliseconds() + timeout.wholeMilliseconds,
            completion: completion)
        guard bytes != nil else { return pending.fail(.noResponse, ClientError.invalid) }
        do throws(SystemError) {
            guard let loop = try loop(), loop.start(pending) else {
                return pending.fail(.noResponse, ClientError.closed)
            }
        } catch {
            pending.fail(.noResponse, "\(error)")
        }
    }

    func close() {
        state.withLock { state in
            if case .running(let loop) = state { loop.close() }
            state = .closed
        }
    }

    /// The event loop; nil if the transport is closed.
    private func loop() throws(SystemError) -> ClientEventLoop? {
        try state.withLock { state throws(SystemError) in
            switch state {
            case .running(let loop): return loop
            case .closed: return nil
            case .unused: break
            }
            let loop = try ClientEventLoop(
                to: base, connections: connections, connectTimeout: timeout, limits: limits)
            try SystemThread.detach { loop.run() }
            state = .running(loop)
            return loop
        }
    }
}

import HTTP
import Synchronization

/// Carries calls over sockets of its own, by a thread that is started with the first of them.
final class SocketTransport: Transport {
    private enum State {
        case unused
        case running(CallLoop)
        case closed
    }

    private let origin: Origin
    private let timeoutMilliseconds: UInt64
    private let connections: Int
    private let state = Mutex(State.unused)

    init(to origin: Origin, timeoutSeconds: Double, connections: Int) {
        self.origin = origin
        timeoutMilliseconds = UInt64(timeoutSeconds * 1_000)
        self.connections = connections
    }

    func carry(_ call: HTTPCall) async -> Outcome {
        let octets = RequestWriter.octets(
            call.method, origin.path + call.path, authority: origin.authority,
            fields: call.fields, body: call.body)
        guard let octets else { return .failure(.notSendable) }
        do throws(HTTPClient.NoAnswer) {
            let loop = try loop()
            return await withCheckedContinuation { continuation in
                let pending = PendingCall(
                    call.method, octets,
                    deadline: Monotonic.milliseconds() + timeoutMilliseconds, continuation)
                if !loop.begin(pending) { pending.end(.failure(.closed)) }
            }
        } catch {
            return .failure(error)
        }
    }

    func close() {
        state.withLock { state in
            if case .running(let loop) = state { loop.close() }
            state = .closed
        }
    }

    private func loop() throws(HTTPClient.NoAnswer) -> CallLoop {
        let result: Result<CallLoop, HTTPClient.NoAnswer> = state.withLock { state in
            switch state {
            case .running(let loop): return .success(loop)
            case .closed: return .failure(.closed)
            case .unused: break
            }
            do throws(SystemError) {
                let loop = try CallLoop(
                    to: origin, connections: connections, patience: timeoutMilliseconds)
                try BackgroundThread.start { loop.run() }
                state = .running(loop)
                return .success(loop)
            } catch {
                return .failure(.init(description: "\(error)"))
            }
        }
        return try result.get()
    }
}

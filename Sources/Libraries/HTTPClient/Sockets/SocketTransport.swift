import HTTP
import Platform
import Synchronization

/// Carries calls over sockets of its own, by a thread that is started with the first of them.
final class SocketTransport: Transport {
    private enum State {
        case unused
        case running(ClientEventLoop)
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

    func carry(_ call: ClientRequest) async -> Outcome {
        let octets = RequestWriter.serialize(
            call.method, origin.path + call.path, authority: origin.authority,
            fields: call.fields, body: call.body)
        guard let octets else { return .failure(.notSendable) }
        do throws(Client.NoAnswer) {
            let loop = try loop()
            return await withCheckedContinuation { continuation in
                let pending = PendingRequest(
                    call.method, octets,
                    deadline: MonotonicClock.milliseconds() + timeoutMilliseconds, continuation)
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

    private func loop() throws(Client.NoAnswer) -> ClientEventLoop {
        let result: Result<ClientEventLoop, Client.NoAnswer> = state.withLock { state in
            switch state {
            case .running(let loop): return .success(loop)
            case .closed: return .failure(.closed)
            case .unused: break
            }
            do throws(SystemError) {
                let loop = try ClientEventLoop(
                    to: origin, connections: connections, patience: timeoutMilliseconds)
                try SystemThread.detach { loop.run() }
                state = .running(loop)
                return .success(loop)
            } catch {
                return .failure(.init(description: "\(error)"))
            }
        }
        return try result.get()
    }
}

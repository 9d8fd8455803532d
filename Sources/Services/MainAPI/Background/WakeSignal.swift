import Synchronization

/// Wakes one waiting task, at once or after a pause; pending wake-ups merge into one.
final class WakeSignal: Sendable {
    let wakeUps: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation
    private let timer = Mutex<Task<Void, Never>?>(nil)

    init() {
        (wakeUps, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    func wake() { continuation.yield() }

    /// Wakes after a pause, unless a later call replaces it.
    func wake(after pause: Duration) {
        let task = Task {
            try? await Task.sleep(for: pause)
            if !Task.isCancelled { wake() }
        }
        replaceTimer(with: task)
    }

    func finish() {
        replaceTimer(with: nil)
        continuation.finish()
    }

    private func replaceTimer(with task: Task<Void, Never>?) {
        timer.withLock { timer in
            timer?.cancel()
            timer = task
        }
    }
}

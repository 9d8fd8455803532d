import Synchronization

/// Wakes one waiting task, at once or after a while; wakeUps that nobody heard yet count as one.
final class WakeSignal: Sendable {
    /// An element for each time that there may be something to do.
    let wakeUps: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation
    private let timer = Mutex<Task<Void, Never>?>(nil)

    init() {
        (wakeUps, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Rings now.
    func wake() {
        continuation.yield()
    }

    /// Rings after a while, unless told otherwise until then.
    func wake(after pause: Duration) {
        let task = Task {
            try? await Task.sleep(for: pause)
            if !Task.isCancelled { wake() }
        }
        replaceTimer(with: task)
    }

    /// Ends the wakeUps.
    func remove() {
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

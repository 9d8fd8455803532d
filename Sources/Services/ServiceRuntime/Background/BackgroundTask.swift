import Synchronization

/// A task that repeats rounds of work until the service stops.
package final class BackgroundTask: Sendable {
    private let wakeUps: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation
    private let timer = Mutex<Task<Void, Never>?>(nil)
    private let task = Mutex<Task<Void, Never>?>(nil)

    package init() {
        // Pending wake-ups merge into one.
        (wakeUps, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Runs `round` after a first pause, after each pause that it returns, and after each `wake`.
    package func start(
        after pause: Duration = .zero, _ round: @escaping @Sendable () async -> Duration
    ) {
        wake(after: pause)
        task.withLock { task in
            task = Task {
                for await _ in wakeUps {
                    let pause = await round()
                    if Task.isCancelled { return }
                    wake(after: pause)
                }
            }
        }
    }

    /// Starts the next round at once.
    package func wake() { continuation.yield() }

    /// Cancels the task and waits for the end of the running round.
    package func stop() async {
        replaceTimer(with: nil)
        continuation.finish()
        let task = task.withLock { $0.take() }
        task?.cancel()
        await task?.value
    }

    /// Wakes the task after a pause, unless a later call replaces it.
    private func wake(after pause: Duration) {
        let timer = Task {
            try? await Task.sleep(for: pause)
            if !Task.isCancelled { wake() }
        }
        replaceTimer(with: timer)
    }

    private func replaceTimer(with task: Task<Void, Never>?) {
        timer.withLock { timer in
            timer?.cancel()
            timer = task
        }
    }
}

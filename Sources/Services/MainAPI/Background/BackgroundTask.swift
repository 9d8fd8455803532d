import Synchronization

/// A task that repeats rounds of work until the service stops.
final class BackgroundTask: Sendable {
    private let wakeSignal = WakeSignal()
    private let task = Mutex<Task<Void, Never>?>(nil)

    /// Runs `round` after a first pause, after each pause that it returns, and after each `wake`.
    func start(after pause: Duration = .zero, _ round: @escaping @Sendable () async -> Duration) {
        wakeSignal.wake(after: pause)
        task.withLock { task in
            task = Task {
                for await _ in wakeSignal.wakeUps {
                    let pause = await round()
                    if Task.isCancelled { return }
                    wakeSignal.wake(after: pause)
                }
            }
        }
    }

    func wake() { wakeSignal.wake() }

    /// Cancels the task and waits for the end of the running round.
    func stop() async {
        wakeSignal.finish()
        let task = task.withLock { $0.take() }
        task?.cancel()
        await task?.value
    }
}

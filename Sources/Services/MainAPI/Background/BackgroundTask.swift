import Synchronization

/// Something that goes on beside the requests, again and again, until the service stops.
final class BackgroundTask: Sendable {
    private let wakeSignal = WakeSignal()
    private let task = Mutex<Task<Void, Never>?>(nil)

    /// Begins: `round` is run after a first pause, whenever `wake` is called, and after each pause
    /// that it returns.
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

    /// Has the next round begin at once.
    func wake() {
        wakeSignal.wake()
    }

    /// Ends, after the round that is under way.
    func stop() async {
        wakeSignal.remove()
        let task = task.withLock { $0.take() }
        task?.cancel()
        await task?.value
    }
}

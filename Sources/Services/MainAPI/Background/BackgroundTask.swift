import Synchronization

/// Something that goes on beside the requests, again and again, until the service stops.
final class BackgroundTask: Sendable {
    private let doorbell = WakeSignal()
    private let task = Mutex<Task<Void, Never>?>(nil)

    /// Begins: `round` is run after a first pause, whenever `wake` is called, and after each pause
    /// that it returns.
    func start(after pause: Duration = .zero, _ round: @escaping @Sendable () async -> Duration) {
        doorbell.ring(after: pause)
        task.withLock { task in
            task = Task {
                for await _ in doorbell.rings {
                    let pause = await round()
                    if Task.isCancelled { return }
                    doorbell.ring(after: pause)
                }
            }
        }
    }

    /// Has the next round begin at once.
    func wake() {
        doorbell.ring()
    }

    /// Ends, after the round that is under way.
    func stop() async {
        doorbell.remove()
        let task = task.withLock { $0.take() }
        task?.cancel()
        await task?.value
    }
}

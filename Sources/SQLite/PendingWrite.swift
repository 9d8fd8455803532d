import Synchronization

/// A write as the writer thread sees it, whatever it returns.
protocol PendingWrite: AnyObject, Sendable {
    /// Runs the write in a savepoint of the open transaction, unless it was cancelled before.
    ///
    /// - Returns: The error its caller will get, if any.
    func perform(on connection: Connection) -> (any Error)?
    /// Tells the caller the outcome, or this failure of the whole group in place of a success.
    func answer(groupFailure: (any Error)?)
}

/// A write waiting for, or running on, the writer thread.
///
/// Runs at most once and answers exactly once: cancelling is only possible before it runs.
final class Write<Value: Sendable>: PendingWrite {
    typealias Body = @Sendable (Connection) throws -> Value
    typealias Answer = @Sendable (Result<Value, any Error>) -> Void

    private enum Stage {
        case waiting(Body)
        case running
        case performed(Result<Value, any Error>)
        case answered
    }

    private struct State {
        var stage: Stage
        var answer: Answer?
    }

    private let state: Mutex<State>

    init(_ body: @escaping Body) {
        state = Mutex(State(stage: .waiting(body), answer: nil))
    }

    /// Sets who is told the outcome; called before the write is queued.
    func whenAnswered(_ answer: @escaping Answer) {
        state.withLock { $0.answer = answer }
    }

    /// Drops the write if it has not begun; its caller then gets a `CancellationError`.
    func cancel() {
        state.withLock { state in
            guard case .waiting = state.stage else { return }
            state.stage = .performed(.failure(CancellationError()))
        }
    }

    func perform(on connection: Connection) -> (any Error)? {
        guard let body = begin() else { return CancellationError() }
        let result = Result { try connection.savepoint(body) }
        state.withLock { $0.stage = .performed(result) }
        guard case .failure(let error) = result else { return nil }
        return error
    }

    private func begin() -> Body? {
        state.withLock { state in
            guard case .waiting(let body) = state.stage else { return nil }
            state.stage = .running
            return body
        }
    }

    func answer(groupFailure: (any Error)?) {
        let (answer, result) = state.withLock { state in
            let result = Self.outcome(of: state.stage, groupFailure: groupFailure)
            let answer = state.answer
            state = State(stage: .answered, answer: nil)
            return (answer, result)
        }
        if let result { answer?(result) }
    }

    private static func outcome(
        of stage: Stage, groupFailure: (any Error)?
    ) -> Result<Value, any Error>? {
        switch stage {
        case .performed(.failure(let error)): .failure(error)
        case .performed(.success(let value)): groupFailure.map { .failure($0) } ?? .success(value)
        case .waiting, .running: .failure(groupFailure ?? CancellationError())
        case .answered: nil
        }
    }
}

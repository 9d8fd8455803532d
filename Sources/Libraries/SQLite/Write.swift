import Synchronization

/// A write that waits for the writer thread or runs on it.
///
/// It is answered exactly once, may run again when its group is rolled back, and can be cancelled
/// only before it runs.
///
/// Unchecked Sendable: `answer` is set before the write is queued. Afterwards only one thread uses
/// the write: the caller whose write is refused, or the writer. ``cancel()`` is atomic.
final class Write: @unchecked Sendable {
    typealias Body = @Sendable (Connection) throws -> Void
    /// Receives the write's error, or nil when its changes are on disk.
    typealias Answer = @Sendable ((any Error)?) -> Void

    private enum Stage: UInt8, AtomicRepresentable {
        case waiting, begun, cancelled
    }

    private let stage = Atomic(Stage.waiting)
    private let body: Body
    private var answer: Answer?
    private var failure: (any Error)?

    init(_ body: @escaping Body) {
        self.body = body
    }

    /// Sets the closure that receives the outcome; called before the write is queued.
    func whenAnswered(_ answer: @escaping Answer) {
        self.answer = answer
    }

    /// Drops the write if it has not begun; its caller then receives a `CancellationError`.
    func cancel() {
        _ = stage.compareExchange(
            expected: .waiting, desired: .cancelled, ordering: .relaxed)
    }

    /// Runs the body in the open transaction, unless the write was cancelled.
    func perform(on connection: Connection, inSavepoint: Bool) -> (any Error)? {
        let (_, before) = stage.compareExchange(
            expected: .waiting, desired: .begun, ordering: .relaxed)
        do {
            guard before != .cancelled else { throw CancellationError() }
            try inSavepoint ? connection.savepoint(run(on:)) : run(on: connection)
            failure = nil
        } catch {
            failure = error
        }
        return failure
    }

    private func run(on connection: Connection) throws {
        try body(connection)
        try connection.checkReferences()
    }

    /// Answers with the write's own error or that of its group.
    func answer(groupFailure: (any Error)?) {
        answer?(failure ?? groupFailure)
        answer = nil
    }
}

/// The result of a write's body, passed from the writer thread to the caller.
///
/// Unchecked Sendable: set by the body, and read after the write was answered.
final class ResultBox<Value: Sendable>: @unchecked Sendable {
    private var value: Value?

    func set(_ value: Value) {
        self.value = value
    }

    /// - Throws: `CancellationError` if the write set no value.
    func get() throws -> Value {
        guard let value else { throw CancellationError() }
        return value
    }
}

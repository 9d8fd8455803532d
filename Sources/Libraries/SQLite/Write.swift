import Synchronization

/// A write waiting for, or running on, the writer thread.
///
/// Cancelling is only possible before it runs, and it is answered exactly once; it may run again
/// before that, when what it wrote was undone with the rest of its group.
///
/// Unchecked Sendable: `answer` is set before the write is queued. Everything after that but
/// ``cancel()`` is done by whoever has the write, the queue that refuses it or the writer thread.
final class Write: @unchecked Sendable {
    typealias Body = @Sendable (Connection) throws -> Void
    /// Takes the error that its caller gets, or nil once what the body wrote is on disk.
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

    /// Sets who is told the outcome; called before the write is queued.
    func whenAnswered(_ answer: @escaping Answer) {
        self.answer = answer
    }

    /// Drops the write if it has not begun; its caller then gets a `CancellationError`.
    func cancel() {
        _ = stage.compareExchange(
            expected: .waiting, desired: .cancelled, ordering: .relaxed)
    }

    /// Runs the body in the open transaction, unless it was cancelled before it first ran.
    ///
    /// - Parameter inSavepoint: Whether what it wrote is undone when it fails.
    /// - Returns: The error its caller will get, if any.
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

    /// Tells the caller the outcome, or this failure of the whole group in place of a success.
    func answer(groupFailure: (any Error)?) {
        answer?(failure ?? groupFailure)
        answer = nil
    }
}

/// What the body of a write returned, on its way from the writer thread to the caller.
///
/// Unchecked Sendable: set by the body, and read once the write has been answered.
final class ResultBox<Value: Sendable>: @unchecked Sendable {
    private var value: Value?

    func set(_ value: Value) {
        self.value = value
    }

    /// The value of a write that was answered without an error.
    func get() throws -> Value {
        guard let value else { throw CancellationError() }
        return value
    }
}

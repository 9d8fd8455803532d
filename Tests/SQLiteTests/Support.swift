import Dispatch
import Glibc
import SQLite
import XCTest

/// An error of the test's own.
struct Refusal: Error {}

/// Inserts a person with this name.
func insert(_ name: String, _ tx: Transaction) throws {
    try tx.execute("INSERT INTO people (name) VALUES (\(name))")
}

/// The task's error, which must be of this type.
func failure<Failure: Error>(
    _ type: Failure.Type, of task: Task<some Sendable, any Error>, line: UInt = #line
) async -> Failure? {
    switch await task.result {
    case .success: XCTFail("nothing was thrown", line: line)
    case .failure(let error as Failure): return error
    case .failure(let error): XCTFail("\(error) was thrown", line: line)
    }
    return nil
}

/// Blocks the writer thread in a write, so that the following writes form a group.
struct HeldWriter {
    private let database: Database
    private let release = DispatchSemaphore(value: 0)
    private let held: Task<Void, any Error>

    init(_ database: Database) async throws {
        self.database = database
        let (begun, signal) = AsyncStream<Void>.makeStream()
        let release = release
        held = Task {
            try await database.write { _ in
                signal.finish()
                release.wait()
                // A write runs again with its group.
                release.signal()
            }
        }
        for await _ in begun {}
    }

    /// Queues a write after earlier ones.
    func queue<Value: Sendable>(
        _ body: @escaping @Sendable (Transaction) throws -> Value
    ) async throws -> Task<Value, any Error> {
        let before = database.statistics.queuedWrites
        let task = Task { try await database.write(body) }
        try await waitUntil { database.statistics.queuedWrites > before }
        return task
    }

    /// Unblocks the writer, and waits for the group to end.
    func letGo() async {
        release.signal()
        _ = await held.result
    }
}

/// Waits until a condition holds, for a minute at most.
func waitUntil(line: UInt = #line, _ condition: () throws -> Bool) async throws {
    let deadline = ContinuousClock.now + .seconds(60)
    while try !condition() {
        guard ContinuousClock.now < deadline else {
            XCTFail("waited in vain", line: line)
            return
        }
        await Task.yield()
    }
}

/// Simulates a full disk: limits the size of the files that this process writes.
struct FileSizeLimit {
    private let former: rlimit

    init(bytes: rlim_t) throws {
        signal(SIGXFSZ, SIG_IGN)
        var limit = rlimit()
        XCTAssertEqual(getrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit), 0)
        former = limit
        limit.rlim_cur = bytes
        XCTAssertEqual(setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit), 0)
    }

    func lift() throws {
        var limit = former
        XCTAssertEqual(setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit), 0)
    }
}

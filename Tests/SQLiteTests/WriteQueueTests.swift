import SQLite
import XCTest

final class WriteQueueTests: DatabaseTestCase {
    func testAWriteBeyondTheCapacityIsRefused() async throws {
        let database = try makeDatabase { $0.maximumQueuedWrites = 2 }
        let writer = try await HeldWriter(database)
        let waiting = [
            try await writer.queue { try insert("priya", $0) },
            try await writer.queue { try insert("arjun", $0) },
        ]
        let error = await failure(
            DatabaseBusy.self, of: Task { try await database.write { try insert("kavya", $0) } })
        XCTAssertNotNil(error)
        await writer.letGo()
        for task in waiting { _ = try await task.value }
        XCTAssertEqual(try names(in: database), ["priya", "arjun"])
    }

    func testWritesAreRefusedWhileTheFirstHasWaitedTooLong() async throws {
        let database = try makeDatabase { $0.maximumQueueWait = .zero }
        let writer = try await HeldWriter(database)
        let waiting = try await writer.queue { try insert("priya", $0) }
        let error = await failure(
            DatabaseBusy.self, of: Task { try await database.write { try insert("kavya", $0) } })
        XCTAssertNotNil(error)
        await writer.letGo()
        try await waiting.value
        try await database.write { try insert("arjun", $0) }
        XCTAssertEqual(try names(in: database), ["priya", "arjun"])
    }

    func testAWaitingWriteCanBeCancelled() async throws {
        let database = try makeDatabase()
        let writer = try await HeldWriter(database)
        let cancelled = try await writer.queue { try insert("priya", $0) }
        let kept = try await writer.queue { try insert("arjun", $0) }
        cancelled.cancel()
        await writer.letGo()
        _ = try await kept.value

        let error = await failure(CancellationError.self, of: cancelled)
        XCTAssertNotNil(error)
        XCTAssertEqual(try names(in: database), ["arjun"])
    }

    func testARunningWriteIsFinishedDespiteCancellation() async throws {
        let database = try makeDatabase()
        let (begun, signal) = AsyncStream<Void>.makeStream()
        let release = DispatchSemaphore(value: 0)
        let write = Task {
            try await database.write { tx in
                signal.finish()
                release.wait()
                try insert("priya", tx)
            }
        }
        for await _ in begun {}
        write.cancel()
        release.signal()
        _ = try await write.value
        XCTAssertEqual(try names(in: database), ["priya"])
    }

    func testACancelledTaskDoesNotWrite() async throws {
        let database = try makeDatabase()
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            try await database.write { try insert("priya", $0) }
        }
        let error = await failure(CancellationError.self, of: task)
        XCTAssertNotNil(error)
        XCTAssertEqual(try names(in: database), [])
    }

    func testClosingFinishesWaitingWritesAndRefusesLaterOnes() async throws {
        let database = try makeDatabase()
        let writer = try await HeldWriter(database)
        let waiting = try await writer.queue { try insert("priya", $0) }
        let closing = Task.detached { database.close() }
        await writer.letGo()
        _ = try await waiting.value
        await closing.value

        let refused = Task { try await database.write { try insert("arjun", $0) } }
        let error = await failure(DatabaseClosed.self, of: refused)
        XCTAssertNotNil(error)
        XCTAssertThrowsError(try names(in: database)) { XCTAssert($0 is DatabaseClosed) }
        database.close()
        let reopened = try makeDatabase()
        XCTAssertEqual(try names(in: reopened), ["priya"])
    }

    func testASynchronousWriteIsCommittedWhenItReturns() throws {
        let database = try makeDatabase()
        try database.writeSynchronously { try insert("priya", $0) }
        XCTAssertEqual(try names(in: database), ["priya"])
        XCTAssertThrowsError(try database.writeSynchronously { _ in throw Refusal() }) {
            XCTAssert($0 is Refusal)
        }
    }
}

import Glibc
import SQLite
import Synchronization
import XCTest

final class GroupCommitTests: DatabaseTestCase {
    func testAWriteReturnsItsResultAfterTheCommit() async throws {
        let database = try makeDatabase()
        let id = try await database.write { tx in
            try insert("priya", tx)
            return tx.lastInsertedRowID
        }
        XCTAssertEqual(id, 1)
        XCTAssertEqual(try names(in: database), ["priya"])
    }

    func testWaitingWritesAreCommittedTogetherInOrder() async throws {
        let database = try makeDatabase()
        let writer = try await HeldWriter(database)
        let first = try await writer.queue { try insert("priya", $0) }
        let second = try await writer.queue { tx in
            try tx.first("SELECT count(*) FROM people") { $0.int(0) }
        }
        await writer.letGo()
        _ = try await first.value
        let seen = try await second.value

        XCTAssertEqual(seen, 1, "the second sees what the first wrote")
        XCTAssertEqual(database.statistics.latestGroup, 2)
        XCTAssertEqual(database.statistics.commits, 2, "with that of the one that held them up")
        XCTAssertEqual(database.statistics.writes, 3)
    }

    func testAWriteThatThrowsRollsBackAlone() async throws {
        let database = try makeDatabase()
        let writer = try await HeldWriter(database)
        let before = try await writer.queue { try insert("priya", $0) }
        let refused: Task<Void, any Error> = try await writer.queue { tx in
            try insert("arjun", tx)
            throw Refusal()
        }
        let after = try await writer.queue { try insert("kavya", $0) }
        await writer.letGo()
        _ = try await (before.value, after.value)

        let error = await failure(Refusal.self, of: refused)
        XCTAssertNotNil(error)
        XCTAssertEqual(try names(in: database), ["priya", "kavya"])
        XCTAssertEqual(database.statistics.failedWrites, 1)
    }

    func testAGroupRunsAgainOnlyIfAWriteFailedAfterItWrote() async throws {
        let database = try makeDatabase()
        for (writesBefore, runs) in [(false, 1), (true, 2)] {
            let writer = try await HeldWriter(database)
            let count = Atomic(0)
            let before = try await writer.queue { tx in
                count.add(1, ordering: .relaxed)
                try tx.execute(
                    "INSERT INTO people (name, age) VALUES (\("run \(runs)"), 1)")
                return count.load(ordering: .relaxed)
            }
            let refused: Task<Void, any Error> = try await writer.queue { tx in
                _ = try tx.first("SELECT count(*) FROM people") { $0.int(0) }
                if writesBefore { try tx.execute("UPDATE people SET age = 99") }
                throw Refusal()
            }
            await writer.letGo()

            let error = await failure(Refusal.self, of: refused)
            XCTAssertNotNil(error)
            let returned = try await before.value
            XCTAssertEqual(returned, runs, "the answer is that of the last time")
            XCTAssertEqual(count.load(ordering: .relaxed), runs)
        }
        let ages = try database.read { tx in
            try tx.all("SELECT age FROM people") { $0.int(0) }
        }
        XCTAssertEqual(ages, [1, 1])
        XCTAssertEqual(database.statistics.failedWrites, 2)
        XCTAssertEqual(database.statistics.writes, 4, "each counts once, however often it ran")
    }

    func testAFailedWriteIsUndoneCompletely() async throws {
        let database = try makeDatabase()
        let refused: Task<Void, any Error> = Task {
            try await database.write { tx in
                try tx.execute("CREATE TABLE places (name TEXT)")
                throw Refusal()
            }
        }
        let error = await failure(Refusal.self, of: refused)
        XCTAssertNotNil(error)
        let tables = try database.read { tx in
            try tx.all("SELECT name FROM sqlite_schema WHERE type = 'table'") {
                $0.string(0)
            }
        }
        XCTAssertEqual(tables, ["people"])
    }

    func testAWriteTooLargeToBeUndoneInMemoryRollsBackAlone() async throws {
        let database = try makeDatabase()
        let count = 20_000
        _ = try await database.write { tx in
            try tx.execute(
                """
                WITH RECURSIVE number (n) AS
                    (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < \(count))
                INSERT INTO people (name) SELECT printf('guest %0100d', n) FROM number
                """)
        }
        let writer = try await HeldWriter(database)
        let before = try await writer.queue { try insert("priya", $0) }
        let refused: Task<Void, any Error> = try await writer.queue { tx in
            try tx.execute("UPDATE people SET age = 33")
            throw Refusal()
        }
        let after = try await writer.queue { try insert("arjun", $0) }
        await writer.letGo()
        _ = try await (before.value, after.value)

        let error = await failure(Refusal.self, of: refused)
        XCTAssertNotNil(error)
        XCTAssertEqual(try names(in: database).suffix(2), ["priya", "arjun"])
        let changed = try database.read { tx in
            try tx.first("SELECT count(age) FROM people") { $0.int(0) }
        }
        XCTAssertEqual(changed, 0)
        XCTAssertEqual(try database.findings(of: .quick), [])
    }

    func testAWriteThatBreaksAForeignKeyFailsAlone() async throws {
        let database = try makeDatabase()
        let writer = try await HeldWriter(database)
        let before = try await writer.queue { try insert("priya", $0) }
        let guilty = try await writer.queue { tx in
            try tx.execute("PRAGMA defer_foreign_keys = ON")
            try tx.execute("INSERT INTO people (name, friend) VALUES ('arjun', 99)")
        }
        let after = try await writer.queue { tx in
            try tx.execute("PRAGMA defer_foreign_keys = ON")
            try tx.execute("INSERT INTO people (name, friend) VALUES ('meera', 100)")
            try tx.execute("INSERT INTO people (id, name) VALUES (100, 'kavya')")
        }
        await writer.letGo()
        _ = try await (before.value, after.value)

        let error = await failure(SQLiteError.self, of: guilty)
        XCTAssertEqual(error?.isForeignKeyViolation, true)
        XCTAssertEqual(try names(in: database), ["priya", "meera", "kavya"])
        XCTAssertEqual(database.statistics.failedWrites, 1)
    }

    func testAFullDiskFailsTheGroupAndLaterWritesSucceed() async throws {
        let database = try makeDatabase()
        let writer = try await HeldWriter(database)
        let first = try await writer.queue { try insert("priya", $0) }
        let second = try await writer.queue { try insert("arjun", $0) }
        let refused: Task<Void, any Error> = try await writer.queue { _ in throw Refusal() }
        let limit = try FileSizeLimit(bytes: 0)
        await writer.letGo()

        let errors = await [
            failure(SQLiteError.self, of: first), failure(SQLiteError.self, of: second),
        ]
        let own = await failure(Refusal.self, of: refused)
        try limit.lift()
        XCTAssertNotNil(own, "a write that had failed by itself keeps its own error")
        XCTAssertNotNil(errors[0])
        XCTAssertEqual(errors[0], errors[1])
        XCTAssertEqual(try names(in: database), [])
        try await database.write { try insert("kavya", $0) }
        XCTAssertEqual(try names(in: database), ["kavya"])
    }

    func testAWriteThatMakesSQLiteRollBackTheTransactionFailsThoseBeforeIt() async throws {
        let database = try makeDatabase()
        try await database.write { try insert("priya", $0) }
        let writer = try await HeldWriter(database)
        let before = try await writer.queue { try insert("arjun", $0) }
        let guilty = try await writer.queue { tx in
            try tx.execute("INSERT OR ROLLBACK INTO people (name) VALUES ('priya')")
        }
        let after = try await writer.queue { try insert("kavya", $0) }
        await writer.letGo()

        let errors = await [
            failure(SQLiteError.self, of: before), failure(SQLiteError.self, of: guilty),
        ]
        XCTAssertEqual(errors.map { $0?.isUniqueViolation }, [true, true])
        _ = try await after.value
        XCTAssertEqual(try names(in: database), ["priya", "kavya"])
    }

    func testAWriteThatIgnoresARollbackFails() async throws {
        let database = try makeDatabase()
        try await database.write { try insert("priya", $0) }
        let writer = try await HeldWriter(database)
        let before = try await writer.queue { try insert("arjun", $0) }
        let guilty = try await writer.queue { tx in
            _ = try? tx.execute("INSERT OR ROLLBACK INTO people (name) VALUES ('priya')")
        }
        await writer.letGo()

        for task in [before, guilty] {
            let error = await failure(SQLiteError.self, of: task)
            XCTAssertNotNil(error)
        }
        XCTAssertEqual(try names(in: database), ["priya"])
    }

    func testAWriteCannotEndTheTransactionOfItsGroup() async throws {
        let database = try makeDatabase()
        let refused: [SQL] = [
            "COMMIT", " end", "ROLLBACK", "rollback to one_write", "BEGIN", "SAVEPOINT x",
            "RELEASE one_write",
        ]
        for sql in refused {
            let task = Task {
                try await database.write { tx in
                    try insert("priya", tx)
                    try tx.execute(sql)
                }
            }
            let error = await failure(SQLiteError.self, of: task)
            XCTAssertNotNil(error)
        }
        XCTAssertEqual(try names(in: database), [])
    }

    func testAFullDatabaseFailsTheWrite() async throws {
        let database = try makeDatabase()
        try await database.write { tx in
            let pages = try tx.first("PRAGMA page_count") { $0.int(0) }
            XCTAssertEqual(pages, 3)
            try tx.rows("PRAGMA max_page_count = 3") { _ in }
        }
        let writer = try await HeldWriter(database)
        let small = try await writer.queue { try insert("priya", $0) }
        let large = try await writer.queue { tx in
            try insert(String(repeating: "a", count: 100_000), tx)
        }
        await writer.letGo()

        let error = await failure(SQLiteError.self, of: large)
        XCTAssertEqual(error?.isFull, true)
        let answered = await small.result
        XCTAssertEqual(try names(in: database) == ["priya"], (try? answered.get()) != nil)
    }

    func testALockHeldPastTheTimeoutFailsTheWholeGroup() async throws {
        let other = try makeDatabase()
        let database = try makeDatabase { $0.busyTimeoutMilliseconds = 1 }
        let lock = try await HeldWriter(other)
        let tasks = ["priya", "arjun"].map { name in
            Task { try await database.write { try insert(name, $0) } }
        }
        for task in tasks {
            let error = await failure(SQLiteError.self, of: task)
            XCTAssertEqual(error?.isBusy, true)
        }
        await lock.letGo()
        try await database.write { try insert("kavya", $0) }
        XCTAssertEqual(try names(in: database), ["kavya"])
    }

    func testManyConcurrentWritesAreAllStored() async throws {
        let database = try makeDatabase { $0.maximumGroup = 7 }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<500 {
                group.addTask { try await database.write { try insert("\(number)", $0) } }
            }
            try await group.waitForAll()
        }
        XCTAssertEqual(Set(try names(in: database)), Set((0..<500).map { "\($0)" }))
        XCTAssertEqual(database.statistics.writes, 500)
        XCTAssertLessThanOrEqual(database.statistics.largestGroup, 7)
    }

    func testCommitsAreReportedHoweverManyThereWere() throws {
        let database = try makeDatabase { $0.synchronous = .off }
        let reported = Mutex(0)
        database.onCommit { changes in
            if changes.contains(Changes(rawValue: 4)) { reported.withLock { $0 += 1 } }
        }
        for _ in 0..<100_000 {
            try database.writeSynchronously { $0.didChange(Changes(rawValue: 4)) }
        }
        try database.writeSynchronously { _ in }
        XCTAssertEqual(reported.withLock { $0 }, 100_000)
    }

}

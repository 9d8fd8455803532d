import SQLite
import XCTest

final class SnapshotCacheTests: DatabaseTestCase {
    /// Checks for other connections' commits every time.
    private let cache = SnapshotCache<String, [String]>(capacity: 3, noticingOthersWithin: 0) {
        $1.count
    }
    /// Never checks for other connections' commits.
    private let patientCache = SnapshotCache<String, [String]>(
        capacity: 3, noticingOthersWithin: 3_600_000_000
    ) { $1.count }
    private var made = 0

    func testAValueIsMadeOnceWithoutWrites() throws {
        let database = try makeDatabase()
        try database.writeSynchronously { try insert("priya", $0) }
        XCTAssertEqual(try cachedNames(in: database), ["priya"])
        XCTAssertEqual(try cachedNames(in: database), ["priya"])
        XCTAssertEqual(made, 1)
    }

    func testAWriteInvalidatesTheValueBeforeItReturns() async throws {
        let database = try makeDatabase()
        for count in 1...20 {
            try await database.write { try insert("guest \(count)", $0) }
            let counted = try database.read(patientCache, "count", while: { _ in true }) {
                tx in
                [try tx.first("SELECT count(*) FROM people") { $0.string(0) } ?? ""]
            }
            XCTAssertEqual(counted, ["\(count)"])
        }
    }

    func testAWriteOverAnotherConnectionInvalidatesTheValue() throws {
        let database = try makeDatabase()
        XCTAssertEqual(try cachedNames(in: database), [])
        let other = try makeDatabase()
        try other.writeSynchronously { try insert("arjun", $0) }
        XCTAssertEqual(try cachedNames(in: database), ["arjun"])
    }

    func testAValueWithAVersionIsMadeAgainWhenTheVersionChanges() throws {
        let database = try makeDatabase()
        let counted = SnapshotCache<String, [String]>(
            capacity: 3, noticingOthersWithin: 0,
            version: { tx in try tx.first("SELECT count(*) FROM people") { $0.int64(0) } ?? 0 },
            cost: { $1.count })
        func names() throws -> [String] {
            try database.read(counted, "names", while: { _ in true }) { tx in
                made += 1
                return try tx.all("SELECT name FROM people ORDER BY id") { $0.string(0) }
            }
        }
        try database.writeSynchronously { try insert("priya", $0) }
        XCTAssertEqual(try names(), ["priya"])
        try database.writeSynchronously { _ = try $0.execute("UPDATE people SET name = 'arjun'") }
        XCTAssertEqual(try names(), ["priya"])
        XCTAssertEqual(made, 1)
        try database.writeSynchronously { try insert("kavya", $0) }
        XCTAssertEqual(try names(), ["arjun", "kavya"])
    }

    func testAnOutdatedValueIsMadeAgain() throws {
        let database = try makeDatabase()
        XCTAssertEqual(try cachedNames(in: database), [])
        XCTAssertEqual(try cachedNames(in: database, isCurrent: false), [])
        XCTAssertEqual(made, 2)
    }

    func testEachKeyHasItsOwnValue() throws {
        let database = try makeDatabase()
        _ = try cachedNames(in: database, key: "one")
        _ = try cachedNames(in: database, key: "two")
        _ = try cachedNames(in: database, key: "one")
        XCTAssertEqual(made, 2)
    }

    func testAnErrorIsNotCached() throws {
        let database = try makeDatabase()
        XCTAssertThrowsError(
            try database.read(cache, "names", while: { _ in true }) { _ in throw Refusal() })
        XCTAssertEqual(try cachedNames(in: database), [])
        XCTAssertEqual(made, 1)
    }

    func testAValueBeyondTheCapacityRemovesTheOthers() throws {
        let database = try makeDatabase()
        try database.writeSynchronously { tx in
            for name in ["priya", "arjun"] { try insert(name, tx) }
        }
        for _ in 1...3 {
            for key in ["one", "two"] { _ = try cachedNames(in: database, key: key) }
        }
        XCTAssertEqual(made, 6, "two of cost 2 do not fit into 3 together")
    }

    func testAReplacedValueNoLongerCounts() throws {
        let database = try makeDatabase()
        try database.writeSynchronously { try insert("priya", $0) }
        _ = try cachedNames(in: database, key: "one")
        for _ in 1...5 { _ = try cachedNames(in: database, key: "two", isCurrent: false) }
        _ = try cachedNames(in: database, key: "one")
        XCTAssertEqual(made, 6, "two of cost 1 fit into 3 together")
    }

    func testAValueAboveTheCapacityIsNotCached() throws {
        let database = try makeDatabase()
        try database.writeSynchronously { tx in
            for name in ["priya", "arjun", "kavya", "bhavin"] { try insert(name, tx) }
        }
        for _ in 1...2 { XCTAssertEqual(try cachedNames(in: database).count, 4) }
        XCTAssertEqual(made, 2)
    }

    func testAClosedDatabaseReturnsNoCachedValue() throws {
        let database = try makeDatabase()
        _ = try cachedNames(in: database)
        database.close()
        XCTAssertThrowsError(try cachedNames(in: database)) { XCTAssert($0 is DatabaseClosed) }
    }

    private func cachedNames(
        in database: Database, key: String = "names", isCurrent: Bool = true
    ) throws -> [String] {
        try database.read(cache, key, while: { _ in isCurrent }) { tx in
            made += 1
            return try tx.all("SELECT name FROM people ORDER BY id") { $0.string(0) }
        }
    }
}

import Foundation
import SQLite
import XCTest

@testable import BookingStore

/// Databases as earlier versions of the program left them, one file of SQL for each version.
final class OlderVersionTests: StoreTestCase {
    private static let fixtures = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("Fixtures")

    func testEveryOlderVersionHasItsFile() throws {
        for version in 1..<BookingMigrations.all.count {
            XCTAssertTrue(
                FileManager.default.fileExists(atPath: Self.fixture(version).path),
                "Version \(version) is no longer the latest: keep a database of it.")
        }
    }

    func testEveryOlderVersionIsBroughtUpToDateWithAllThatItHolds() throws {
        let schema = try Self.schema(of: database)
        for version in 1..<BookingMigrations.all.count {
            let older = try database(ofVersion: version)
            defer { older.close() }
            XCTAssertEqual(try Self.schema(of: older), schema, "version \(version)")
            XCTAssertEqual(try Invariants.check(older), [], "version \(version)")
            let kept = try older.read { connection in
                try connection.all("SELECT id || ' ' || status FROM bookings ORDER BY id") {
                    $0.string(0)
                }
            }
            let oldest = ["1 confirmed", "2 cancelled", "3 held", "4 expired"]
            XCTAssertEqual(kept, version == 1 ? oldest : oldest + ["5 refunded"])
            let seats = try older.read { connection in
                try connection.all(
                    "SELECT event_id, taken, capacity FROM event_seats ORDER BY event_id"
                ) { [$0.int(0), $0.int(1), $0.int(2)] }
            }
            XCTAssertEqual(seats, [[1, 2, 4], [2, 3, 20], [3, 0, 9]], "version \(version)")
        }
    }

    func testNoNumberOfANoticeIsGivenOutAgainWhereAnOlderVersionWasRestored() throws {
        for (version, next) in [(6, 7), (7, 1_000_007)] {
            let older = try database(ofVersion: version)
            defer { older.close() }
            let moment = now
            let latest = try older.writeSynchronously { connection in
                _ = try BookSeats(event: .init(1), user: .init(2), seats: .one)
                    .perform(on: connection, at: moment)
                return try Outbox.latest(on: connection)
            }
            XCTAssertEqual(latest, Int64(next), "version \(version)")
        }
    }

    func testAnOlderVersionTakesBookingsOnceItIsUpToDate() throws {
        for version in 1..<BookingMigrations.all.count {
            let older = try database(ofVersion: version)
            defer { older.close() }
            let moment = now
            let booking = try older.writeSynchronously { connection in
                try BookSeats(event: .init(1), user: .init(2), seats: .one)
                    .perform(on: connection, at: moment)
            }
            XCTAssertEqual(booking.event.seatsLeft, 1)
            XCTAssertEqual(try Invariants.check(older), [])
        }
    }

    private static func fixture(_ version: Int) -> URL {
        fixtures.appendingPathComponent("version-\(version).sql")
    }

    /// The database of that version, opened by this one.
    private func database(ofVersion version: Int) throws -> Database {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
            UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        addTeardownBlock { try FileManager.default.removeItem(at: folder) }
        let path = folder.appendingPathComponent("main.sqlite").path
        let shell = Process()
        shell.executableURL = URL(fileURLWithPath: "/usr/bin/sqlite3")
        shell.arguments = ["-bail", path]
        shell.standardInput = try FileHandle(forReadingFrom: Self.fixture(version))
        try shell.run()
        shell.waitUntilExit()
        XCTAssertEqual(shell.terminationStatus, 0)
        return try Database(path: path, migrations: BookingMigrations.all)
    }

    private static func schema(of database: Database) throws -> [String] {
        try database.read { connection in
            try connection.all("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name")
            {
                $0.string(0)
            }
        }
    }
}

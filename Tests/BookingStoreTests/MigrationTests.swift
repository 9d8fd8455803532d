import BookingDomain
import Foundation
import JSONCoding
import SQLite
import TestSupport
import Timekeeping
import XCTest

@testable import BookingStore

/// Migrations of databases of older versions, which are SQL files in `Fixtures`.
final class MigrationTests: StoreTestCase {
    private static let fixtures = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("Fixtures")
    private let time = SettableClock(Timestamp(clamping: 1_799_539_200))

    func testEveryOlderVersionHasAFixture() throws {
        for version in 1..<BookingMigrations.all.count {
            XCTAssertTrue(
                FileManager.default.fileExists(atPath: Self.fixture(version).path),
                "Version \(version) is not the latest: add a fixture of it.")
        }
    }

    func testMigrationKeepsTheDataOfEveryOlderVersion() throws {
        let schema = try Self.schema(of: database)
        for version in 1..<BookingMigrations.all.count {
            let older = try database(ofVersion: version)
            defer { older.close() }
            XCTAssertEqual(try Self.schema(of: older), schema, "version \(version)")
            XCTAssertEqual(try Invariants.check(older), [], "version \(version)")
            let bookings = try older.read { tx in
                try tx.all("SELECT id || ' ' || status FROM bookings ORDER BY id") {
                    $0.string(0)
                }
            }
            let oldest = ["1 confirmed", "2 cancelled", "3 held", "4 expired"]
            XCTAssertEqual(bookings, version == 1 ? oldest : oldest + ["5 refunded"])
            let seats = try older.read { tx in
                try tx.all(
                    "SELECT event_id, taken, capacity FROM event_seats ORDER BY event_id"
                ) { [$0.int(0), $0.int(1), $0.int(2)] }
            }
            XCTAssertEqual(seats, [[1, 2, 4], [2, 3, 20], [3, 0, 9]], "version \(version)")
        }
    }

    func testNoticeIDsAreNotReusedAfterAMigration() throws {
        for (version, next) in [
            (6, 7), (7, 1_000_007), (8, 1_000_007), (9, 1_000_007), (10, 1_000_007),
            (11, 1_000_007), (12, 1_000_007), (13, 1_000_007), (14, 1_000_007),
            (15, 1_000_007), (16, 1_000_007), (17, 1_000_007), (18, 1_000_007),
            (19, 1_000_007), (20, 1_000_007), (21, 1_000_007), (22, 1_000_007), (23, 1_000_007),
            (24, 1_000_007), (25, 1_000_007), (26, 1_000_007),
        ] {
            let older = try database(ofVersion: version)
            defer { older.close() }
            let latest = try older.writeSynchronously { tx in
                _ = try tx.book(.one, of: .init(1), for: .init(2))
                return try tx.outbox.latest()
            }
            XCTAssertEqual(latest, Int64(next), "version \(version)")
        }
    }

    func testAMigratedDatabaseAcceptsBookings() throws {
        for version in 1..<BookingMigrations.all.count {
            let older = try database(ofVersion: version)
            defer { older.close() }
            let booking = try older.writeSynchronously { tx in
                try tx.book(.one, of: .init(1), for: .init(2))
            }
            XCTAssertEqual(booking.event.seatsLeft, 1)
            XCTAssertEqual(try Invariants.check(older), [])
        }
    }

    func testMigrationKeepsTimelinesAndEmails() throws {
        let timelines = [
            "confirmed", "confirmed cancelled", "held", "held expired",
            "held payment_started payment_succeeded confirmed cancelled refund_initiated "
                + "refund_processed",
        ]
        for version in 1..<BookingMigrations.all.count {
            let older = try database(ofVersion: version)
            defer { older.close() }
            let mails = try older.writeSynchronously { tx in
                let before = try Self.mails(in: tx)
                try tx.mails.collect(limit: 99)
                XCTAssertEqual(try Self.mails(in: tx), before, "version \(version)")
                return before
            }
            // No hold has expired yet.
            time.set(Timestamp(clamping: 0))
            defer { time.set(now) }
            let found = try older.read { tx in
                try (1...5).compactMap { try tx.bookings.find(BookingID($0)) }.map { booking in
                    try tx.timelines.all(of: booking).map(\.kind.rawValue)
                        .joined(separator: " ")
                }
            }
            XCTAssertEqual(found, version == 1 ? Array(timelines[..<4]) : timelines)
            guard version >= 3 else { continue }
            let latest = ["5 confirmed", "5 refund_processed"]
            XCTAssertEqual(mails, version >= 8 ? latest + ["1 confirmed"] : latest)
        }
    }

    func testChangesAfterAMigrationAreMailed() throws {
        let older = try database(
            ofVersion: 8,
            """
            INSERT INTO bookings (event_id, user_id, seats, status, amount, currency,
                refund_policy, created_at, confirmed_at)
            VALUES (1, 2, 1, 'confirmed', 0, 'INR', '[]', 1790000800, 1790000800);
            INSERT INTO outbox (notification_id, booking_id, payload, created_at, next_attempt_at)
            VALUES ('', last_insert_rowid(), '{"type":"booking.confirmed"}', 0, 0);
            UPDATE facts SET value = 14 WHERE name = 'mailed_through';
            UPDATE users SET email = 'meera@example.com' WHERE id = 2;
            """)
        defer { older.close() }
        let mails = try older.writeSynchronously { tx in
            let before = try Self.mails(in: tx)
            _ = try tx.cancelBooking(.init(6), of: .init(2))
            _ = try tx.book(.one, of: .init(1), for: .init(2))
            try tx.mails.collect(limit: 99)
            return try Self.mails(in: tx).dropFirst(before.count)
        }
        XCTAssertEqual(mails.sorted(), ["1000007 confirmed", "6 cancelled"])
    }

    func testUndeliveredNoticesAreDeliveredAfterAMigration() throws {
        for version in 1..<BookingMigrations.all.count {
            let older = try database(ofVersion: version)
            defer { older.close() }
            let found = try older.writeSynchronously { tx in
                let due = try tx.outbox.due(limit: 99)
                try tx.outbox.record(due, refused: [:])
                XCTAssertEqual(try tx.outbox.depth().count, 0, "version \(version)")
                return due.notices.map { notice in
                    let content = notice.notice
                    return "\(notice.sequence) \(content.type ?? "") \(content.status ?? "") "
                        + content.user
                }
            }
            let latest = ["3 booking.cancelled cancelled Meera"]
            XCTAssertEqual(
                found,
                version == 1 ? latest : latest + ["6 booking.refunded refunded Bhavin"],
                "version \(version)")
        }
    }

    func testAddressesFromBeforeKeepTheirLettersAndAreUnconfirmed() throws {
        let older = try database(
            ofVersion: 16, "UPDATE users SET email = 'meera@example.com' WHERE id = 2;")
        defer { older.close() }
        let account = try XCTUnwrap(older.read { try $0.users.account(of: .init(2)) })
        XCTAssertEqual(account.user.email, "meera@example.com")
        XCTAssertFalse(account.user.isEmailConfirmed)
        XCTAssertTrue(account.getsLinkAtLogin)
        let mails = try older.writeSynchronously { tx in
            _ = try tx.book(.one, of: .init(1), for: .init(2))
            _ = try tx.mails.collect(limit: 99)
            return try tx.mails.due(limit: 9).map(\.address)
        }
        XCTAssertEqual(mails.last, "meera@example.com")
    }

    func testDelayedNoticesOfABookingStayInOrderAfterAMigration() throws {
        let older = try database(
            ofVersion: 10, "UPDATE outbox SET delivered_at = NULL WHERE id IN (1, 2);")
        defer { older.close() }
        let sequences = try older.writeSynchronously { tx in
            var sequences: [[Int64]] = []
            for _ in 1...3 {
                let due = try tx.outbox.due(limit: 99)
                sequences.append(due.notices.map(\.sequence))
                try tx.outbox.record(due, refused: [:])
            }
            return sequences
        }
        XCTAssertEqual(sequences, [[1, 2, 6], [3], []])
    }

    /// The booking and the change of each email.
    private static func mails(in tx: Transaction) throws -> [String] {
        try tx.all(
            """
            SELECT m.booking_id || ' ' || coalesce(c.kind, 'confirmed')
            FROM mails m LEFT JOIN booking_changes c ON c.id = m.change_id ORDER BY m.id
            """
        ) { $0.string(0) }
    }

    private static func fixture(_ version: Int) -> URL {
        fixtures.appendingPathComponent("version-\(version).sql")
    }

    /// Opens a database of an older version after running more SQL in it.
    private func database(ofVersion version: Int, _ more: String = "") throws -> Database {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
            UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        addTeardownBlock { try FileManager.default.removeItem(at: folder) }
        let path = folder.appendingPathComponent("main.sqlite").path
        let shell = Process()
        shell.executableURL = URL(fileURLWithPath: "/usr/bin/sqlite3")
        shell.arguments = ["-bail", path]
        let commands = Pipe()
        shell.standardInput = commands
        try shell.run()
        try commands.fileHandleForWriting.write(
            contentsOf: Data(contentsOf: Self.fixture(version)) + Data(more.utf8))
        try commands.fileHandleForWriting.close()
        shell.waitUntilExit()
        XCTAssertEqual(shell.terminationStatus, 0)
        return try Database(
            path: path, migrations: BookingMigrations.all, clock: time.clock)
    }

    private static func schema(of database: Database) throws -> [String] {
        try database.read { tx in
            try tx.all("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name") {
                $0.string(0)
            }
        }
    }
}

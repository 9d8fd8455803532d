import BookingDomain
import Foundation
import SQLite
import ServiceContract
import Timekeeping
import XCTest

@testable import CRMAPI

/// Migrates databases of earlier versions, which `Fixtures` has as one SQL file per version.
final class OlderVersionTests: XCTestCase {
    private static let fixtures = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("Fixtures")

    func testDatabasesOfOlderVersionsAreMigratedWithTheirContent() throws {
        let latest = try Database(path: try path(), migrations: Schema.migrations)
        defer { latest.close() }
        let schema = try Self.texts("SELECT sql FROM sqlite_schema ORDER BY name", latest)
        for version in 1..<Schema.migrations.count {
            let older = try database(ofVersion: version)
            defer { older.close() }
            XCTAssertEqual(
                try Self.texts("SELECT sql FROM sqlite_schema ORDER BY name", older), schema)
            XCTAssertEqual(
                try Self.texts("SELECT booking_id || ' ' || user FROM bookings ORDER BY id", older),
                ["101 Bhavin", "102 Asha"])
            var notice = BookingNotice(
                bookingID: 102, user: "Asha", event: "Evening Talk", facilitatorID: 2)
            (notice.notificationID, notice.sequence, notice.status) = ("n-8", 8, "cancelled")
            let receipt = try older.writeSynchronously { [notice] tx in
                try tx.notifiedBookings.record(notice)
            }
            XCTAssertFalse(receipt.isDuplicate)
            XCTAssertEqual(
                try Self.texts("SELECT status FROM bookings WHERE booking_id = 102", older),
                ["cancelled"])
        }
    }

    /// Opens a database of an older version, which migrates it; fails without the version's file.
    private func database(ofVersion version: Int) throws -> Database {
        let path = try path()
        let shell = Process()
        shell.executableURL = URL(fileURLWithPath: "/usr/bin/sqlite3")
        shell.arguments = ["-bail", path]
        shell.standardInput = try FileHandle(
            forReadingFrom: Self.fixtures.appendingPathComponent("version-\(version).sql"))
        try shell.run()
        shell.waitUntilExit()
        XCTAssertEqual(shell.terminationStatus, 0)
        return try Database(path: path, migrations: Schema.migrations)
    }

    private func path() throws -> String {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
            UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        addTeardownBlock { try FileManager.default.removeItem(at: folder) }
        return folder.appendingPathComponent("crm.sqlite").path
    }

    private static func texts(_ query: SQL, _ database: Database) throws -> [String?] {
        try database.read { tx in try tx.all(query) { $0.optionalString(0) } }
    }
}

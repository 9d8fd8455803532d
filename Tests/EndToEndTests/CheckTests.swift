import BookingStore
import Foundation
import SQLite
import XCTest

/// `MainAPI check` and the metric of the same check.
final class CheckTests: XCTestCase {
    private var centre: Centre!

    override func setUp() async throws {
        centre = try await Centre(demo: true, environment: ["CHECK_INTERVAL": "1s"])
    }
    override func tearDown() async throws { await centre?.close() }

    func testASoundDatabaseHasNoBreach() async throws {
        let (status, output) = try check(centre.folder + "/main.sqlite")
        XCTAssertEqual(output, "no breach\n")
        XCTAssertEqual(status, 0)
    }

    func testEveryBreachIsNamed() async throws {
        let database = try Database(
            path: centre.folder + "/main.sqlite", migrations: BookingMigrations.all)
        try database.writeSynchronously { connection in
            try connection.execute("UPDATE events SET seats_taken = seats_taken + 1 WHERE id = 1")
            try connection.execute("DELETE FROM outbox WHERE id = 1")
        }
        database.close()
        let (status, output) = try check(centre.folder + "/main.sqlite")
        let lines = output.split(separator: "\n")
        XCTAssertEqual(lines.count, 2, output)
        XCTAssertTrue(lines[0].hasPrefix("seats_counted: event 1 counts "), output)
        XCTAssertTrue(lines[1].hasPrefix("crm_told: booking "), output)
        XCTAssertEqual(status, 1)

        let found = try await eventually {
            try await self.centre.main.get("/metrics").text.contains("\ninvariant_breaches 2\n")
                ? true : nil
        }
        XCTAssertTrue(found)
    }

    func testAFileThatIsNotThereIsNotMade() throws {
        let path = centre.folder + "/nowhere.sqlite"
        let (status, output) = try check(path)
        XCTAssertEqual(output, "")
        XCTAssertEqual(status, 1)
        XCTAssertFalse(FileManager.default.fileExists(atPath: path))
    }

    private func check(_ path: String) throws -> (status: Int32, output: String) {
        let program = Process()
        program.executableURL = URL(fileURLWithPath: CommandLine.arguments[0])
            .deletingLastPathComponent().appendingPathComponent("MainAPI")
        program.arguments = ["check", "--database", path]
        let output = Pipe()
        program.standardOutput = output
        program.standardError = FileHandle.nullDevice
        try program.run()
        let text = output.fileHandleForReading.readDataToEndOfFile()
        program.waitUntilExit()
        return (program.terminationStatus, String(decoding: text, as: UTF8.self))
    }
}

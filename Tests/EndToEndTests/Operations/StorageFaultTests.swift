import BookingStore
import Foundation
import Glibc
import HTTPClient
import JSONCoding
import SQLite
import TestSupport
import XCTest

/// The executables on a full disk and with damaged or unsuitable files.
final class StorageFaultTests: XCTestCase {
    private let folder = NSTemporaryDirectory() + "storage-\(UUID().uuidString)"
    private var path: String { folder + "/main.sqlite" }

    override func setUp() async throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }
    override func tearDown() async throws {
        try FileManager.default.removeItem(atPath: folder)
    }

    func testAFullDiskIsReportedAndBookingsResumeWithFreeSpace() async throws {
        let service = try start()
        let guest = try await service.client.registered("bhavin")
        // Its files already exceed the limit, so every write fails.
        try limitFiles(of: service, bytes: 1)
        let refused = try await guest.post("/book", #"{"event_id": 1}"#)
        XCTAssertEqual(refused.status, 503, refused.text)
        XCTAssertEqual(refused.code, "storage_failed")
        XCTAssertNotNil(refused["retry-after"])
        let reading = try await guest.get("/events")
        XCTAssertEqual(reading.status, 200)
        try limitFiles(of: service, bytes: nil)
        let booked = try await guest.post("/book", #"{"event_id": 1}"#)
        XCTAssertEqual(booked.status, 201, booked.text)
        let status = await service.stop()
        XCTAssertEqual(status, 0)
        XCTAssertEqual(try check().output, "no violations\n")
    }

    func testADamagedDatabaseIsNotServed() async throws {
        try await seed()
        try damage()
        let start = try Program.mainAPI.run(["--port", "0", "--database", path])
        XCTAssertEqual(start.status, 1)
        XCTAssertEqual(start.output, "", "no ready line")
        XCTAssertTrue(
            start.errors.hasPrefix("MainAPI: \(path) is damaged and cannot be used: "),
            start.errors)
        let check = try check()
        XCTAssertEqual(check.status, 1)
        XCTAssertTrue(check.output.hasPrefix("file_sound: "), check.output)
        let backup = try Program.mainAPI.run(["backup", folder + "/copy", "--database", path])
        XCTAssertEqual(backup.status, 1)
        XCTAssertFalse(FileManager.default.fileExists(atPath: folder + "/copy"))
    }

    func testADatabaseOfANewerVersionIsRefusedUnchanged() async throws {
        try await seed()
        let newer = BookingMigrations.all + [Migration(name: "of tomorrow", sql: [])]
        try Database(path: path, migrations: newer).close()
        let before = try Data(contentsOf: URL(filePath: path))
        let start = try Program.mainAPI.run(["--port", "0", "--database", path])
        XCTAssertEqual(start.status, 1)
        XCTAssertTrue(
            start.errors.contains("is at schema version \(newer.count), newer than"), start.errors)
        XCTAssertEqual(try Data(contentsOf: URL(filePath: path)), before)
    }

    func testAReadOnlyDatabaseIsReportedAtStartup() async throws {
        try await seed()
        chmod(path, 0o444)
        // Root can write to read-only files unless it lacks this capability.
        let bounded = ["/usr/bin/setpriv", "--bounding-set=-dac_override"]
        let start = try Program.mainAPI.run(
            ["--port", "0", "--database", path], launcher: getuid() == 0 ? bounded : [])
        XCTAssertEqual(start.status, 1)
        XCTAssertEqual(start.errors, "MainAPI: opening \(path): Permission denied\n")
    }

    func testABackupUnderLoadHasEveryConfirmedBooking() async throws {
        let service = try start()
        let guest = try await service.client.registered("bhavin")
        let booked = try await guest.post("/book", #"{"event_id": 2}"#)
        XCTAssertEqual(booked.status, 201, booked.text)
        async let others: Void = Self.registerEight(with: service.client)
        let copy = folder + "/copy.sqlite"
        let backup = try Program.mainAPI.run(["backup", copy, "--database", path])
        XCTAssertEqual(backup.status, 0, backup.errors)
        XCTAssertTrue(backup.output.hasSuffix(" bytes, checked\n"), backup.output)
        try await others
        service.kill()

        for suffix in ["", "-wal", "-shm"] {
            try? FileManager.default.removeItem(atPath: path + suffix)
        }
        try FileManager.default.moveItem(atPath: copy, toPath: path)
        XCTAssertEqual(try check().output, "no violations\n")
        let restored = try start()
        let kept = try await restored.client.with(token: guest.token).get("/bookings")
        XCTAssertEqual(kept.json["data"]?[0]?["id"], booked.json["id"], kept.text)
        let ended = await restored.stop()
        XCTAssertEqual(ended, 0)
    }

    private func start() throws -> RunningProgram {
        try Program.mainAPI.start(
            ["--port", "0", "--database", path, "--demo"],
            environment: ["CRM_URL": "http://127.0.0.1:9", "LOG_LEVEL": "error"])
    }

    private func seed() async throws {
        let status = try await start().stop()
        XCTAssertEqual(status, 0)
    }

    private func check() throws -> Program.Exit {
        try Program.mainAPI.run(["check", "--database", path])
    }

    private static func registerEight(with client: TestClient) async throws {
        for number in 0..<8 { _ = try await client.registered("guest\(number)") }
    }

    /// Overwrites pages in the middle of the file.
    private func damage() throws {
        var bytes = try Data(contentsOf: URL(filePath: path))
        let pages = 4 * 4096..<bytes.count / 4096 / 2 * 4096
        bytes.replaceSubrange(pages, with: Data(repeating: 0x5A, count: pages.count))
        try bytes.write(to: URL(filePath: path))
    }

    /// Simulates a full disk by a limit on file sizes; nil lifts it.
    private func limitFiles(of service: RunningProgram, bytes: Int?) throws {
        let limit = Process()
        limit.executableURL = URL(filePath: "/usr/bin/prlimit")
        limit.arguments = [
            "--pid", "\(service.identifier)",
            "--fsize=\(bytes.map(String.init) ?? "unlimited"):",
        ]
        try limit.run()
        limit.waitUntilExit()
        XCTAssertEqual(limit.terminationStatus, 0)
    }
}

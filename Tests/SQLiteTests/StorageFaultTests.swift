import Foundation
import SQLite
import XCTest

/// Opening files after a crash or disk error.
final class StorageFaultTests: DatabaseTestCase {
    private static let guests = (0..<20).map { "guest \($0)" }
    /// The sizes of a log's header and of a frame's header, in bytes
    /// (https://sqlite.org/fileformat2.html#walformat).
    private static let (logHead, frameHead, page) = (32, 24, 4096)

    func testAnIncompleteLogKeepsTheCommitsBeforeIt() throws {
        let log = try logOfTwentyCommits()
        let frame = Self.frameHead + Self.page
        XCTAssertEqual((log.count - Self.logHead) % frame, 0)
        // Truncates in a frame's header, in its page, and between two frames.
        for cut in [
            1, frame - 30, frame - 1, frame, 3 * frame + 5, log.count - Self.logHead, log.count,
        ] {
            let kept = try names(afterLosing: Array(log.dropLast(cut)))
            XCTAssertEqual(kept, Array(Self.guests.prefix(kept.count)), "\(cut) bytes cut")
            // Each insertion has a frame for the row and one for the index.
            let lost = Self.guests.count - kept.count
            XCTAssertLessThanOrEqual(lost, (cut + frame - 1) / frame, "\(cut) bytes cut")
        }
    }

    func testAnIncompleteFrameAfterTheLastCommitLosesNoData() throws {
        let log = try logOfTwentyCommits()
        for torn in [1, Self.frameHead, 2_000, Self.frameHead + Self.page] {
            let garbage = (0..<torn).map { UInt8(truncatingIfNeeded: $0 &* 31) }
            XCTAssertEqual(try names(afterLosing: log + garbage), Self.guests)
        }
    }

    func testADamagedFrameEndsTheLog() throws {
        let log = try logOfTwentyCommits()
        for place in stride(from: Self.logHead + 5, to: log.count, by: 5_000) {
            var garbled = log
            garbled[place] ^= 0x40
            let kept = try names(afterLosing: garbled)
            XCTAssertEqual(kept, Array(Self.guests.prefix(kept.count)), "byte \(place)")
            XCTAssertLessThan(kept.count, Self.guests.count, "byte \(place)")
        }
    }

    func testADamagedPageIsReported() throws {
        try makeDamagedFile()
        let database = try makeDatabase()
        XCTAssertNotEqual(try database.findings(of: .quick), [])
        XCTAssertThrowsError(try names(in: database)) { error in
            XCTAssertEqual((error as? SQLiteError)?.isDamage, true)
        }
    }

    /// Simulates a crash after twenty commits and before a checkpoint: `path` has the file without
    /// them.
    ///
    /// - Returns: The log.
    private func logOfTwentyCommits() throws -> [UInt8] {
        let written = folder + "/written.sqlite"
        let database = try Database(path: written, migrations: [Self.people])
        database.close()
        try FileManager.default.copyItem(atPath: written, toPath: path)
        let again = try Database(path: written, migrations: [Self.people])
        for name in Self.guests { try again.writeSynchronously { try insert(name, $0) } }
        defer { again.close() }
        return [UInt8](try Data(contentsOf: URL(filePath: written + "-wal")))
    }

    private func names(afterLosing log: [UInt8]) throws -> [String] {
        let place = folder + "/\(UUID().uuidString).sqlite"
        try FileManager.default.copyItem(atPath: path, toPath: place)
        try Data(log).write(to: URL(filePath: place + "-wal"))
        let database = try Database(path: place, migrations: [Self.people])
        defer { database.close() }
        XCTAssertEqual(try database.findings(of: .quick), [])
        let kept = try names(in: database)
        // Later writes succeed.
        try database.writeSynchronously { try insert("afterwards", $0) }
        return kept
    }
}

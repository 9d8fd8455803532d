import Foundation
import Platform
import SQLite
import XCTest

final class BackupTests: DatabaseTestCase {
    private var copy: String { folder + "/copy.sqlite" }

    func testABackupIsOneSoundPrivateFile() throws {
        let database = try makeDatabase()
        try database.writeSynchronously { try insert("priya", $0) }
        let bytes = try Backup.make(of: path, at: copy)
        database.close()
        XCTAssertEqual(
            try FileManager.default.contentsOfDirectory(atPath: folder).sorted(),
            ["copy.sqlite", "test.sqlite"])
        let attributes = try FileManager.default.attributesOfItem(atPath: copy)
        XCTAssertEqual(attributes[.size] as? Int, bytes)
        XCTAssertEqual(attributes[.posixPermissions] as? Int, 0o600)
        let restored = try Database(path: copy, migrations: [Self.people])
        XCTAssertEqual(try names(in: restored), ["priya"])
        XCTAssertEqual(try restored.findings(of: .quick), [])
    }

    func testAChangedByteOfAnIndexIsFound() throws {
        let database = try makeDatabase()
        try database.writeSynchronously { tx in
            for number in 10..<90 { try insert("guest \(number)", tx) }
        }
        database.close()
        var bytes = try Data(contentsOf: URL(filePath: path))
        let leafOfAnIndex: UInt8 = 0x0A
        let names = stride(from: 4096, to: bytes.count, by: 4096)
            .filter { bytes[$0] == leafOfAnIndex }
            .compactMap { bytes[$0..<$0 + 4096].range(of: Data("guest 42".utf8)) }
        bytes[try XCTUnwrap(names.first).upperBound - 1] = UInt8(ascii: "x")
        try bytes.write(to: URL(filePath: path))
        XCTAssertNotEqual(try Database.findings(of: .complete, fileAt: path), [])
        XCTAssertThrowsError(try Backup.make(of: path, at: copy)) { error in
            XCTAssertTrue(error is Backup.Unsound, "\(error)")
        }
    }

    func testBackupsUnderLoadContainWholeTransactions() async throws {
        let database = try makeDatabase()
        let writing = Task {
            for number in 0..<400 {
                try await database.write { tx in
                    try insert("\(number) first", tx)
                    try insert("\(number) second", tx)
                }
            }
        }
        for number in 0..<5 {
            let before = try names(in: database)
            let copy = "\(copy)-\(number)"
            try Backup.make(of: path, at: copy)
            let kept = try Database.read(fileAt: copy) { tx in
                try tx.all("SELECT name FROM people ORDER BY id") { $0.string(0) }
            }
            XCTAssertEqual(Array(kept.prefix(before.count)), before)
            XCTAssertTrue(kept.count.isMultiple(of: 2))
        }
        try await writing.value
        XCTAssertEqual(try names(in: database).count, 800)
    }

    func testOneOfManyConcurrentBackupsToOneNameSucceeds() async throws {
        let database = try makeDatabase()
        try await database.write { tx in
            for number in 0..<2_000 { try insert("guest \(number)", tx) }
        }
        let (path, copy) = (path, copy)
        let made = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<4 { group.addTask { (try? Backup.make(of: path, at: copy)) != nil } }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        XCTAssertEqual(made, 1)
        XCTAssertEqual(try Database.findings(of: .complete, fileAt: copy), [])
        let count = try Database.read(fileAt: copy) { tx in
            try tx.first("SELECT count(*) FROM people") { $0.int(0) }
        }
        XCTAssertEqual(count, 2_000)
    }

    func testABackupDoesNotReplaceAFile() throws {
        let database = try makeDatabase()
        try Data("precious".utf8).write(to: URL(filePath: copy))
        XCTAssertThrowsError(try Backup.make(of: path, at: copy)) { error in
            XCTAssertEqual((error as? SystemError)?.code, EEXIST)
        }
        XCTAssertEqual(try String(contentsOfFile: copy, encoding: .utf8), "precious")
        database.close()
        XCTAssertEqual(
            try FileManager.default.contentsOfDirectory(atPath: folder).sorted(),
            ["copy.sqlite", "test.sqlite"])
    }

    func testADamagedDatabaseIsNotBackedUp() throws {
        try makeDamagedFile()
        XCTAssertThrowsError(try Backup.make(of: path, at: copy)) { error in
            XCTAssertTrue(error is Backup.Unsound, "\(error)")
        }
        XCTAssertFalse(FileManager.default.fileExists(atPath: copy))
    }
}

import Configuration
import Foundation
import Synchronization
import XCTest

final class SecretTests: XCTestCase {
    private var folder = ""
    private var path: String { folder + "/jwt.key" }

    override func setUpWithError() throws {
        let url = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        folder = url.path
    }

    override func tearDownWithError() throws {
        try FileManager.default.removeItem(atPath: folder)
    }

    func testPrintingDoesNotShowTheBytes() {
        struct Holder { let secret: Secret? }
        let holder = Holder(secret: Secret("hunter2"))
        var dumped = ""
        dump(holder, to: &dumped)
        let bytes = "\(Array("hunter2".utf8))"
        let printed = [
            dumped, "\(holder)", String(describing: holder.secret), String(reflecting: holder),
            String(describing: Secret("hunter2")), String(reflecting: Secret("hunter2")),
            Mirror(reflecting: Secret("hunter2")).children.map { "\($0)" }.joined(),
        ]
        for text in printed {
            XCTAssertFalse(text.contains("hunter2") || text.contains(bytes), text)
            XCTAssertFalse(text.contains("104"), text)
        }
    }

    func testANewSecretIsRandomAndPrivateAndPersists() throws {
        let secret = try SecretFile.loadOrCreate(path: path, bytes: 32)
        XCTAssertEqual(secret.bytes.count, 64)
        XCTAssertEqual(try mode(), 0o600)
        XCTAssertEqual(try SecretFile.loadOrCreate(path: path, bytes: 32).bytes, secret.bytes)
        XCTAssertEqual(try String(contentsOfFile: path, encoding: .utf8).utf8.count, 65)
        let other = try SecretFile.loadOrCreate(path: folder + "/other.key", bytes: 32)
        XCTAssertNotEqual(other.bytes, secret.bytes)
        XCTAssertEqual(
            try FileManager.default.contentsOfDirectory(atPath: folder).sorted(),
            ["jwt.key", "other.key"], "no draft is left behind")
    }

    func testTheLineEndIsNotPartOfTheSecret() throws {
        try write("correct horse battery staple\n", mode: 0o600)
        XCTAssertEqual(
            try SecretFile.loadOrCreate(path: path, bytes: 16).bytes,
            Array("correct horse battery staple".utf8))
    }

    func testAFileThatOtherUsersCanAccessIsRefused() throws {
        for mode in [0o640, 0o604, 0o620, 0o602, 0o610, 0o601] {
            try write("correct horse battery staple\n", mode: mode)
            XCTAssertThrowsError(try SecretFile.loadOrCreate(path: path, bytes: 16)) { error in
                XCTAssertTrue("\(error)".contains("chmod 600"), "\(error)")
                XCTAssertFalse("\(error)".contains("correct horse"), "\(error)")
            }
        }
    }

    func testAShortOverlongOrIrregularFileIsRefused() throws {
        let contents = ["", "\n", "fifteen letters\n", "\nsixteen letters!\n"]
        for content in contents + [String(repeating: "x", count: 4097)] {
            try write(content, mode: 0o600)
            XCTAssertThrowsError(try SecretFile.loadOrCreate(path: path, bytes: 16), content)
        }
        XCTAssertThrowsError(try SecretFile.loadOrCreate(path: folder, bytes: 16))
        XCTAssertThrowsError(try SecretFile.loadOrCreate(path: folder + "/no/jwt.key", bytes: 16))
    }

    func testConcurrentCreationResultsInOneSecret() throws {
        let secrets = Mutex<[Int: Set<[UInt8]>]>([:])
        for round in 0..<20 {
            let path = path + "\(round)"
            DispatchQueue.concurrentPerform(iterations: 8) { _ in
                guard let secret = try? SecretFile.loadOrCreate(path: path) else { return }
                _ = secrets.withLock { $0[round, default: []].insert(secret.bytes) }
            }
        }
        XCTAssertEqual(secrets.withLock { $0.values.map(\.count) }, Array(repeating: 1, count: 20))
        let files = try FileManager.default.contentsOfDirectory(atPath: folder)
        XCTAssertEqual(files.count, 20, "no draft is left behind")
    }

    private func write(_ text: String, mode: Int) throws {
        try Data(text.utf8).write(to: URL(filePath: path))
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
    }

    private func mode() throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }
}

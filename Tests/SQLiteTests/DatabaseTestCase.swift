import Foundation
import SQLite
import XCTest

/// A test with its own folder and a database with one table of names.
class DatabaseTestCase: XCTestCase {
    private(set) var folder = ""

    override func setUpWithError() throws {
        let url = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        folder = url.path
    }

    override func tearDownWithError() throws {
        try FileManager.default.removeItem(atPath: folder)
    }

    var path: String { folder + "/test.sqlite" }

    static let people = Migration(
        name: "people",
        sql: [
            """
            CREATE TABLE people (
                id INTEGER PRIMARY KEY,
                name TEXT NOT NULL UNIQUE,
                age INTEGER CHECK (age >= 0),
                friend INTEGER REFERENCES people (id)
            ) STRICT
            """
        ])

    func makeDatabase(_ change: (inout Database.Options) -> Void = { _ in }) throws -> Database {
        var options = Database.Options()
        change(&options)
        return try Database(path: path, migrations: [Self.people], options: options)
    }

    func names(in database: Database) throws -> [String] {
        try database.read { try $0.all("SELECT name FROM people ORDER BY id") { $0.string(0) } }
    }

    /// Creates a database file with an invalid page.
    func makeDamagedFile() throws {
        let database = try makeDatabase()
        try database.writeSynchronously { tx in
            for number in 0..<500 { try insert("guest \(number)", tx) }
        }
        database.close()
        var bytes = try Data(contentsOf: URL(filePath: path))
        bytes.replaceSubrange(3 * 4096..<4 * 4096, with: Data(repeating: 0x5A, count: 4096))
        bytes.replaceSubrange(4096..<4096 + 200, with: Data(repeating: 0x5A, count: 200))
        try bytes.write(to: URL(filePath: path))
    }
}

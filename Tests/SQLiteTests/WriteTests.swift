import Foundation
import SQLite
import XCTest

final class WriteTests: DatabaseTestCase {
    func testWhatAWriteReturnsReachesItsCaller() async throws {
        let database = try makeDatabase()
        let id = try await database.write { connection in
            try insert("priya", connection)
            return connection.lastInsertedRowID
        }
        XCTAssertEqual(id, 1)
        XCTAssertEqual(try names(in: database), ["priya"])
    }
}

import Foundation
import SQLite
import XCTest

final class DatabaseOwnerTests: DatabaseTestCase {
    private let marks = [
        DatabaseMark(program: "People", applicationID: 7, table: "people"),
        DatabaseMark(program: "Others", applicationID: 8, table: "others"),
    ]

    func testTheOwnerOfAMarkedFileIsFoundByItsMark() throws {
        try makeDatabase { $0.applicationID = 8 }.close()
        XCTAssertEqual(try owner(), .program(marks[1]))
        try FileManager.default.removeItem(atPath: path)
        try makeDatabase { $0.applicationID = 9 }.close()
        XCTAssertEqual(try owner(), .foreign)
    }

    func testTheOwnerOfAFileWithoutAMarkIsFoundByItsTables() throws {
        try makeDatabase().close()
        XCTAssertEqual(try owner(), .program(marks[0]))
        XCTAssertEqual(
            try Database.owner(ofFileAt: path, among: [marks[1]]), .foreign)
    }

    func testAFileWithoutTablesIsEmptyAndOneOfOtherBytesForeign() throws {
        try Data().write(to: URL(filePath: path))
        XCTAssertEqual(try owner(), .empty)
        try Data(repeating: 0x41, count: 9_000).write(to: URL(filePath: path))
        XCTAssertEqual(try owner(), .foreign)
        try FileManager.default.removeItem(atPath: path)
        XCTAssertThrowsError(try owner())
    }

    func testTheOwnerOfAnOpenDatabaseIsFoundBeforeItsLogIsEmptied() throws {
        let database = try makeDatabase { $0.applicationID = 7 }
        defer { database.close() }
        XCTAssertEqual(try owner(), .program(marks[0]))
    }

    private func owner() throws -> DatabaseOwner {
        try Database.owner(ofFileAt: path, among: marks)
    }
}

import BookingDomain
import BookingStore
import SQLite
import XCTest

final class IDSequenceTests: StoreTestCase {
    func testIDsIncreaseByOneAndSkipAGapAfterARestoration() throws {
        let (first, second) = (try makeEvent(), try makeEvent())
        XCTAssertEqual([first.id.rawValue, second.id.rawValue], [1, 2])
        XCTAssertEqual(meera.rawValue, 2)

        try database.writeSynchronously { try $0.skipIDs() }
        XCTAssertEqual(try makeEvent().id.rawValue, 1_000_003)
        XCTAssertEqual(try makeEvent().id.rawValue, 1_000_004)
        XCTAssertEqual(try register("kavya").rawValue, 1_000_003)
        XCTAssertEqual(
            try book(first, by: meera).id.rawValue, 1_000_003, "where the table is empty too")
        XCTAssertEqual(try book(second, by: meera).id.rawValue, 1_000_004)
        XCTAssertEqual(try notices(), [1_000_003, 1_000_004])

        try database.writeSynchronously { try $0.skipIDs() }
        XCTAssertEqual(try book(first, by: bhavin).id.rawValue, 2_000_005)
        XCTAssertEqual(try notices(), [1_000_003, 1_000_004, 2_000_005])
    }

    func testSkippedIDsStartAfterTheHighestIDOfAllTables() throws {
        let event = try makeEvent()
        for _ in 1...2 {
            let booking = try book(event, by: bhavin)
            try perform { try $0.cancelBooking(booking.id, of: bhavin) }
        }
        XCTAssertEqual(try notices(), [1, 2, 3, 4])

        try database.writeSynchronously { try $0.skipIDs() }
        try book(event, by: bhavin)
        XCTAssertEqual(try notices(), [1, 2, 3, 4, 1_000_005])
    }

    private func notices() throws -> [Int64] {
        try database.read { try $0.all("SELECT id FROM outbox ORDER BY id") { $0.int64(0) } }
    }

    func testARestorationIsRecordedWithItsTime() throws {
        XCTAssertNil(try database.read { try $0.metadata.restoredAt() })
        try perform { try $0.metadata.recordRestoration() }
        XCTAssertEqual(try database.read { try $0.metadata.restoredAt() }, now)
    }
}

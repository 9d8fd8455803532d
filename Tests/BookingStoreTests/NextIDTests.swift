import BookingDomain
import BookingStore
import XCTest

final class NextIDTests: StoreTestCase {
    func testIDsGoUpByOneUntilABackupIsRestoredAndOnBehindTheLeap() throws {
        let (first, second) = (try makeEvent(), try makeEvent())
        XCTAssertEqual([first.id.rawValue, second.id.rawValue], [1, 2])
        XCTAssertEqual(meera.rawValue, 2)

        try database.writeSynchronously { try Restoring.leapAhead(on: $0) }
        XCTAssertEqual(try makeEvent().id.rawValue, 1_000_003)
        XCTAssertEqual(try makeEvent().id.rawValue, 1_000_004)
        XCTAssertEqual(try register("kavya").rawValue, 1_000_003)
        XCTAssertEqual(
            try book(first, by: meera).id.rawValue, 1_000_003, "where the table is empty too")
        XCTAssertEqual(try book(second, by: meera).id.rawValue, 1_000_004)
        XCTAssertEqual(try integer("SELECT min(id) FROM outbox"), 1_000_001)

        try database.writeSynchronously { try Restoring.leapAhead(on: $0) }
        XCTAssertEqual(try book(first, by: bhavin).id.rawValue, 2_000_005)
    }
}

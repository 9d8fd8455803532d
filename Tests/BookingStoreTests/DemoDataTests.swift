import BookingDomain
import BookingStore
import SQLite
import Timekeeping
import XCTest

final class DemoDataTests: StoreTestCase {
    func testSeedingTwiceAddsTheDemoDataOnce() throws {
        XCTAssertTrue(try perform { try $0.seedDemoData() })
        let before = try counts()
        XCTAssertFalse(try perform(at: now.adding(seconds: 86_400)) { try $0.seedDemoData() })
        try open()
        XCTAssertFalse(try perform { try $0.seedDemoData() })
        XCTAssertEqual(try counts(), before)
        try assertSound()
    }

    func testTheDemoDataHasTwelveUpcomingEventsOfManyKinds() throws {
        try perform { try $0.seedDemoData() }
        let events = try database.read {
            try $0.events.page(EventFilter(), PageRequest())
        }.items.filter { $0.seriesID == nil }
        XCTAssertEqual(events.count, 12)
        XCTAssertTrue(events.allSatisfy { $0.startsAt > now })
        XCTAssertEqual(Set(events.map(\.kind)), [.session, .retreat])
        XCTAssertEqual(Set(events.map(\.currency.code)), ["INR", "EUR", "USD", "JPY"])
        XCTAssertEqual(Set(events.map(\.facilitator.id.rawValue)), [1, 2, 3])
        XCTAssertGreaterThanOrEqual(Set(events.map(\.timeZone)).count, 4)
        XCTAssertEqual(events.filter { $0.price == 0 }.count, 3)
        XCTAssertEqual(events.map(\.seatsLeft).min(), 1)
        XCTAssertEqual(try integer("SELECT count(*) FROM bookings"), 11)
    }

    func testTheDemoDataHasAClassOnTwoEveningsOfTheWeek() throws {
        try perform { try $0.seedDemoData() }
        let dates = try database.read {
            try $0.events.page(EventFilter(), PageRequest())
        }.items.filter { $0.seriesID != nil }
        XCTAssertEqual(dates.count, 24)
        XCTAssertEqual(Set(dates.map(\.seriesID)).count, 1)
        for date in dates {
            let start = LocalTime(date.startsAt, in: date.timeZone)
            XCTAssertTrue(["Tuesday", "Thursday"].contains(start.weekdayName))
            XCTAssertEqual(start.clock, "18:30")
            XCTAssertGreaterThan(date.startsAt, now)
        }
    }

    func testDemoGuestsHaveNoPassword() throws {
        try perform { try $0.seedDemoData() }
        XCTAssertEqual(
            try texts(
                "SELECT DISTINCT password_hash FROM users WHERE username LIKE 'demo-guest-%'"),
            ["!"])
    }

    private func counts() throws -> [Int?] {
        try [
            integer("SELECT count(*) FROM users"), integer("SELECT count(*) FROM events"),
            integer("SELECT count(*) FROM bookings"), integer("SELECT count(*) FROM outbox"),
            integer("SELECT count(*) FROM series"),
        ]
    }
}

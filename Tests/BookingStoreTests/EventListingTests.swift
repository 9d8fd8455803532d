import BookingDomain
import BookingStore
import SQLite
import Timekeeping
import XCTest

final class EventListingTests: StoreTestCase {
    func testAPageIsValidUntilTheFirstOfItsEventsEnds() throws {
        let first = try makeEvent("First", startsInHours: 1)
        _ = try makeEvent("Second", startsInHours: 2)
        try assertLasts(until: first.endsAt)
    }

    func testAPageIsValidUntilTheFirstHoldOfItsEventsExpires() throws {
        let priced = try makeEvent("Priced", price: 500)
        try book(priced, by: bhavin, at: now.adding(seconds: -60))
        try book(priced, by: meera)
        try assertLasts(until: now.adding(Hold.defaultLength - .seconds(60)))
        try assertLasts(
            until: now.adding(Hold.defaultLength),
            from: now.adding(Hold.defaultLength - .seconds(60)))
    }

    func testTheFirstEventOfTheNextPageLimitsTheValidityToo() throws {
        let long = try makeEvent("Long", startsInHours: 1)
        let behind = try makeEvent("Behind", startsInHours: 2)
        let fields = EventFields(endsAt: long.endsAt.adding(seconds: 86_400))
        try perform { try $0.editEvent(long.id, by: arjun, fields) }
        try assertLasts(until: behind.endsAt, PageRequest(limit: 1))
    }

    func testAPageFromAFixedTimeStaysValidWhenEventsEnd() throws {
        _ = try makeEvent("First", startsInHours: 1)
        var filter = EventFilter()
        filter.from = now
        let listing = try listing(filter)
        XCTAssertTrue(listing.validity.contains(now.adding(seconds: 86_400)))
    }

    func testAPageIsInvalidAfterTheClockWasSetBack() throws {
        XCTAssertFalse(try listing().validity.contains(now.adding(seconds: -1)))
    }

    private func listing(
        _ filter: EventFilter = EventFilter(), _ page: PageRequest = PageRequest(),
        at moment: Timestamp? = nil
    ) throws -> TimedPage<Event> {
        try read(at: moment) { tx in
            try tx.events.timedPage(filter, page)
        }
    }

    private func assertLasts(
        until end: Timestamp, from moment: Timestamp? = nil, _ page: PageRequest = PageRequest(),
        line: UInt = #line
    ) throws {
        let lasting = try listing(EventFilter(), page, at: moment).validity
        XCTAssertTrue(lasting.contains(moment ?? now), line: line)
        XCTAssertTrue(lasting.contains(end.adding(seconds: -1)), line: line)
        XCTAssertFalse(lasting.contains(end), line: line)
    }
}

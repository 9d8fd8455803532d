import BookingDomain
import BookingStore
import SQLite
import Timekeeping
import XCTest

/// Lists that show each series once.
final class SeriesOnceTests: StoreTestCase {
    func testASeriesIsListedOnceAtItsNextDate() throws {
        let yoga = try makeSeries("Yoga", days: 5)
        let talk = try makeEvent("Talk", startsInHours: 30)
        let breath = try makeSeries("Breath", days: 5, startsInHours: 25)
        XCTAssertEqual(try list(), [yoga[0], breath[0], talk].map(\.id))
        XCTAssertEqual(try list(at: yoga[0].endsAt), [breath[0], talk, yoga[1]].map(\.id))
        XCTAssertEqual(try page(EventFilter()).items.count, 11, "the other lists show every date")
    }

    func testTheNextDateIsOneThatTheFiltersSelect() throws {
        let yoga = try makeSeries("Yoga", days: 5)
        try perform { tx in
            _ = try tx.cancelEvent(yoga[0].id, of: arjun.id)
            _ = try tx.editEvent(yoga[1].id, by: arjun, EventFields(visibility: "unlisted"))
            _ = try tx.editEvent(yoga[3].id, by: arjun, EventFields(title: "Yoga with a guest"))
            _ = try tx.editEvent(yoga[4].id, by: arjun, EventFields(kind: "retreat"))
        }
        XCTAssertEqual(try list(), [yoga[2].id])
        XCTAssertEqual(try list { $0.search = "guest" }, [yoga[3].id])
        XCTAssertEqual(try list { $0.search = "yoga" }, [yoga[2].id])
        XCTAssertEqual(try list { $0.search = "retreat" }, [yoga[4].id])
        XCTAssertEqual(try list { $0.search = "yoga retreat" }, [yoga[4].id])
        XCTAssertEqual(try list { $0.kind = .retreat }, [yoga[4].id])
        XCTAssertEqual(try list { $0.from = yoga[2].endsAt }, [yoga[3].id])
        XCTAssertEqual(try list { $0.to = yoga[2].startsAt }, [])
        XCTAssertEqual(try list { $0.facilitator = arjun.id }, [yoga[2].id])
        XCTAssertEqual(try list { $0.facilitator = FacilitatorID(9) }, [])
        XCTAssertEqual(try list { $0.status = .cancelled }, [yoga[0].id])
    }

    func testPagesShowASeriesOnceInAll() throws {
        let yoga = try makeSeries("Yoga", days: 9)
        let breath = try makeSeries("Breath", days: 9, startsInHours: 30)
        let talks = try [20, 40, 60, 80].map { try makeEvent("Yoga talk", startsInHours: $0) }
        for search in [nil, "yoga"] {
            var filter = EventFilter()
            filter.search = search
            filter.showsSeriesOnce = true
            var found: [EventID] = []
            var cursor: PageCursor?
            repeat {
                let page = try page(filter, PageRequest(limit: 1, after: cursor))
                found += page.items.map(\.id)
                cursor = page.next
            } while cursor != nil && found.count < 10
            var expected = [talks[0], yoga[0], breath[0], talks[1], talks[2], talks[3]]
            if search != nil { expected.remove(at: 2) }
            XCTAssertEqual(found, expected.map(\.id), search ?? "")
        }
    }

    func testASeriesIsAtItsFirstDateThatThePageShows() throws {
        let yoga = try makeSeries("Yoga", days: 4)
        for search in [nil, "yoga"] {
            var filter = EventFilter()
            filter.search = search
            filter.showsSeriesOnce = true
            let page = try read { tx in
                try tx.events.page(filter, PageRequest()) { $0.startsAt > yoga[1].startsAt }
            }
            XCTAssertEqual(page.items.map(\.id), [yoga[2].id])
            let none = try read { try $0.events.page(filter, PageRequest()) { _ in false } }
            XCTAssertEqual(none.items, [])
        }
    }

    func testLaterDatesAreThosePublicAndScheduled() throws {
        let yoga = try makeSeries("Yoga", days: 6)
        let talk = try makeEvent()
        try perform { tx in
            _ = try tx.cancelEvent(yoga[2].id, of: arjun.id)
            _ = try tx.editEvent(yoga[3].id, by: arjun, EventFields(visibility: "unlisted"))
        }
        let counts = try read { try $0.events.laterDates(of: [yoga[0], yoga[4], yoga[5], talk]) }
        XCTAssertEqual(counts, [yoga[0].id: 3, yoga[4].id: 1])
        let dates = try read { try $0.events.dates(of: XCTUnwrap(yoga[0].seriesID), atMost: 3) }
        XCTAssertEqual(dates.events.map(\.id), [yoga[0], yoga[1], yoga[4]].map(\.id))
        XCTAssertTrue(dates.hasMore)
        let all = try read { try $0.events.dates(of: XCTUnwrap(yoga[0].seriesID), atMost: 4) }
        XCTAssertFalse(all.hasMore)
    }

    /// A daily series of one hour each.
    private func makeSeries(
        _ title: String, days: Int, startsInHours hours: Int64 = 24
    ) throws -> [Event] {
        let start = LocalDateTime(now.adding(seconds: hours * 3_600), in: .utc)
        let fields = SeriesFields(
            event: EventFields(
                title: title, timeZone: "UTC", capacity: 9, price: 0, currency: "EUR"),
            rule: "FREQ=DAILY;COUNT=\(days)", startsOn: start.text, durationMinutes: 60)
        return try perform { tx in
            let events = try tx.createSeries(SeriesDraft(fields, at: tx.now), by: arjun).events
            while try tx.indexEvents() {}
            return events
        }
    }

    private func list(
        at moment: Timestamp? = nil, _ change: (inout EventFilter) -> Void = { _ in }
    ) throws -> [EventID] {
        var filter = EventFilter()
        filter.showsSeriesOnce = true
        change(&filter)
        return try page(filter, at: moment).items.map(\.id)
    }

    private func page(
        _ filter: EventFilter, _ request: PageRequest = PageRequest(), at moment: Timestamp? = nil
    ) throws -> Page<Event> {
        try read(at: moment) { try $0.events.page(filter, request) }
    }
}

import HTTPClient
import JSONCoding
import TestSupport
import Timekeeping
import XCTest

/// Series on the guests' pages, as sent to a client without scripts.
final class GuestSeriesPagesTests: SystemTestCase {
    func testTheListShowsASeriesOnceAndLeadsToAllItsDates() async throws {
        let yoga = try await system.recurringClass(title: "Yoga & Rest", rule: "FREQ=DAILY;COUNT=5")
        let pair = try await system.recurringClass(title: "Breath", rule: "FREQ=DAILY;COUNT=2")
        let talk = try await system.event(title: "Tea")
        let list = try await system.main.get("/").text
        XCTAssertEqual(shown(list), [yoga.events[0], pair.events[0], talk])
        XCTAssertTrue(
            list.contains(
                "<a href=\"/?series_id=\(yoga.id)\">and 4 more dates<span class=\"visually-hidden\"> of Yoga &amp; Rest</span></a>"
            ), list)
        XCTAssertTrue(list.contains("and 1 more date<"), list)
        let all = try await system.main.get("/?series_id=\(yoga.id)").text
        XCTAssertEqual(shown(all), yoga.events)
        XCTAssertFalse(all.contains("more date"), all)
        XCTAssertTrue(
            all.contains("<a class=\"chip\" href=\"/\"><bdi>Yoga &amp; Rest: all dates</bdi>"), all)
        XCTAssertTrue(
            all.contains("<input type=\"hidden\" name=\"series_id\" value=\"\(yoga.id)\">"))
        let none = try await system.main.get("/?series_id=999").text
        XCTAssertEqual(shown(none), [])
        XCTAssertTrue(none.contains("One series: all dates"))
    }

    func testFiltersAndSearchFindTheNextDateThatMatches() async throws {
        let yoga = try await system.recurringClass(title: "Yoga", rule: "FREQ=DAILY;COUNT=5")
        try await system.cancel(yoga.events[0])
        try await edit(yoga.events[3], #"{"title": "Yoga with a guest"}"#)
        for (query, event, later) in [
            ("", yoga.events[1], 3), ("?q=yoga", yoga.events[1], 3),
            ("?q=guest", yoga.events[3], 1), ("?kind=session", yoga.events[1], 3),
        ] {
            let page = try await system.main.get("/\(query)").text
            XCTAssertEqual(shown(page), [event], query)
            XCTAssertTrue(page.contains("and \(later) more date"), query)
        }
        let retreats = try await system.main.get("/?kind=retreat").text
        XCTAssertEqual(shown(retreats), [])
    }

    func testAListFromADayShowsTheFirstDateFromThatDayOn() async throws {
        // The day begins in Auckland and ends in Honolulu, so that other dates are near it.
        let yoga = try await system.recurringClass(
            rule: "FREQ=DAILY;COUNT=6", timeZone: "Pacific/Honolulu")
        let first = LocalDate(system.clock.now(), offset: 0)
        for day in 3...7 {
            let date = first.advanced(by: day).text
            let page = try await system.main.get("/?from=\(date)").text
            XCTAssertEqual(shown(page), [yoga.events[day - 2]], date)
            XCTAssertTrue(page.contains("<section class=\"day\" id=\"d\(date)\">"), page)
            guard day < 7 else { continue }
            let link = try XCTUnwrap(
                page.firstMatch(of: /event-dates"><a href="([^"]*)">and (\d+) more/)?.output)
            let address = String(link.1).replacing("&amp;", with: "&")
            let all = try await system.main.get(address).text
            XCTAssertEqual(shown(all).count, try XCTUnwrap(Int(link.2)) + 1)
        }
    }

    func testTheWeekShowsEachDateOnItsDay() async throws {
        let mornings = try await system.recurringClass(rule: "FREQ=DAILY;COUNT=3", at: "07:00")
        let evenings = try await system.recurringClass(rule: "FREQ=DAILY;COUNT=3", at: "18:00")
        let day = LocalDate(system.clock.now(), offset: 0).advanced(by: 2).text
        let page = try await system.main.get("/?view=week&from=\(day)").text
        let columns = page.components(separatedBy: "<section class=\"week-day").dropFirst()
        XCTAssertEqual(
            columns.map(shown),
            zip(mornings.events, evenings.events).map { [$0, $1] } + [[], [], [], []])
        XCTAssertEqual(
            columns.first?.matches(of: /<h4/).count, 1, "the times of one title are together")
    }

    func testAnEventsPageListsTheOtherDatesOfItsSeries() async throws {
        let yoga = try await system.recurringClass(
            rule: "FREQ=DAILY;COUNT=6", capacity: 3, price: 1_200)
        try await system.cancel(yoga.events[1])
        try await edit(yoga.events[2], #"{"visibility": "unlisted"}"#)
        try await edit(yoga.events[3], #"{"price": 1500}"#)
        try await system.guest("asha").book(yoga.events[4], seats: 3)
        let page = try await system.main.get("/e/\(yoga.events[0])").text
        let dates = rows(page)
        XCTAssertEqual(dates.map(\.id), [0, 3, 4, 5].map { yoga.events[$0] })
        XCTAssertEqual(
            dates.map { $0.html.contains("aria-current=\"page\"") }, [true, false, false, false])
        XCTAssertEqual(dates.map { $0.html.contains("€15") }, [false, true, false, false])
        XCTAssertEqual(dates.map { $0.html.contains("€12") }, [false, false, false, false])
        XCTAssertEqual(dates.map { $0.html.contains(">Full<") }, [false, false, true, false])
        XCTAssertEqual(dates.map { $0.html.contains(">3 seats left<") }, [true, true, false, true])
        for date in dates { XCTAssertTrue(date.html.contains("<a href=\"/e/\(date.id)\"")) }
        XCTAssertFalse(page.contains("All dates"))
        system.advance(seconds: 6 * 86_400)
        let later = try await system.main.get("/e/\(yoga.events[0])").text
        XCTAssertEqual(rows(later).map(\.id), [4, 5].map { yoga.events[$0] })
    }

    func testALongSeriesLeadsToAllDates() async throws {
        let yoga = try await system.recurringClass(rule: "FREQ=DAILY;COUNT=30")
        // The first twelve dates, twelve from a later one on, or the last twelve.
        for (event, shown) in [(0, 0), (11, 0), (12, 12), (18, 18), (19, 18), (29, 18)] {
            let page = try await system.main.get("/e/\(yoga.events[event])").text
            let dates = rows(page)
            XCTAssertEqual(dates.map(\.id), Array(yoga.events[shown..<shown + 12]), "\(event)")
            XCTAssertEqual(
                dates.filter { $0.html.contains("aria-current=\"page\"") }.map(\.id),
                [yoga.events[event]])
            XCTAssertTrue(page.contains("href=\"/?series_id=\(yoga.id)\">All dates</a>"), page)
        }
    }

    func testAnEventWithoutOtherDatesHasNoList() async throws {
        let single = try await system.event()
        let alone = try await system.recurringClass(rule: "FREQ=DAILY;COUNT=1")
        for event in [single, alone.events[0]] {
            let page = try await system.main.get("/e/\(event)").text
            XCTAssertFalse(page.contains("id=\"dates\""), page)
        }
    }

    func testTheListOfEventsCanShowASeriesOnce() async throws {
        let yoga = try await system.recurringClass(rule: "FREQ=DAILY;COUNT=5")
        let once = try await system.main.get("/events?series_once=1").json["data"]?.array
        XCTAssertEqual(once?.map { $0["id"]?.int }, [yoga.events[0]])
        let all = try await system.main.get("/events?series_once=0").json["data"]?.array
        XCTAssertEqual(all?.count, 5)
        let found = try await system.main.get("/events?series_once=1&q=yoga").json["data"]?.array
        XCTAssertEqual(found?.count, 1)
        try await system.cancel(yoga.events[0])
        let next = try await system.main.get("/events?series_once=1").json["data"]?.array
        XCTAssertEqual(next?.map { $0["id"]?.int }, [yoga.events[1]])
        system.advance(seconds: 6 * 86_400)
        let later = try await system.main.get("/events?series_once=1").json["data"]?.array
        XCTAssertEqual(later?.map { $0["id"]?.int }, [yoga.events[4]])
        let wrong = try await system.main.get("/events?series_once=2")
        assertProblem(wrong, 422, "validation_failed")
    }

    /// The events of the list in their order.
    private func shown(_ page: String) -> [Int] {
        page.matches(of: /data-event="(\d+)"/).compactMap { Int($0.1) }
    }

    private func rows(_ page: String) -> [(id: Int, html: String)] {
        page.components(separatedBy: "<li data-date=\"").dropFirst().compactMap { part in
            Int(part.prefix { $0 != "\"" }).map {
                ($0, part.components(separatedBy: "</li>").first ?? "")
            }
        }
    }

    private func edit(_ event: Int, _ fields: String) async throws {
        let edited = try await system.service.put("/api/facilitator/2/events/\(event)", fields)
        XCTAssertEqual(edited.status, 200, edited.text)
    }
}

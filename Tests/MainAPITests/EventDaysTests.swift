import BookingDomain
import Timekeeping
import XCTest

@testable import MainAPI

/// The days of events in several zones.
final class EventDaysTests: XCTestCase {
    private let now = moment("2027-02-01T00:00:00Z")

    func testDaysOfSeveralZonesAreInOrder() {
        // By UTC the days would be 29, 28 and 29.
        let events = [
            talk("Auckland", "Pacific/Auckland", "2027-03-28T11:30:00Z"),
            talk("Los Angeles", "America/Los_Angeles", "2027-03-28T17:00:00Z"),
            talk("Berlin", "Europe/Berlin", "2027-03-29T05:00:00Z"),
        ]
        let days = EventDays(events, hasMore: false, from: nil, now: now)
        XCTAssertEqual(days.sections.map { $0.day?.text }, ["2027-03-28", "2027-03-29"])
        XCTAssertEqual(
            days.sections.map { $0.events.map(\.title) },
            [["Los Angeles"], ["Auckland", "Berlin"]])
        XCTAssertNil(days.next)
    }

    func testEventsOfADayAreInTheOrderOfTheirClocks() {
        let events = [
            talk("Noon in Tokyo", "Asia/Tokyo", "2027-03-10T03:00:00Z"),
            talk("Morning in London", "Europe/London", "2027-03-10T08:00:00Z"),
        ]
        let days = EventDays(events, hasMore: false, from: nil, now: now)
        XCTAssertEqual(
            days.sections.flatMap { $0.events.map(\.title) },
            ["Morning in London", "Noon in Tokyo"])
    }

    func testAPageEndsWithACompleteDay() {
        let events = (10...13).map { talk("Day \($0)", "UTC", "2027-03-\($0)T18:00:00Z") }
        let days = EventDays(events, hasMore: true, from: nil, now: now)
        // A later event in a zone 12 hours behind may still be on the 13th.
        XCTAssertEqual(days.next?.text, "2027-03-13")
        XCTAssertEqual(days.sections.last?.day?.text, "2027-03-12")
        let sameDay = (1...3).map { talk("Talk \($0)", "UTC", "2027-03-10T18:00:00Z") }
        let crowded = EventDays(sameDay, hasMore: true, from: nil, now: now)
        XCTAssertNil(crowded.next, "the page goes on with a cursor")
        XCTAssertEqual(crowded.sections.first?.events.count, 3)
    }

    func testEventsThatHaveBegunComeFirst() {
        let retreat = event(startsAt: "2027-02-12T03:30:00Z", endsAt: "2027-02-14T10:30:00Z")
        let talk = talk("Talk", "UTC", "2027-02-13T12:00:00Z")
        let today = EventDays(
            [retreat, talk], hasMore: false, from: nil, now: moment("2027-02-13T00:00:00Z"))
        XCTAssertEqual(today.sections.map { $0.day?.text }, [nil, "2027-02-13"])
        let chosen = EventDays(
            [retreat, talk], hasMore: false, from: LocalDate("2027-02-13"), now: now)
        XCTAssertEqual(chosen.sections.map { $0.day?.text }, [nil, "2027-02-13"])
        XCTAssertTrue(retreat.ends(onOrAfter: LocalDate(of: talk)))
        XCTAssertFalse(retreat.ends(onOrAfter: LocalDate(of: talk).advanced(by: 2)))
    }

    /// An event of one hour.
    private func talk(_ title: String, _ zone: String, _ start: String) -> Event {
        let end = moment(start).adding(seconds: 3_600)
        return event(title: title, timeZone: zone, startsAt: start, endsAt: end.rfc3339)
    }
}

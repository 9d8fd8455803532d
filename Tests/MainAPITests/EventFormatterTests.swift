import BookingDomain
import TextEncoding
import XCTest

@testable import MainAPI

final class EventFormatterTests: XCTestCase {
    func testDaysAndHoursAreInTheEventsTimeZone() {
        let retreat = EventFormatter(event: event())
        XCTAssertEqual(retreat.days, "Fri 12 Feb – Sun 14 Feb 2027")
        XCTAssertEqual(retreat.hours, "09:00 – 16:00")
        XCTAssertEqual(retreat.shortTime, "09:00, until Sun 14 Feb")
        XCTAssertEqual(retreat.zoneNameAndOffset, "Kolkata time, UTC+5:30")
        let session = EventFormatter(
            event: event(timeZone: "America/New_York", endsAt: "2027-02-12T04:30:00Z"))
        XCTAssertEqual(session.days, "Thursday, 11 February 2027")
        XCTAssertEqual(session.shortTime, "22:30 – 23:30")
        XCTAssertEqual(session.zoneName, "New York time")
    }

    func testDaysAcrossTheNewYearShowBothYears() {
        let formatter = EventFormatter(
            event: event(startsAt: "2026-12-30T03:30:00Z", endsAt: "2027-01-02T03:30:00Z"))
        XCTAssertEqual(formatter.days, "Wed 30 Dec 2026 – Sat 2 Jan 2027")
    }

    func testOnlyFewOrNoSeatsAreHighlighted() {
        let cases = [
            (12, "12 seats left", ""), (5, "5 seats left", "tag warn"),
            (1, "1 seat left", "tag warn"), (0, "Full", "tag bad"),
        ]
        for (left, text, style) in cases {
            let seats = EventFormatter(event: event(seatsLeft: left)).seats
            XCTAssertEqual(seats.text, text)
            XCTAssertEqual(seats.style.bytes, Array(style.utf8))
        }
        let cancelled = EventFormatter(event: event(status: .cancelled)).seats
        XCTAssertEqual(cancelled.text, "Cancelled")
    }

    func testEachTierOfTheRefundPolicyIsDescribed() {
        let formatter = EventFormatter(
            event: event(policy: [
                .init(hoursBefore: 720, percent: 100), .init(hoursBefore: 24, percent: 50),
            ]))
        XCTAssertEqual(formatter.refunds.map(\.share), ["100 %", "50 %", "0 %"])
        XCTAssertEqual(
            formatter.refunds.map(\.condition),
            ["until 30 days before the start", "until 24 hours before the start", "after that"])
        XCTAssertTrue(EventFormatter(event: event(price: 0)).refunds.isEmpty)
    }
}

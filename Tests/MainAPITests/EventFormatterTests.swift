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

    func testTheShareOfAPlaceThatIsTakenAgainIsNamedIfItIsMore() {
        let formatter = EventFormatter(
            event: event(policy: [
                .init(hoursBefore: 720, percent: 100, percentIfFilled: 100),
                .init(hoursBefore: 24, percent: 0, percentIfFilled: 80),
            ]))
        XCTAssertEqual(formatter.refunds.map(\.shareIfFilled), [nil, "80 %", nil])
        XCTAssertEqual(formatter.refunds.map(\.share), ["100 %", "0 %", "0 %"])
        let tier = RefundPolicy.Tier(hoursBefore: 48, percent: 50, percentIfFilled: 100)
        XCTAssertEqual(
            RefundQuote.Reason.noticeGiven(tier).detail,
            "50 % is refunded up to 2 days before the start, and 100 % in all if the place is taken"
                + " again.")
        let plain = RefundPolicy.Tier(hoursBefore: 48, percent: 50, percentIfFilled: 50)
        XCTAssertEqual(
            RefundQuote.Reason.noticeGiven(plain).detail,
            "50 % is refunded up to 2 days before the start.")
    }

    func testTheSeatsOfAFullEventNameThoseWhoWait() {
        for (left, waiting, text) in [
            (0, 3, "Full · 3 waiting"), (0, 0, "Full"), (2, 1, "2 seats left"),
        ] {
            let list = EventWaitlist(
                waiting: waiting, leastSeats: waiting > 0 ? 4 : nil, offersUntil: nil,
                isOpen: true)
            let seats = EventFormatter(event: event(seatsLeft: left, waitlist: list))
            XCTAssertEqual(seats.seatsAndWaiting.text, text)
        }
        let list = EventWaitlist(waiting: 1, leastSeats: 1, offersUntil: nil, isOpen: true)
        let cancelled = event(seatsLeft: 0, status: .cancelled, waitlist: list)
        XCTAssertEqual(EventFormatter(event: cancelled).seatsAndWaiting.text, "Cancelled")
    }
}

import HTTPClient
import TestSupport
import XCTest

/// Waiting lists and refunds if filled on the pages as sent to a client without scripts.
final class GuestWaitlistPagesTests: SystemTestCase {
    func testAFullEventOffersItsWaitingList() async throws {
        let event = try await system.event(title: "Tea", capacity: 2, price: 150_000)
        try await check(
            "/e/\(event)", has: ["id=\"waitlist\" hidden", "id=\"waitlist-closed\" hidden"])
        let asha = try await system.guest("asha")
        try await asha.book(event)
        try await check(
            "/e/\(event)",
            has: [
                "id=\"waitlist\" data-offers-until", "<summary>Do you need more than 1 seat?",
                "name=\"seats\"><option value=\"2\">2</option></select>",
                "id=\"book-form\" action=\"/login\"><input",
            ])
        try await system.guest("bhavin").book(event)
        try await wait("chitra", for: event)
        try await check(
            "/e/\(event)",
            has: [
                "id=\"waitlist\" open data-offers-until", "<summary>Waiting list</summary>",
                "1 person is waiting.", "Full · 1 waiting", "The event is full.",
                "<option value=\"1\">1</option><option value=\"2\">2</option></select>",
                "Also offer me fewer seats", "in the order of joining",
                "Nothing is booked or charged until you say yes.",
                "id=\"book-form\" action=\"/login\" hidden>",
                "<a class=\"button main step\" href=\"#booking\">Waiting list</a>",
            ])
        try await check(
            "/?q=Tea",
            has: ["Full · 1 waiting", "#booking\">Join the waiting list<span"])
    }

    func testAClosedListIsSaidToBeClosed() async throws {
        let event = try await system.event(title: "Tea", capacity: 1)
        try await system.guest("asha").book(event)
        let edited = try await system.service.put(
            "/api/facilitator/2/events/\(event)", #"{"waitlist_open": false}"#)
        XCTAssertEqual(edited.status, 200, edited.text)
        try await check(
            "/e/\(event)",
            has: ["id=\"waitlist\" open hidden", "id=\"waitlist-closed\">The waiting list is"])
        try await check("/?q=Tea", has: ["#booking\" hidden>Join the waiting list<span"])
    }

    func testAnEventThatCannotBeBookedHasNoWaitingList() async throws {
        let event = try await system.event(title: "Tea", capacity: 1)
        try await system.guest("asha").book(event)
        try await system.cancel(event)
        try await check(
            "/e/\(event)",
            has: ["id=\"waitlist\" hidden", "id=\"waitlist-closed\" hidden"])
    }

    func testAFullEventThatHasBegunSaysNothingAboutItsWaitingList() async throws {
        let event = try await system.event(title: "Tea", capacity: 1, startsInHours: 3)
        try await system.guest("asha").book(event)
        try await check("/e/\(event)", has: ["id=\"waitlist\" open data-offers-until"])
        system.advance(seconds: 3 * 3_600 + 60)
        try await check(
            "/e/\(event)",
            has: ["id=\"waitlist\" open hidden", "id=\"waitlist-closed\" hidden"])
    }

    func testAFullDateOfASeriesLeadsToItsWaitingList() async throws {
        let (_, events) = try await system.series(capacity: 1)
        try await system.guest("asha").book(events[1])
        try await check(
            "/e/\(events[0])",
            has: ["<a href=\"/e/\(events[1])#booking\">Waiting list<span"])
    }

    func testTheRefundOfAPlaceThatIsTakenAgainIsExplained() async throws {
        let event = try await system.event(
            capacity: 2, price: 150_000,
            refundPolicy: #"[{"hours_before": 48, "percent": 50, "percent_if_filled": 100}]"#)
        try await check(
            "/e/\(event)",
            has: [
                "<b>50 %</b>", "until 2 days before the start",
                "<b>100 %</b> if your place is taken again", "Earlier cancellations come first.",
            ])
        let plain = try await system.event(price: 150_000)
        let page = try await system.main.get("/e/\(plain)")
        XCTAssertFalse(page.text.contains("taken again"))
    }

    private func check(_ path: String, has texts: [String], line: UInt = #line) async throws {
        let page = try await system.main.get(path)
        XCTAssertEqual(page.status, 200, line: line)
        for text in texts {
            XCTAssertTrue(page.text.contains(text), "\(text) in \(page.text)", line: line)
        }
    }

    private func wait(_ username: String, for event: Int) async throws {
        let joined = try await system.guest(username).post("/events/\(event)/waitlist")
        XCTAssertEqual(joined.status, 201, joined.text)
    }
}

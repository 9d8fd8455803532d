import HTTPClient
import JSONCoding
import TestSupport
import Timekeeping
import XCTest

/// Unlisted events, drafts and the end of booking, as guests and facilitators see them.
final class EventVisibilityTests: SystemTestCase {
    func testAnUnlistedEventIsInNoListAndOpensByItsAddress() async throws {
        let event = try await system.event(title: "Silent Dinner")
        try await assertListed(true, event)
        try await edit(event, #"{"visibility": "unlisted"}"#)
        try await assertListed(false, event)
        let one = try await system.main.get("/events/\(event)")
        XCTAssertEqual(one.json["visibility"]?.string, "unlisted", one.text)
        let page = try await system.main.get("/e/\(event)")
        XCTAssertTrue(page.text.contains(#"<meta name="robots" content="noindex">"#))
        for path in ["/events/\(event)", "/e/\(event)", "/e/\(event)/calendar.ics"] {
            let opened = try await system.main.get(path)
            XCTAssertEqual(opened.status, 200, path)
            XCTAssertEqual(opened["x-robots-tag"], "noindex", path)
        }
        try await system.guest("asha").book(event)
        let own = try await system.arjun().get("/api/facilitator/2/events")
        XCTAssertEqual(own.json["data"]?[0]?["visibility"]?.string, "unlisted")

        try await edit(event, #"{"visibility": "public"}"#)
        try await assertListed(true, event)
        let listed = try await system.main.get("/e/\(event)")
        XCTAssertNil(listed["x-robots-tag"])
        XCTAssertFalse(listed.text.contains("noindex"))
    }

    func testADraftIsNotFoundByAnyoneButItsFacilitator() async throws {
        let event = try await system.event(title: "Silent Draft")
        try await edit(event, #"{"visibility": "draft"}"#)
        try await assertListed(false, event)
        for path in ["/events/\(event)", "/e/\(event)", "/e/\(event)/calendar.ics"] {
            let missing = try await system.main.get(path)
            XCTAssertEqual(missing.status, 404, path)
        }
        let asha = try await system.guest("asha")
        let order = #"{"event_id": \#(event)}"#
        assertProblem(try await asha.post("/book", order), 404, "not_found")
        let own = try await system.arjun().get("/api/facilitator/2/events/\(event)")
        XCTAssertEqual(own.json["visibility"]?.string, "draft", own.text)
        let other = try await system.service.get("/api/facilitator/1/events/\(event)")
        assertProblem(other, 404, "not_found")

        try await edit(event, #"{"visibility": "public"}"#)
        try await asha.book(event)
        let refused = try await system.service.put(
            "/api/facilitator/2/events/\(event)", #"{"visibility": "draft"}"#)
        assertProblem(refused, 409, "event_has_bookings")
    }

    func testANewEventMayBeADraft() async throws {
        let start = system.clock.now().adding(seconds: 86_400)
        let created = try await system.service.post(
            "/api/facilitator/2/events",
            """
            {"title": "Draft", "starts_at": "\(start)", "ends_at": "\(start.adding(seconds: 3_600))",
             "capacity": 5, "visibility": "draft", "booking_closes_minutes_before": 120}
            """)
        XCTAssertEqual(created.status, 201, created.text)
        XCTAssertEqual(created.json["visibility"]?.string, "draft")
        XCTAssertEqual(created.json["booking_closes_minutes_before"]?.int, 120)
        let missing = try await system.main.get("/events/\(created.json["id"]?.int ?? 0)")
        XCTAssertEqual(missing.status, 404)
    }

    func testBookingClosesBeforeTheStart() async throws {
        let event = try await system.event(startsInHours: 5)
        try await edit(event, #"{"booking_closes_minutes_before": 120}"#)
        let asha = try await system.guest("asha")
        let open = try await system.main.get("/e/\(event)").text
        // The test's clock is at 08:00 UTC, 13:30 in Kolkata.
        XCTAssertTrue(
            open.contains(
                #"Book until <time datetime="2027-01-15T11:00:00Z">Fri 15 Jan 2027, 16:30</time>"#),
            open)
        XCTAssertTrue(open.contains(#"data-refusal="booking_closed" hidden"#), open)
        system.clock.advance(seconds: 3 * 3_600)
        let refused = try await asha.post("/book", #"{"event_id": \#(event)}"#)
        assertProblem(refused, 409, "booking_closed")
        let closed = try await system.main.get("/e/\(event)").text
        XCTAssertTrue(closed.contains(#"data-refusal="booking_closed">Booking has closed."#))
        XCTAssertTrue(closed.contains(#"id="book-form" action="/login" hidden"#), closed)
        XCTAssertTrue(closed.contains(#"id="booking-end" hidden"#), closed)
        let kept = try await system.service.put(
            "/api/facilitator/2/events/\(event)", #"{"visibility": null, "title": "Talk"}"#)
        XCTAssertEqual(kept.json["booking_closes_minutes_before"]?.int, 120)
        let cleared = try await system.service.put(
            "/api/facilitator/2/events/\(event)", #"{"booking_closes_minutes_before": null}"#)
        XCTAssertEqual(cleared.json["booking_closes_minutes_before"], .null, cleared.text)
        try await asha.book(event)
    }

    func testTheReasonOfACancellationIsShownAndTold() async throws {
        let event = try await system.event()
        let asha = try await system.guest("asha")
        try await asha.book(event)
        let path = "/api/facilitator/2/events/\(event)"
        for content in [#"{"seats": 1}"#, #"{"reason": 7}"#, #"{"reason": "a\nb"}"#] {
            let refused = try await system.service.send("DELETE", path, content)
            assertProblem(refused, 422, "validation_failed")
        }
        let cancelled = try await system.service.send(
            "DELETE", path, #"{"reason": "The hall is flooded."}"#)
        XCTAssertEqual(cancelled.json["cancellation_reason"]?.string, "The hall is flooded.")
        let inbox = try await asha.get("/notifications")
        XCTAssertTrue(inbox.text.contains("Reason: “The hall is flooded.”"), inbox.text)
        let page = try await system.main.get("/e/\(event)")
        XCTAssertTrue(page.text.contains("Reason: “The hall is flooded.”"), page.text)
        let letter = try await eventually {
            try system.mails().compactMap { decodedParts(of: $0).first }
                .first { $0.contains("has been cancelled, and your booking") }
        }
        XCTAssertTrue(letter.contains("Reason: “The hall is flooded.”"), letter)
    }

    private func edit(_ event: Int, _ fields: String) async throws {
        let edited = try await system.service.put("/api/facilitator/2/events/\(event)", fields)
        XCTAssertEqual(edited.status, 200, edited.text)
    }

    private func assertListed(_ isListed: Bool, _ event: Int, line: UInt = #line) async throws {
        for path in [
            "/events", "/events?q=silent", "/events?q=silent+retreat", "/events?facilitator_id=2",
            "/events?status=all", "/events?kind=retreat&from=2020-01-01T00:00:00Z",
        ] {
            let list = try await system.main.get(path)
            let ids = list.json["data"]?.array?.map { $0["id"]?.int }
            XCTAssertEqual(ids, isListed ? [event] : [], path, line: line)
        }
        for path in ["/", "/?q=silent", "/?facilitator_id=2"] {
            let page = try await system.main.get(path)
            XCTAssertEqual(page.status, 200, path, line: line)
            XCTAssertEqual(page.text.contains("/e/\(event)"), isListed, path, line: line)
        }
    }
}

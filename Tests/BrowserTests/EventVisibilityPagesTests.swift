import HTTPClient
import JSONCoding
import TestSupport
import XCTest

/// Drafts, the end of booking, and previews of changes, in the pages.
final class EventVisibilityPagesTests: BrowserTestCase {
    func testADraftIsMarkedAndPublishedByOneChoice() async throws {
        try await openNewEvent()
        try await browser.set([
            ("visibility", "draft"), ("booking_closes_minutes_before", "2"),
            ("closing_unit", "hours"),
        ])
        try await browser.wait(forText: "it cannot be booked until you publish it")
        try await browser.click(named: "Save the draft")
        try await browser.wait(for: "/events\\/\\d+$/.test(location.pathname)")
        let id = try await browser.path.split(separator: "/").last ?? ""
        let hidden = try await system.main.get("/events/\(id)")
        XCTAssertEqual(hidden.status, 404)
        try await browser.open("/facilitator")
        try await browser.wait(
            for: "document.querySelector('.rows .tag')?.textContent === 'Draft'")

        try await browser.open("/facilitator/events/\(id)/edit")
        try await browser.wait(
            for: "document.querySelector('[name=visibility]')?.value === 'draft'")
        let closing = try await browser.run(
            "return document.querySelector('[name=booking_closes_minutes_before]').value")
        XCTAssertEqual(closing, "2")
        try await browser.set([("visibility", "public")])
        let event = try await publish()
        XCTAssertEqual(event["visibility"], "public")
        XCTAssertEqual(event["booking_closes_minutes_before"], 120)
        // A copy has the fields of its original.
        try await browser.open("/facilitator/new-event?from=\(id)")
        try await browser.wait(
            for: "document.querySelector('[name=booking_closes_minutes_before]')?.value === '2'")
        try await browser.open("/e/\(id)")
        try await browser.wait(forText: "Book until Mon 1 Jul 2030, 08:00")
    }

    func testAMoveIsPreviewedBeforeItIsSaved() async throws {
        let event = try await system.talk()
        try await system.guest("asha").book(event, seats: 3)
        try await logInFacilitator("arjun")
        try await openEdit(of: ["id": .integer(Int64(event))])
        let isReasonShown = "!document.querySelector('[name=reason]').closest('.field').hidden"
        let before = try await browser.run("return \(isReasonShown)")
        XCTAssertEqual(before, false, "guests are told about another time or place only")
        try await browser.set([("location", "The garden")])
        try await browser.wait(for: isReasonShown)
        try await browser.set([("reason", "The hall is flooded.")])
        try await browser.click(named: "Save")
        try await browser.wait(
            for: """
                [...document.querySelectorAll('dialog dd')].map((one) => one.textContent).join()
                === '1,3,1'
                """)
        try await browser.click(named: "Back to the form")
        try await checkRefusal("Not saved.")
        let kept = try await reload(["id": .integer(Int64(event))])
        XCTAssertEqual(kept["version"], 1)
        try await browser.click(named: "Save")
        try await browser.click(named: "Save and notify")
        try await browser.wait(for: "!location.pathname.endsWith('edit')")
        let moved = try await reload(["id": .integer(Int64(event))])
        XCTAssertEqual(moved["location"], "The garden")
        try await logIn("asha", next: "/my/notifications")
        try await browser.wait(forText: "Reason: “The hall is flooded.”")
    }

    func testAnEditWithoutEffectsIsSavedAtOnce() async throws {
        let event = try await system.talk()
        try await system.guest("asha").book(event)
        try await logInFacilitator("arjun")
        try await openEdit(of: ["id": .integer(Int64(event))])
        try await browser.set([("title", "Another Talk")])
        try await browser.click(named: "Save")
        try await browser.wait(for: "!location.pathname.endsWith('edit')")
        try await openEdit(of: ["id": .integer(Int64(event))])
        try await browser.set([("visibility", "draft")])
        try await browser.click(named: "Save the draft")
        try await checkRefusal("Visibility: The event has bookings")
    }

    func testTheReasonOfACancellationReachesTheGuest() async throws {
        let event = try await system.talk(price: 1_800)
        let booking = try await system.guest("asha").bookAndPay(event)
        try await logInFacilitator("arjun")
        try await browser.open("/facilitator/events/\(event)")
        try await browser.click(named: "Cancel the event ...")
        try await browser.wait(
            for: """
                [...document.querySelectorAll('dialog dd')].map((one) => one.textContent).join()
                === '1,1,1,1,€18'
                """)
        try await browser.fill("reason", "The hall is flooded.")
        try await browser.click(named: "Cancel the event")
        try await browser.wait(
            for: "document.querySelector('.tag.bad')?.textContent === 'Cancelled'")
        try await logIn("asha", next: "/my/bookings/\(booking)")
        try await browser.wait(forText: "Reason: “The hall is flooded.”")
    }

    func testThePageOfAnEventSaysWhenBookingHasClosed() async throws {
        let event = try await system.event(title: "Small Talk", startsInHours: 3)
        let closing = { (minutes: Int) in
            _ = try await self.system.service.put(
                "/api/facilitator/2/events/\(event)",
                "{\"booking_closes_minutes_before\": \(minutes)}")
        }
        try await closing(60)
        try await browser.open("/e/\(event)")
        try await browser.wait(forText: "Book until")
        try await closing(500)
        try await browser.wait(forText: "Booking has closed.")
        try await browser.wait(
            for: """
                document.getElementById('book-form').hidden
                && document.getElementById('booking-end').hidden
                """)
    }
}

import HTTPClient
import JSONCoding
import TestSupport
import XCTest

/// The waiting list on an event's page of its facilitator.
final class FacilitatorWaitlistTests: BrowserTestCase {
    func testTheListShowsWhoWaitsAndWhoHasAnOffer() async throws {
        let event = try await system.fullEvent()
        try await logInFacilitator("arjun")
        try await browser.wait(forText: "2 waiting")
        try await browser.open("/facilitator/events/\(event.id)")
        try await browser.wait(forText: "Waiting: 2 guests for 3 seats")
        let rows = try await rows("Waiting")
        XCTAssertEqual(rows.map { $0.prefix(2).joined(separator: " ") }, ["1 Bhavin", "2 Chitra"])
        XCTAssertEqual(rows.first?[2], "1 seat")
        XCTAssertEqual(rows.last?[2], "2 seats\nAccepts fewer")
        try await checkAudit("waiting")
        try await event.giveUp()
        try await browser.wait(forText: "Open offers: 1")
        let offers = try await self.rows("Open offers")
        XCTAssertEqual(offers.first?.prefix(2).joined(separator: " "), "Bhavin 1 seat")
        XCTAssertTrue(offers.first?.last?.hasSuffix(" h left") ?? false, "\(offers)")
        // The roster has the offer as one, and not as a hold.
        let roster = try await browser.run("return document.querySelector('.roster').innerText")
        XCTAssertTrue(roster.string?.contains("Offered until") ?? false, "\(roster)")
        XCTAssertFalse(roster.string?.contains("Held") ?? true, "\(roster)")
        try await checkAudit("offered")
    }

    func testTheListShowsWhatBecameOfEarlierOnes() async throws {
        let event = try await system.fullEvent()
        try await event.giveUp()
        let declined = try await event.bhavin.delete("/events/\(event.id)/waitlist")
        XCTAssertEqual(declined.status, 200, declined.text)
        try await openRoster(of: event)
        try await browser.click("#waiting-list summary")
        try await browser.wait(forText: "Declined")
        let rows = try await rows("Earlier")
        XCTAssertEqual(rows.map { $0.prefix(2).joined(separator: " ") }, ["Bhavin Declined"])
        try await browser.click(named: "Chitra")
        try await browser.wait(forText: "Offered to the guest")
    }

    func testSeatsAreOfferedOutOfTurn() async throws {
        let event = try await eventWithFreeSeat()
        try await openRoster(of: event)
        try await browser.wait(forText: "It makes no more offers")
        try await browser.click(named: "Offer seats … to Chitra")
        try await browser.wait(forText: "Chitra asks for 2 seats. 1 seat is free.")
        try await browser.wait(forText: "This passes over Bhavin, who has waited longer.")
        try await checkAudit("offer-seats")
        try await browser.click(named: "Offer 1 seat")
        try await browser.wait(forText: "1 seat is offered to Chitra until")
        try await browser.wait(for: "document.activeElement.textContent === 'Waiting list'")
        try await browser.wait(forText: "Open offers: 1")
        let entries = try await system.waitlist(of: event.id)
        XCTAssertEqual(entries.map { $0["status"] }, ["waiting", "offered"])
    }

    func testARefusedOfferIsExplainedBesideItsButton() async throws {
        let event = try await eventWithFreeSeat()
        try await openRoster(of: event)
        try await browser.click(named: "Offer seats … to Bhavin")
        try await browser.wait(forText: "Bhavin asks for 1 seat. 1 seat is free.")
        let walkIn = try await system.service.post(
            "/api/facilitator/2/events/\(event.id)/bookings", #"{"name": "Hema Rao"}"#)
        XCTAssertEqual(walkIn.status, 201, walkIn.text)
        try await browser.click(named: "Offer 1 seat")
        try await checkRefusedOffer("No seat is free. Bhavin asks for 1, so nothing was offered.")
        let left = try await event.bhavin.delete("/events/\(event.id)/waitlist")
        XCTAssertEqual(left.status, 200, left.text)
        try await browser.click(named: "Offer 1 seat")
        try await checkRefusedOffer("Bhavin has left the waiting list, or has an offer already.")
        try await browser.click(named: "Do not offer")
        // Chitra is next, and the dialog has no offer to make.
        try await browser.wait(forText: "Waiting: 1 guest for 2 seats")
        try await browser.click(named: "Offer seats … to Chitra")
        try await browser.wait(forText: "Chitra asks for 2 seats. No seat is free.")
        let buttons = try await browser.run(
            "return [...document.querySelectorAll('dialog .actions button')].map((one) => one.textContent)"
        )
        XCTAssertEqual(buttons, ["Close"])
        // The refusals are expected.
        _ = try await browser.consoleErrors()
    }

    func testTheListIsClosedAndOpened() async throws {
        let event = try await system.fullEvent()
        try await openRoster(of: event)
        try await browser.click(named: "Close the list")
        try await browser.wait(forText: "Closed: guests cannot join.")
        try await browser.wait(for: "document.activeElement.textContent === 'Waiting list'")
        let closed = try await system.main.get("/events/\(event.id)").json
        XCTAssertEqual(closed["waitlist"]?["open"], false)
        // A dialog keeps the page from drawing the newer version.
        try await browser.click(named: "Write to all ...")
        try await system.rename(event.id)
        try await browser.run(
            "[...document.querySelectorAll('button')].find((one) => one.textContent === 'Open the list').click()"
        )
        try await browser.wait(
            for:
                "document.querySelector('#waiting-list .error')?.textContent.includes('was changed meanwhile')"
        )
        try await browser.press(Key.escape)
        try await browser.wait(for: "document.querySelector('h1').textContent === 'Longer Talk'")
        try await browser.click(named: "Open the list")
        try await browser.wait(forText: "Open: guests can wait")
        // The refusal is expected.
        _ = try await browser.consoleErrors()
    }

    // MARK: -

    /// An event with a free seat shortly before its start, when seats are not offered any longer.
    private func eventWithFreeSeat() async throws -> FullEvent {
        let event = try await system.fullEvent(startsInHours: 3)
        system.advance(seconds: 2 * 3_600)
        try await event.giveUp()
        return event
    }

    private func openRoster(of event: FullEvent) async throws {
        try await logInFacilitator("arjun")
        try await browser.open("/facilitator/events/\(event.id)")
        try await browser.waitUntilDrawn()
    }

    /// The texts of the cells of a table whose name starts with these words.
    private func rows(_ caption: String) async throws -> [[String]] {
        try await browser.run(
            """
            const table = [...document.querySelectorAll('#waiting-list table')]
                .find((one) => one.ariaLabel.startsWith(arguments[0]));
            return [...table.tBodies[0].rows].map((row) => [...row.cells].map((cell) => cell.innerText));
            """, .string(caption)
        ).array?.map { $0.array?.compactMap(\.string) ?? [] } ?? []
    }

    /// Waits for a refusal that has the focus, next to the button that was pressed.
    private func checkRefusedOffer(
        _ text: String, file: StaticString = #filePath, line: UInt = #line
    ) async throws {
        try await browser.wait(
            for: """
                document.activeElement.matches('dialog .actions .error')
                && document.activeElement.textContent.startsWith('\(text)')
                """, file: file, line: line)
    }
}

extension TestSystem {
    fileprivate func rename(_ event: Int) async throws {
        let renamed = try await service.put(
            "/api/facilitator/2/events/\(event)", #"{"title": "Longer Talk"}"#)
        XCTAssertEqual(renamed.status, 200, renamed.text)
    }
}

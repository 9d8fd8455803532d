import HTTPClient
import JSONCoding
import TestSupport
import XCTest

/// The page that explains each seat of an event, and the refunds that depend on seats.
final class SeatsPageTests: BrowserTestCase {
    func testTheSeatsAddUpToTheCapacity() async throws {
        let event = try await system.fullEvent(price: 2_000)
        try await event.giveUp()
        try await system.setCapacity(5, of: event.id)
        try await system.guest("dev", name: "Dev").book(event.id)
        try await openSeats(of: event.id)
        // Bhavin and Chitra have offers, and Dev has yet to pay.
        try await browser.wait(forText: "5 seats")
        let rows = try await rows(0)
        XCTAssertEqual(
            rows.map { $0.prefix(3).joined(separator: " ") },
            [
                "Asha Rao Confirmed 1 seat", "Bhavin Offered 1 seat", "Chitra Offered 2 seats",
                "Dev Held 1 seat",
            ])
        XCTAssertEqual(rows.first?.last, "€40")
        XCTAssertEqual(rows.last?.last, "Nothing")
        let total = try await browser.run(
            "return document.querySelector('tfoot').rows[0].cells[2].textContent")
        XCTAssertEqual(total, "5 seats")
        try await checkSums(["Confirmed 1", "Held 1", "Offered 3", "Free 0", "Given up 1"])
        try await checkAudit("seats")
        try await browser.click(named: "Chitra")
        try await browser.wait(forText: "Offered until")
    }

    func testFreeAndWaitingSeatsAreExplained() async throws {
        let event = try await system.event(title: "Evening Talk", capacity: 2)
        try await system.guest("asha", name: "Asha Rao").book(event)
        try await system.guest("bhavin", name: "Bhavin").joinWaitlist(event, seats: 2)
        try await logInFacilitator("arjun")
        try await browser.open("/facilitator/events/\(event)")
        try await browser.click(named: "Seats")
        try await browser.wait(forText: "Not among these seats")
        try await checkSums(["Confirmed 1", "Held 0", "Offered 0", "Free 1", "Waiting 1 guest"])
        let (taken, waiting) = (try await rows(0), try await rows(1))
        XCTAssertEqual(taken.last?.prefix(3).joined(separator: " "), "Anyone Free 1 seat")
        XCTAssertEqual(
            waiting.map { $0.prefix(3).joined(separator: " ") }, ["Bhavin Waiting 2 seats"])
        // The link above leads back to the event.
        try await browser.click(".crumb")
        try await browser.wait(for: "location.pathname === '/facilitator/events/\(event)'")
    }

    func testTheCapacitysEffectsAreShownBeforeItIsSaved() async throws {
        let event = try await system.fullEvent(price: 2_000)
        try await logInFacilitator("arjun")
        try await openEdit(of: ["id": .integer(Int64(event.id))])
        try await browser.set([("capacity", "4")])
        try await browser.click(named: "Save")
        try await browser.wait(
            forText: "2 guests who wait get an offer for the seats that become free.")
        try await browser.click(named: "Save and notify")
        try await browser.wait(for: "!location.pathname.endsWith('edit')")
        let entries = try await system.waitlist(of: event.id)
        XCTAssertEqual(entries.map { $0["status"] }, ["offered", "offered"])
    }

    func testALowerCapacityReleasesRefunds() async throws {
        let event = try await system.fullEvent(price: 2_000)
        for guest in [event.bhavin, event.chitra] {
            _ = try await guest.delete("/events/\(event.id)/waitlist")
        }
        try await event.giveUp()
        try await logInFacilitator("arjun")
        try await browser.open("/facilitator/bookings/\(event.booking)")
        try await browser.wait(forText: "More goes back if the place is taken again")
        try await checkAudit("contingent-refund")
        try await browser.open("/facilitator/refunds")
        try await browser.wait(forText: "Up to €10 more goes back if places")
        try await checkAudit("open-refunds")
        try await browser.open("/facilitator/events/\(event.id)")
        try await browser.wait(forText: "€10 may go back")
        try await openEdit(of: ["id": .integer(Int64(event.id))])
        try await browser.set([("capacity", "1")])
        try await browser.click(named: "Save")
        try await browser.wait(forText: "places that guests gave up count as taken")
        try await browser.wait(
            for: "document.querySelector('dialog .total dd').textContent === '€10'")
        try await checkAudit("capacity-preview")
        try await browser.click(named: "Save and notify")
        try await browser.wait(for: "!location.pathname.endsWith('edit')")
        try await browser.open("/facilitator/bookings/\(event.booking)")
        try await browser.wait(forText: "Place taken again, €10 more goes back")
        try await browser.wait(forText: "Of it, because the place was taken again")
        try await browser.open("/facilitator/refunds")
        try await browser.wait(forText: "The place was taken again")
    }

    func testACancellationShowsBothSums() async throws {
        let event = try await system.fullEvent(price: 2_000)
        try await logInFacilitator("arjun")
        try await browser.open("/facilitator/bookings/\(event.booking)")
        try await browser.click(named: "Cancel ...")
        try await browser.wait(forText: "All in all, if the place is taken again")
        let sums = try await browser.run(
            "return [...document.querySelectorAll('dialog .sums > div')].slice(-2).map((one) => one.innerText)"
        )
        XCTAssertEqual(
            sums,
            ["Goes back to the guest now\n€20", "All in all, if the place is taken again\n€40"])
    }

    // MARK: -

    private func openSeats(of event: Int) async throws {
        try await logInFacilitator("arjun")
        try await browser.open("/facilitator/events/\(event)/seats")
        try await browser.waitUntilDrawn()
    }

    /// The texts of the cells of a table.
    private func rows(_ table: Int) async throws -> [[String]] {
        try await browser.run(
            """
            return [...document.querySelectorAll('table')[arguments[0]].tBodies[0].rows]
                .map((row) => [...row.cells].map((cell) => cell.innerText));
            """, .integer(Int64(table))
        ).array?.map { $0.array?.compactMap(\.string) ?? [] } ?? []
    }

    private func checkSums(
        _ sums: [JSONValue], file: StaticString = #filePath, line: UInt = #line
    ) async throws {
        let shown = try await browser.run(
            """
            return [...document.querySelectorAll('.seat-sums > div')]
                .map((one) => `${one.querySelector('dt').innerText} ${one.querySelector('b').innerText}`);
            """)
        XCTAssertEqual(shown, .array(sums), file: file, line: line)
    }
}

extension TestSystem {
    fileprivate func setCapacity(_ capacity: Int, of event: Int) async throws {
        let changed = try await service.put(
            "/api/facilitator/2/events/\(event)", #"{"capacity": \#(capacity)}"#)
        XCTAssertEqual(changed.status, 200, changed.text)
    }
}

import HTTPClient
import JSONCoding
import TestSupport
import XCTest

/// Guests give up some of their seats, take others and name those who come.
final class GuestSeatsTests: BrowserTestCase {
    func testOneOfThreePaidSeatsIsGivenUp() async throws {
        let event = try await system.talk(price: 1_800)
        let asha = try await system.guest("asha", name: "Asha Rao")
        let booking = try await asha.bookAndPay(event, seats: 3)
        try await logIn("asha", next: "/my/bookings/\(booking)")
        try await browser.click(named: "Cancel ...")
        try await browser.wait(for: "\(total) === '€27'")
        try await choose("seats", "1")
        try await browser.wait(for: "\(total) === '€9'")
        try await checkAudit("give-up-seats")
        try await browser.click(named: "Give up 1 seat")
        try await browser.wait(forText: "1 seat given up by you")
        let changed = try await asha.get("/bookings/\(booking)").json
        XCTAssertEqual(changed["seats"], 2)
        XCTAssertEqual(changed["status"], "confirmed")
        XCTAssertEqual(changed["refund_amount"], 900)
        try await browser.wait(
            for: "document.querySelector('[aria-label=Payment]').innerText.includes('€54')")
        try await browser.wait(forText: "€9 refunded")
    }

    func testTheSeatsOfAFreeBookingChange() async throws {
        let event = try await system.talk()
        let asha = try await system.guest("asha", name: "Asha Rao")
        let booking = try await asha.book(event, seats: 2)
        try await logIn("asha", next: "/my/bookings/\(booking)")
        try await browser.click(named: "Change seats ...")
        try await choose("seats", "4")
        try await browser.click(named: "Save")
        try await browser.wait(forText: "Changed to 4 seats by you")
        let changed = try await asha.get("/bookings/\(booking)").json
        XCTAssertEqual(changed["seats"], 4)
    }

    func testTheSeatsOfAHoldChangeWithThePrice() async throws {
        let event = try await system.talk(price: 1_800)
        let asha = try await system.guest("asha", name: "Asha Rao")
        let booking = try await asha.book(event, seats: 2)
        try await logIn("asha", next: "/my/bookings/\(booking)")
        try await browser.click(named: "Change seats ...")
        try await choose("seats", "3")
        try await browser.wait(forText: "You pay €54.")
        try await browser.click(named: "Save")
        try await browser.wait(forText: "Pay €54")
    }

    func testNamesOfThoseWhoComeAreOnTheRoster() async throws {
        let event = try await system.talk()
        let booking = try await system.guest("asha", name: "Asha Rao").book(event, seats: 2)
        try await logIn("asha", next: "/my/bookings/\(booking)")
        try await browser.click(named: "Add names ...")
        try await browser.fill("seat0", "Asha Rao")
        try await browser.fill("seat1", "Ravi Rao")
        try await checkAudit("attendees")
        try await browser.click(named: "Save")
        try await browser.wait(
            for: "document.querySelector('.attendees').textContent === 'Asha RaoRavi Rao'")
        try await logInFacilitator("arjun")
        try await browser.open("/facilitator/events/\(event)")
        try await browser.wait(forText: "Asha Rao, Ravi Rao")
    }

    func testABookingOfTheFacilitatorIsDueAtTheDoor() async throws {
        let event = try await system.talk(price: 1_800)
        _ = try await system.guest("asha", name: "Asha Rao")
        try changeDatabase(
            at: system.folder + "/main.sqlite",
            "UPDATE users SET confirmed_email = email WHERE username = 'asha'")
        let added = try await system.service.post(
            "/api/facilitator/2/events/\(event)/bookings",
            """
            {"name": "Asha", "email": "asha@example.org", "seats": 2,
             "paid": {"amount": 1000, "method": "cash"}}
            """)
        XCTAssertEqual(added.status, 201, added.text)
        try await logIn("asha", next: "/my/bookings/\(added.json["id"]?.int ?? 0)")
        try await browser.wait(forText: "Booked for you by the facilitator.")
        let facts = try await browser.run(
            "return document.querySelector('.ticket-facts').innerText.split('\\n')")
        XCTAssertEqual(facts, ["Seats", "2", "Due at the door", "€26"])
        let payment = try await browser.run(
            "return document.querySelector('[aria-label=Payment]').innerText")
        XCTAssertTrue(payment.string?.contains("Paid at the center") == true, "\(payment)")
        XCTAssertTrue(payment.string?.contains("€10") == true, "\(payment)")
        XCTAssertFalse(payment.string?.contains("€36") == true, "\(payment)")
        try await checkAudit("due-at-the-door")
    }

    /// The expression for the refund that the open dialog shows.
    private let total = "document.querySelector('dialog .total dd')?.textContent"
}

import HTTPClient
import JSONCoding
import TestSupport
import XCTest

/// The page of one booking, on which a facilitator cancels, moves and refunds it.
final class FacilitatorBookingTests: BrowserTestCase {
    func testOneOfThreeSeatsIsCancelledWithAFullRefund() async throws {
        let event = try await system.talk(price: 1_800)
        let booking = try await addGuest(to: event, seats: 3, paid: 5_400)
        try await open(booking)
        try await browser.click(named: "Cancel ...")
        try await choose("seats", "1")
        // The refund policy gives back half.
        try await browser.wait(for: "\(total) === '€9'")
        try await choose("refund", "full")
        try await browser.wait(for: "\(total) === '€18'")
        try await browser.fill("reason", "The room is smaller")
        try await checkAudit("cancel-seats")
        try await browser.click(named: "Cancel these seats")
        try await browser.wait(forText: "1 seat is cancelled")
        try await browser.wait(forText: "1 seat given up by you")
        try await browser.wait(forText: "€18 refunded")
        let changed = try await self.booking(booking)
        XCTAssertEqual(changed["seats"], 2)
        XCTAssertEqual(changed["amount"], 3_600)
        XCTAssertEqual(changed["refund_amount"], 1_800)
    }

    func testAnAmountIsRefundedWithTheCancellation() async throws {
        let event = try await system.talk(price: 1_800)
        let booking = try await addGuest(to: event, paid: 1_800)
        try await open(booking)
        try await browser.click(named: "Cancel ...")
        try await choose("refund", "amount")
        try await browser.fill("amount", "99")
        try await browser.wait(
            for: "document.querySelector('dialog .error:not([hidden])')?.textContent")
        try await browser.fill("amount", "12,50")
        try await browser.wait(for: "\(total) === '€12.50'")
        try await browser.click(named: "Cancel the booking")
        try await browser.wait(forText: "€12.50 refunded")
        let cancelled = try await self.booking(booking)
        XCTAssertEqual(cancelled["refund_amount"], 1_250)
        XCTAssertNotEqual(cancelled["status"], "confirmed")
    }

    func testMoneyGoesBackWithoutGivingUpSeats() async throws {
        let event = try await system.talk(price: 1_800)
        let booking = try await addGuest(to: event, paid: 1_800)
        try await open(booking)
        try await browser.click(named: "Give money back ...")
        try await browser.fill("amount", "20")
        try await browser.wait(forText: "At most €18 can go back.")
        try await browser.fill("reason", "It rained")
        try await browser.click(named: "Give the money back")
        try await browser.wait(for: "document.activeElement.matches('dialog .general')")
        try await browser.fill("amount", "5")
        try await browser.click(named: "Give the money back")
        try await browser.wait(forText: "€5 refunded")
        let refunded = try await self.booking(booking)
        XCTAssertEqual(refunded["status"], "confirmed")
        XCTAssertEqual(refunded["refund_amount"], 500)
    }

    func testABookingMovesToADearerEventOnlyWhenThePriceStays() async throws {
        let event = try await system.talk(price: 1_800)
        let other = try await system.talk(title: "Longer Talk", price: 2_500)
        let booking = try await addGuest(to: event, paid: 1_800)
        try await open(booking)
        try await browser.click(named: "Move ...")
        try await choose("event_id", "\(other)")
        try await browser.wait(forText: "It costs €25 for 1 seat, and €18 was booked.")
        try await browser.click(named: "Move the booking")
        try await browser.wait(forText: "You can move the booking without asking for more.")
        try await checkAudit("move-booking")
        try await browser.click(named: "Move anyway, the price stays")
        try await browser.wait(
            for: "document.querySelector('.card h2').textContent === 'Longer Talk'")
        let moved = try await self.booking(booking)
        XCTAssertEqual(moved["event_id"]?.int, other)
        XCTAssertEqual(moved["amount"], 1_800)
    }

    func testABookingMovesToACheaperEventWithTheDifferenceBack() async throws {
        let event = try await system.talk(price: 1_800)
        let other = try await system.talk(title: "Shorter Talk", price: 1_000)
        let booking = try await addGuest(to: event, paid: 1_800)
        try await open(booking)
        try await browser.click(named: "Move ...")
        try await choose("event_id", "\(other)")
        try await browser.wait(
            forText: "It costs €10 for 1 seat, €8 less. You hand back €8.")
        try await browser.click(named: "Move the booking")
        try await browser.wait(forText: "Moved to another event by you")
        let moved = try await self.booking(booking)
        XCTAssertEqual(moved["event_id"]?.int, other)
        XCTAssertEqual(moved["refund_amount"], 800)
    }

    func testTheNoteAndTheNameAreChanged() async throws {
        let booking = try await addGuest(to: system.talk())
        try await open(booking)
        try await browser.click(named: "Edit ...")
        try await browser.fill("name", "Hema Rao-Mehta")
        try await browser.fill("note", "Needs a chair")
        try await browser.click(named: "Save")
        try await browser.wait(for: "document.querySelector('h1').textContent === 'Hema Rao-Mehta'")
        try await browser.wait(forText: "Needs a chair")
        let audited = try await Audit.findings(in: browser)
        XCTAssertEqual(audited, [])
    }

    func testMoneyOwedInCashIsHandedBack() async throws {
        let event = try await system.talk(price: 1_800)
        let booking = try await addGuest(to: event, paid: 1_800)
        try await system.cancel(event)
        try await logInFacilitator("arjun")
        try await browser.open("/facilitator/bookings/\(booking)")
        try await browser.wait(forText: "€18 is owed to the guest.")
        try await browser.click(named: "Refunds")
        try await browser.wait(forText: "1 payment to hand back at the center: €18.")
        try await browser.click(named: "Handed back")
        try await browser.wait(forText: "€18 is noted as handed back.")
        let status = try await self.booking(booking)["refund_status"]
        XCTAssertEqual(status, "processed")
    }

    func testAnotherFacilitatorsBookingIsNotFound() async throws {
        let booking = try await addGuest(to: system.talk())
        try await logInFacilitator("priya")
        try await browser.open("/facilitator/bookings/\(booking)")
        try await browser.wait(forText: "You have no booking with this number.")
    }

    // Steps

    /// The expression for the refund that the open dialog shows.
    private let total = "document.querySelector('dialog .total dd')?.textContent"

    private func open(_ booking: Int) async throws {
        try await logInFacilitator("arjun")
        try await browser.open("/facilitator/bookings/\(booking)")
        try await browser.waitUntilDrawn()
    }

    /// Books seats for a guest without an account; returns the booking's ID.
    private func addGuest(to event: Int, seats: Int = 1, paid: Int? = nil) async throws -> Int {
        let payment = paid.map { #", "paid": {"amount": \#($0), "method": "cash"}"# } ?? ""
        let added = try await system.service.post(
            "/api/facilitator/2/events/\(event)/bookings",
            #"{"name": "Hema Rao", "seats": \#(seats)\#(payment)}"#)
        XCTAssertEqual(added.status, 201, added.text)
        return try XCTUnwrap(added.json["id"]?.int)
    }

    private func booking(_ id: Int) async throws -> JSONValue {
        try await system.service.get("/api/facilitator/2/bookings/\(id)").json
    }
}

import HTTPClient
import TestSupport
import XCTest

/// Guests see both sums of a refund that depends on whether their place is taken again.
final class ContingentRefundPagesTests: BrowserTestCase {
    func testTheDialogShowsBothSumsAndTheBookingWhatFollows() async throws {
        let event = try await event()
        let asha = try await system.guest("asha", name: "Asha Rao")
        let booking = try await asha.bookAndPay(event, seats: 2)
        try await logIn("asha", next: "/my/bookings/\(booking)")
        try await browser.click(named: "Cancel ...")
        try await browser.wait(forText: "You get back now (50 %)")
        try await browser.wait(for: "\(sums).includes('₹1,500')")
        try await browser.wait(forText: "More if your places are taken again")
        try await browser.wait(forText: "100 % in all if the place is taken again.")
        // Also for one seat of two.
        try await choose("seats", "1")
        try await browser.wait(for: "\(sums).includes('₹750') && !\(sums).includes('₹1,500')")
        try await browser.wait(forText: "More if your place is taken again")
        try await checkAudit("both-sums")
        try await choose("seats", "2")
        try await browser.wait(for: "\(sums).includes('₹1,500')")
        try await browser.click(named: "Cancel the booking")
        try await browser.wait(
            forText: "₹1,500 more goes back to you if your place is taken again before")

        try await system.guest("bhavin", name: "Bhavin Shah").bookAndPay(event)
        try await browser.wait(forText: "₹750 of ₹1,500 more goes back to you")
        try await browser.wait(forText: "Place taken again, ₹750 more goes back")
        try await system.guest("chitra", name: "Chitra Nair").bookAndPay(event)
        try await browser.wait(forText: "Your place is taken again, so ₹1,500 more goes back")
    }

    func testAPlaceThatIsNotTakenAgainReadsAsOver() async throws {
        let event = try await event()
        let asha = try await system.guest("asha", name: "Asha Rao")
        let booking = try await asha.bookAndPay(event, seats: 2)
        try await asha.cancelBooking(booking)
        try await system.cancel(event)
        try await logIn("asha", next: "/my/bookings/\(booking)")
        try await browser.wait(
            forText: "The event is cancelled, and your place was not taken again.")
    }

    /// An event with two seats for ₹1,500 each.
    private func event() async throws -> Int {
        try await system.event(
            capacity: 2, price: 150_000,
            refundPolicy: """
                [{"hours_before": 24, "percent": 50, "percent_if_filled": 100}]
                """)
    }

    private let sums = "document.querySelector('dialog .sums')?.innerText"
}

import HTTPClient
import JSONCoding
import TestSupport
import XCTest

/// The pages that print receipts and credit notes.
final class ReceiptPagesTests: BrowserTestCase {
    func testAGuestPrintsTheReceiptOfAPayment() async throws {
        let event = try await system.talk(title: "Sound Journey", price: 1_850)
        let asha = try await system.guest("asha", name: "Asha Rao")
        let booking = try await asha.bookAndPay(event, seats: 2)
        try await logIn("asha", next: "/my/bookings/\(booking)")
        try await browser.click(named: "Receipt")
        try await browser.wait(for: "document.querySelector('.sheet')")
        let path = try await browser.path
        XCTAssertEqual(path, "/my/bookings/\(booking)/receipt")
        let text = try await sheets().first ?? ""
        for part in ["000001", "TEST: no money has moved.", "Asha Rao", "Sound Journey", "€37"] {
            XCTAssertTrue(text.contains(part), "\(part): \(text)")
        }
        try await checkAudit("receipt")
        try await browser.emulatePrint()
        let printed = try await browser.run(
            """
            return [...document.querySelectorAll('nav, footer, h1, .crumb, .button')]
                .filter((one) => one.checkVisibility()).map((one) => one.outerHTML)
            """)
        XCTAssertEqual(printed, [])
    }

    func testEachDocumentIsPrintedOnAPageOfItsOwnOrAlone() async throws {
        let event = try await system.talk(price: 1_800)
        let asha = try await system.guest("asha", name: "Asha Rao")
        let booking = try await asha.bookAndPay(event)
        try await system.cancel(event)
        try await asha.booking(booking, until: "refunded")
        try await logIn("asha", next: "/my/bookings/\(booking)")
        try await browser.click(named: "Receipts")
        try await browser.wait(for: "document.querySelectorAll('.sheet').length === 2")
        let credit = try await sheets().last ?? ""
        for part in ["Credit note ", "Of receipt", "Given back"] {
            XCTAssertTrue(credit.contains(part), credit)
        }
        try await browser.emulatePrint()
        let visible = try await browser.run(
            """
            const sheets = [...document.querySelectorAll('.sheet')];
            const seen = () => sheets.map((one) => one.checkVisibility());
            const all = [getComputedStyle(sheets[1]).breakBefore, ...seen()];
            window.print = () => { all.push(...seen()); };
            sheets[1].querySelector('button').click();
            dispatchEvent(new Event('afterprint'));
            return [...all, ...seen()];
            """)
        XCTAssertEqual(visible, ["page", true, true, false, true, true, true])
    }

    func testABookingWithoutAPaymentHasNoReceipt() async throws {
        let asha = try await system.guest("asha")
        let booking = try await asha.book(system.talk())
        try await logIn("asha", next: "/my/bookings/\(booking)")
        try await browser.wait(forText: "What happened")
        try await browser.wait(for: "!document.querySelector('[href$=receipt]')")
        try await browser.open("/my/bookings/\(booking)/receipt")
        try await browser.wait(forText: "There is one as soon as you have paid.")
        try await browser.open("/my/bookings/999/receipt")
        try await browser.wait(forText: "You have no booking with this number.")
    }

    func testAFacilitatorPrintsTheReceiptOfAWalkIn() async throws {
        let event = try await system.talk(title: "Sound Journey", price: 1_800)
        let added = try await system.service.post(
            "/api/facilitator/2/events/\(event)/bookings",
            #"{"name": "Meera", "paid": {"amount": 1800, "method": "cash"}}"#)
        try await logInFacilitator("arjun")
        try await browser.open("/facilitator/bookings/\(added.json["id"]?.int ?? 0)")
        try await browser.click(named: "Receipt")
        try await browser.wait(for: "document.querySelector('.sheet')")
        let text = try await sheets().first ?? ""
        for part in ["Meera", "Cash", "€18"] { XCTAssertTrue(text.contains(part), text) }
        XCTAssertFalse(text.contains("TEST"), text)
        try await checkAudit("facilitator-receipt")
    }

    private func sheets() async throws -> [String] {
        try await browser.run(
            "return [...document.querySelectorAll('.sheet')].map((one) => one.innerText)"
        ).array?.compactMap(\.string) ?? []
    }
}

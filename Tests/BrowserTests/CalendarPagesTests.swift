import HTTPClient
import JSONCoding
import TestSupport
import XCTest

/// The addresses of calendars on the pages.
final class CalendarPagesTests: BrowserTestCase {
    func testAGuestShowsCopiesAndRenewsTheAddress() async throws {
        let asha = try await system.guest("asha")
        try await logIn("asha")
        try await browser.open("/my/account")
        try await browser.wait(forText: "Your calendar")
        try await browser.click(named: "Show the address")
        try await browser.wait(for: Self.address)
        let first = try await shown()
        let own = try await asha.get("/me/calendar")
        XCTAssertEqual(own.json["url"]?.string, first)
        let link = try await browser.run("return document.querySelector('[href^=webcal]').href")
        XCTAssertEqual(link.string, first.replacing("http:", with: "webcal:"))
        try await browser.click(named: "Copy")
        try await browser.wait(forText: "Copied.")
        let selected = try await browser.run("return getSelection().toString()")
        XCTAssertEqual(selected.string, first)

        try await browser.click(named: "Renew the address …")
        try await browser.wait(forText: "The current address stops working.")
        try await browser.click(named: "Keep the address")
        let kept = try await shown()
        XCTAssertEqual(kept, first)
        try await browser.click(named: "Renew the address …")
        try await browser.click("dialog .danger")
        try await browser.wait(for: "\(Self.address) !== '\(first)'")
        let second = try await shown()
        let former = try await system.main.get(path(first))
        XCTAssertEqual(former.status, 404)
        let current = try await system.main.get(path(second))
        XCTAssertEqual(current.status, 200)
        // The form above is drawn again after it was saved.
        try await browser.click(named: "Save")
        try await browser.wait(forText: "Saved.")
        let drawn = try await shown()
        XCTAssertEqual(drawn, second)
    }

    func testAFacilitatorShowsTheAddress() async throws {
        try await logInFacilitator("arjun")
        try await browser.open("/facilitator/account")
        try await browser.click(named: "Show the address")
        try await browser.wait(for: Self.address)
        let calendar = try await system.main.get(path(shown()))
        XCTAssertTrue(calendar.text.contains("NAME:My events"), calendar.text)
    }

    func testTheListOfEventsLinksToItsCalendarWithItsFilters() async throws {
        _ = try await system.event(title: "Öko & Yoga", kind: "session")
        _ = try await system.event(title: "Retreat")
        for view in ["", "&view=week"] {
            try await browser.open(
                "/?kind=session&q=%C3%B6ko%20%26&facilitator_id=2&from=2027-01-20\(view)")
            let links = try await browser.run(
                "return [...document.querySelectorAll('.subscription a')].map((a) => a.href)")
            let address = try XCTUnwrap(links[1]?.string)
            XCTAssertEqual(links[0]?.string, address.replacing("http:", with: "webcal:"))
            let calendar = try await system.main.get(path(address))
            XCTAssertEqual(calendar.status, 200, calendar.text)
            XCTAssertEqual(calendar.text.split(separator: "BEGIN:VEVENT").count, 2, calendar.text)
            XCTAssertTrue(calendar.text.contains("SUMMARY:Öko & Yoga"), calendar.text)
        }
    }

    private static let address = "document.querySelector('[name=calendar]')?.value"

    private func shown() async throws -> String {
        let value = try await browser.run("return \(Self.address)")
        return try XCTUnwrap(value.string)
    }

    private func path(_ url: String) -> String { String(url.dropFirst(system.main.base.count)) }
}

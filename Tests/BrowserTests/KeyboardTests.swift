import HTTPClient
import JSONCoding
import TestSupport
import XCTest

/// A facilitator's work without a mouse.
final class KeyboardTests: BrowserTestCase {
    func testAnEventIsPublishedWithTheKeyboard() async throws {
        try await logInFacilitator("arjun")
        try await browser.waitUntilDrawn()
        try await browser.tab(to: "New event")
        try await browser.press(Key.enter)
        try await browser.wait(for: "location.pathname === '/facilitator/new-event'")
        try await browser.waitUntilDrawn()
        try await browser.tab(to: "Title")
        try await browser.press("Evening Circle")
        try await browser.tab(to: "Kind")
        try await browser.press(Key.down)
        try await browser.tab(to: "Time zone")
        try await replaceText(with: "berlin")
        try await browser.wait(forText: "Berlin: ")
        try await browser.tab(to: "Starts")
        try await browser.press("070120301000AM")
        try await browser.tab(to: "Ends")
        try await browser.press("070120301130AM")
        let times = try await browser.run(
            "return ['starts_at', 'ends_at'].map((name) => document.querySelector(`[name=${name}]`).value)"
        )
        XCTAssertEqual(times, ["2030-07-01T10:00", "2030-07-01T11:30"])
        try await browser.tab(to: "Seats")
        try await replaceText(with: "8")
        try await browser.tab(to: "Price of a seat")
        try await replaceText(with: "12,50")
        try await browser.tab(to: "Currency")
        try await replaceText(with: "eur")
        try await browser.tab(to: "Add a step")
        try await browser.press(" ")
        try await replaceText(with: "48")
        try await browser.tab(to: "Publish")
        try await browser.press(Key.enter)
        try await browser.wait(for: "/events\\/\\d+$/.test(location.pathname)")
        let id = try await browser.path.split(separator: "/").last ?? ""
        let event = try await system.main.get("/events/\(id)").json
        for (field, value): (String, JSONValue) in [
            ("title", "Evening Circle"), ("kind", "retreat"), ("time_zone", "Europe/Berlin"),
            ("starts_at", "2030-07-01T08:00:00Z"), ("ends_at", "2030-07-01T09:30:00Z"),
            ("capacity", 8), ("price", 1_250), ("currency", "EUR"),
            ("refund_policy", [["hours_before": 48, "percent": 100]]),
        ] {
            XCTAssertEqual(event[field], value, field)
        }
    }

    func testARefusalLeadsToItsFieldWithTheKeyboard() async throws {
        try await openNewEvent()
        try await browser.set([("capacity", "many")])
        try await browser.tab(to: "Publish")
        try await browser.press(Key.enter)
        try await checkRefusal("Seats")
        try await browser.tab(to: "Seats")
        try await browser.press(Key.enter)
        try await browser.wait(for: "document.activeElement.name === 'capacity'")
        try await replaceText(with: "8" + Key.enter)
        try await browser.wait(for: "/events\\/\\d+$/.test(location.pathname)")
    }

    func testVersionsAreChosenWithTheKeyboard() async throws {
        let id = try await system.talk()
        try await logInFacilitator("arjun")
        try await openEdit(of: ["id": .integer(Int64(id))])
        let path = "/api/facilitator/2/events/\(id)"
        let other = try await system.service.put(path, #"{"title": "Theirs", "capacity": 9}"#)
        XCTAssertEqual(other.status, 200, other.text)
        try await browser.tab(to: "Title")
        try await replaceText(with: "Mine")
        try await browser.tab(to: "Save")
        try await browser.press(Key.enter)
        try await browser.wait(forText: "This event has been changed")
        // Escape leads back to the form, whose text and message stay.
        try await browser.press(Key.escape)
        try await checkRefusal("Save again to choose")
        try await browser.tab(to: "Save")
        try await browser.press(Key.enter)
        try await browser.wait(forText: "This event has been changed")
        try await browser.tab(to: "Yours")
        try await browser.press(Key.down)
        let chosen = try await browser.run(
            "return document.querySelector('dialog [name=title]:checked').value")
        XCTAssertEqual(chosen, "theirs")
        try await browser.tab(to: "Save these")
        try await browser.press(Key.enter)
        try await browser.wait(for: "!location.pathname.endsWith('edit')")
        let saved = try await system.main.get("/events/\(id)").json
        XCTAssertEqual(saved["title"], "Theirs")
        XCTAssertEqual(saved["capacity"], 9)
    }

    func testAnEventIsCancelledWithTheKeyboard() async throws {
        let id = try await system.talk()
        try await logInFacilitator("arjun")
        try await browser.open("/facilitator/events/\(id)")
        try await browser.wait(forText: "No bookings yet.")
        try await browser.tab(to: "Cancel the event")
        try await browser.press(Key.enter)
        try await browser.wait(for: "document.querySelector('dialog[open]')")
        try await browser.tab(to: "Keep the event")
        try await browser.press(" ")
        try await browser.wait(for: "document.activeElement.textContent.startsWith('Cancel the')")
        try await browser.press(Key.enter)
        try await browser.wait(for: "document.querySelector('dialog[open]')")
        try await browser.tab(to: "Cancel the event")
        try await browser.press(Key.enter)
        try await browser.wait(
            for: "document.querySelector('.tag.bad')?.textContent === 'Cancelled'")
    }

    /// Types over the text of the field that has the focus.
    private func replaceText(with text: String) async throws {
        try await browser.run("document.activeElement.select()")
        try await browser.press(text)
    }
}

import HTTPClient
import JSONCoding
import TestSupport
import XCTest

/// Steps of tests at the form for an event, which are Arjun's.
extension BrowserTestCase {
    /// Opens the form for a new event, and fills in a title and times.
    func openNewEvent() async throws {
        try await logInFacilitator("arjun")
        try await browser.open("/facilitator/new-event")
        try await browser.waitUntilDrawn()
        try await browser.set([
            ("title", "Evening Circle"), ("time_zone", "UTC"),
            ("starts_at", "2030-07-01T10:00"), ("ends_at", "2030-07-01T12:30"),
        ])
    }

    func addStep(_ hours: String, _ percent: String) async throws {
        try await browser.click(named: "Add a step")
        try await browser.run(
            """
            const row = document.querySelector('.tiers > :last-child');
            row.querySelector('[data-part=hours_before]').value = arguments[0];
            row.querySelector('[data-part=percent]').value = arguments[1];
            """, .string(hours), .string(percent))
    }

    func openEdit(of event: JSONValue) async throws {
        try await browser.open("/facilitator/events/\(event["id"]?.int ?? 0)/edit")
        try await browser.waitUntilDrawn()
    }

    /// Publishes the form's event and returns it.
    func publish(
        file: StaticString = #filePath, line: UInt = #line
    ) async throws -> JSONValue {
        try await browser.click(named: "Publish")
        try await browser.wait(
            for: "/events\\/\\d+$/.test(location.pathname)", file: file, line: line)
        let id = try await browser.path.split(separator: "/").last ?? ""
        return try await system.main.get("/events/\(id)").json
    }

    func reload(_ event: JSONValue) async throws -> JSONValue {
        try await system.main.get("/events/\(event["id"]?.int ?? 0)").json
    }

    /// Waits for a message just above the button that has the focus and contains this text.
    func checkRefusal(
        _ text: String, file: StaticString = #filePath, line: UInt = #line
    ) async throws {
        try await browser.wait(
            for: """
                document.activeElement.matches('.general')
                && document.activeElement.nextElementSibling.matches('button')
                && document.activeElement.innerText.includes('\(text)')
                && !document.activeElement.innerText.includes('_')
                """, file: file, line: line)
    }
}

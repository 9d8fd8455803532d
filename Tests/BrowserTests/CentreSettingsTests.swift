import BookingDomain
import HTTPClient
import JSONCoding
import TestSupport
import XCTest

/// The settings of the center in the owner's back office.
final class CentreSettingsTests: BrowserTestCase {
    func testAnOwnerSetsUpTheCentre() async throws {
        try await logInOwner()
        try await browser.wait(forText: "Setting up")
        try await browser.click(named: "Name the center")
        try await browser.waitUntilDrawn()
        try await browser.fill("name", "Haus am See")
        try await browser.fill("tagline", "Yoga und Stille")
        try await browser.fill("address", "Seeweg 1\n12345 Bad See")
        try await browser.fill("imprint", "https://haus.example/imprint")
        try await browser.run("document.querySelector('[name=has_accent]').click()")
        try await browser.set([("accent", "#7a1f3d"), ("currency", "eur"), ("time_zone", "berlin")])
        try await browser.fill("embed_origins", "haus.example/kurse\nhttps://www.haus.example")
        try await browser.click(named: "Add a step")
        try await browser.click(named: "Save")
        try await browser.wait(forText: "Saved.")
        let centre = try await system.main.get("/centre").json
        XCTAssertEqual(centre["name"], "Haus am See")
        XCTAssertEqual(centre["accent"], "#7a1f3d")
        XCTAssertEqual(centre["currency"], "EUR")
        XCTAssertEqual(centre["time_zone"], "Europe/Berlin")
        XCTAssertEqual(centre["refund_policy"]?[0]?["percent"], 100)
        XCTAssertEqual(
            centre["embed_origins"], ["https://haus.example", "https://www.haus.example"])
        try await browser.open("/facilitator/new-event")
        try await browser.waitUntilDrawn()
        let defaults = try await browser.run(
            "return ['currency', 'time_zone'].map((name) => document.querySelector(`[name=${name}]`).value)"
        )
        XCTAssertEqual(defaults, ["EUR", "Europe/Berlin"])
        try await browser.wait(for: "document.querySelectorAll('.tiers > div').length === 1")
    }

    func testRefusedSettingsAreExplainedAtTheirFields() async throws {
        try await openSettings()
        try await browser.run("document.querySelector('[name=has_accent]').click()")
        try await browser.set([("accent", "#ffee88")])
        try await browser.wait(forText: "Too light to read on a light page")
        try await browser.fill("name", " ")
        try await browser.fill("embed_origins", "ftp://haus.example")
        try await browser.click(named: "Save")
        try await browser.wait(forText: "Please correct:")
        let errors = try await browser.run(
            "return [...document.querySelectorAll('[aria-invalid=true]')].map((one) => one.name)")
        XCTAssertEqual(errors, ["name", "accent", "embed_origins"])
        try await browser.wait(for: "document.activeElement.matches('.general')")
        try await browser.fill("name", "Haus am See")
        try await browser.set([("currency", "XYZ"), ("time_zone", "Nowhere")])
        try await browser.click(named: "Save")
        try await browser.wait(for: "document.querySelector('[name=currency][aria-invalid=true]')")
        try await browser.wait(for: "document.querySelector('[name=time_zone][aria-invalid=true]')")
    }

    func testTheAccentIsShownAsGuestsSeeItInBothThemes() async throws {
        try await openSettings()
        try await browser.run("document.querySelector('[name=has_accent]').click()")
        for color in ["#2a4bb0", "#7a1f3d", "#000000", "#006000"] {
            try await browser.set([("accent", color)])
            let shown = try await browser.run(
                "return [...document.querySelectorAll('.looks text[text-decoration]')].map((one) => one.getAttribute('fill'))"
            )
            XCTAssertEqual(shown, .array([.string(color), .string(try AccentColor(color).onDark)]))
        }
    }

    func testSettingsThatWereSavedMeanwhileAreChosenBetween() async throws {
        try await openSettings()
        try await browser.fill("tagline", "Mine")
        let other = try await system.service.put(
            "/api/centre", #"{"name": "Theirs", "tagline": "Theirs too"}"#)
        XCTAssertEqual(other.status, 200, other.text)
        try await browser.click(named: "Save")
        try await browser.wait(forText: "The settings have been changed")
        let legends = try await browser.run(
            "return [...document.querySelectorAll('dialog legend')].map((one) => one.textContent)")
        XCTAssertEqual(legends, ["Name", "Line below the name"])
        try await browser.click(named: "Save these")
        try await browser.wait(forText: "Saved.")
        let centre = try await system.main.get("/centre").json
        XCTAssertEqual(centre["name"], "Theirs")
        XCTAssertEqual(centre["tagline"], "Mine")
    }

    private func openSettings() async throws {
        try await logInOwner()
        try await browser.open("/facilitator/centre/settings")
        try await browser.waitUntilDrawn()
    }
}

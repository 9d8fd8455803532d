import HTTPClient
import JSONCoding
import TestSupport
import XCTest

/// The owner's page of all accounts, and the owner's work for a facilitator.
final class CentreAccountsTests: BrowserTestCase {
    func testAFacilitatorWithoutAnAddressGetsALink() async throws {
        try await openAccounts()
        try await browser.click(named: "Add a facilitator ...")
        try await browser.fill("username", "arjun")
        try await browser.fill("name", "Lena Vogt")
        try await browser.click(named: "Add")
        try await browser.wait(
            for: "document.querySelector('dialog [name=username]').getAttribute('aria-invalid')")
        try await browser.fill("username", "lena")
        try await browser.click(named: "Add")
        try await browser.wait(forText: "The link for Lena Vogt")
        let link = try await browser.run(
            "return document.querySelector('[name=password_url]').value")
        let path = try XCTUnwrap(link.string?.split(separator: "/facilitator/reset").last)
        try await browser.click(named: "Copy")
        try await browser.press(Key.escape)
        try await browser.wait(forText: "5 accounts")
        try await browser.open("/facilitator/reset\(path)")
        try await browser.wait(for: "document.querySelector('[name=password]')")
        try await browser.fill("password", "lena-password-1")
        try await browser.click(named: "Set the password")
        try await browser.wait(forText: "Your new password is set.")
        let login = try await system.crm.logIn("lena", "lena-password-1")
        XCTAssertEqual(login.json["facilitator"]?["role"], "facilitator", login.text)
    }

    func testAccountsAreChangedDisabledAndEnabled() async throws {
        try await openAccounts()
        try await browser.click(named: "Edit … for Kavya Reddy")
        try await browser.fill("name", "Kavya R. Reddy")
        try await browser.fill("email", "kavya@example.org")
        try await browser.click(named: "Save")
        try await browser.wait(forText: "Kavya R. Reddy")
        try await browser.wait(forText: "kavya@example.org")
        try await browser.click(named: "Disable … for Kavya R. Reddy")
        try await browser.wait(forText: "is logged out and cannot log in")
        try await browser.click(named: "Disable")
        try await browser.wait(forText: "Kavya R. Reddy is disabled.")
        let refused = try await system.crm.logIn("kavya", "kavya123")
        XCTAssertEqual(refused.status, 401, refused.text)
        try await browser.click(named: "Enable for Kavya R. Reddy")
        try await browser.wait(forText: "can log in again")
        // The last owner stays: the refusal is in the dialog.
        try await browser.click(named: "Disable … for Asha Rao")
        try await browser.click(named: "Disable")
        try await browser.wait(for: "document.activeElement.matches('dialog .note.bad')")
        try await browser.press(Key.escape)
        try await browser.click(named: "Edit … for Asha Rao")
        try await browser.run("document.querySelector('dialog [name=role]').value = 'facilitator'")
        try await browser.click(named: "Save")
        try await browser.wait(for: "document.querySelector('dialog [name=role][aria-invalid]')")
    }

    func testTheOwnersPagesRefuseAFacilitator() async throws {
        try await logInFacilitator("arjun")
        let tabs = try await browser.run("return document.querySelector('.tabs').innerText")
        XCTAssertFalse(tabs.string?.contains("Center") ?? true)
        for path in [
            "/facilitator/centre", "/facilitator/centre/guests", "/facilitator/centre/settings",
        ] {
            try await browser.open(path)
            try await browser.wait(forText: "The center’s pages are for its owners")
        }
        try await browser.open("/facilitator/events/1?for=1")
        try await browser.wait(forText: "Only owners work for other facilitators")
        try await browser.click(named: "Show my events")
        try await browser.wait(forText: "Welcome, Arjun Patel")
    }

    func testAnOwnerWorksForAFacilitator() async throws {
        let event = try await system.talk(title: "Evening Talk")
        try await openAccounts()
        try await browser.click(named: "Work for Arjun Patel")
        try await browser.wait(forText: "You are working for Arjun Patel.")
        try await browser.click(named: "Evening Talk")
        try await browser.wait(for: "location.pathname === '/facilitator/events/\(event)'")
        try await browser.wait(forText: "You are working for Arjun Patel.")
        try await browser.click(named: "Add a guest ...")
        try await browser.fill("name", "Hema Rao")
        try await browser.click(named: "Book the seats")
        try await browser.wait(
            for: "document.querySelector('.entry h3')?.textContent === 'Hema Rao'")
        try await browser.click(named: "Hema Rao")
        try await browser.wait(for: "location.pathname.startsWith('/facilitator/bookings/')")
        try await browser.wait(forText: "Arrived")
        try await browser.click(".crumb")
        try await browser.wait(for: "location.pathname === '/facilitator/events/\(event)'")
        try await browser.waitUntilDrawn()
        try await browser.click(named: "Edit")
        try await browser.wait(for: "document.querySelector('[name=title]')")
        try await browser.set([("title", "Longer Talk")])
        try await browser.click(named: "Save")
        try await browser.wait(for: "document.querySelector('h1').textContent === 'Longer Talk'")
        try await browser.click(named: "Seats")
        try await browser.wait(forText: "Seats of Longer Talk")
        try await browser.click(named: "Users")
        try await browser.wait(for: "location.pathname === '/facilitator/users'")
        let events = try await system.arjun().get("/api/facilitator/2/events").json["data"]
        XCTAssertTrue(events?.array?.contains { $0["title"] == "Longer Talk" } ?? false)
        try await publishForArjun()
        try await browser.click(named: "Back to the center")
        try await browser.wait(forText: "4 accounts")
        let isActing = try await browser.run("return document.querySelector('.acting') !== null")
        XCTAssertEqual(isActing, false)
    }

    /// Publishes an event on the page of the facilitator for whom the owner works.
    private func publishForArjun() async throws {
        try await browser.click(".tabs a")
        try await browser.wait(for: "location.pathname === '/facilitator'")
        try await browser.click(named: "New event")
        try await browser.wait(for: "document.querySelector('[name=title]')")
        try await browser.set([
            ("title", "By the owner"), ("time_zone", "UTC"),
            ("starts_at", "2030-07-01T10:00"), ("ends_at", "2030-07-01T12:30"),
        ])
        try await browser.click(named: "Publish")
        try await browser.wait(for: "document.querySelector('h1').textContent === 'By the owner'")
        try await browser.wait(for: "location.search === '?for=2'")
        let id = try await browser.run("return location.pathname.split('/').pop()").string ?? ""
        let event = try await system.main.get("/events/\(id)").json
        XCTAssertEqual(event["facilitator"]?["name"], "Arjun Patel")
    }

    private func openAccounts() async throws {
        try await logInOwner()
        try await browser.click(named: "Accounts")
        try await browser.wait(forText: "4 accounts")
    }
}

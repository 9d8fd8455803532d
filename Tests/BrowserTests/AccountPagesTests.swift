import HTTPClient
import JSONCoding
import TestSupport
import XCTest

/// The pages of confirmed addresses and forgotten passwords, for guests and facilitators.
final class AccountPagesTests: BrowserTestCase {
    func testAGuestConfirmsAnAddressAndReplacesAForgottenPassword() async throws {
        try await browser.open("/register")
        try await browser.fill("username", "asha")
        try await browser.fill("email", "asha@example.org")
        try await browser.fill("password", TestClient.password(of: "asha"))
        try await browser.click("main form button")
        try await browser.wait(for: "localStorage.getItem('guest') && location.pathname === '/'")
        try await browser.open("/my/bookings")
        try await browser.wait(forText: "Follow the link in the email to asha@example.org")
        try await browser.open("/my/account")
        try await browser.wait(forText: "Not confirmed")
        try await browser.open(try await link(1, "/confirm#"))
        try await browser.wait(forText: "Your address is confirmed.")
        let fragment = try await browser.run("return location.hash")
        XCTAssertEqual(fragment, "", "the address keeps no token")
        try await browser.open("/my/bookings")
        try await browser.wait(forText: "No bookings yet")
        let text = try await browser.run("return document.querySelector('main').innerText")
        XCTAssertEqual(text.string?.contains("Follow the link"), false)
        try await browser.open("/my/account")
        try await browser.wait(forText: "Confirmed")

        try await browser.run("localStorage.clear()")
        try await browser.open("/login")
        try await browser.click(named: "Forgot your password?")
        try await browser.wait(for: "location.pathname === '/forgot'")
        try await browser.fill("login", "asha@example.org")
        try await browser.click(named: "Send the email")
        try await browser.wait(forText: "an email is on its way")
        try await browser.open(try await link(2, "/reset#"))
        try await browser.fill("password", "short")
        try await browser.click(named: "Set the password")
        try await browser.wait(for: "document.querySelector('[aria-invalid=true]')")
        try await browser.fill("password", "another-password")
        try await browser.click(named: "Set the password")
        try await browser.wait(forText: "Your new password is set.")
        let login = try await system.main.logIn("asha@example.org", "another-password")
        XCTAssertEqual(login.status, 200, login.text)
    }

    func testAChangeOfAConfirmedAddressAsksForThePassword() async throws {
        _ = try await system.main.registered("asha")
        try await browser.open(try await link(1, "/confirm#"))
        try await browser.wait(forText: "Your address is confirmed.")
        try await logIn("asha")
        try await browser.open("/my/account")
        try await browser.wait(forText: "Confirmed")
        try await browser.fill("email", "new@example.org")
        try await browser.click(named: "Save")
        try await browser.wait(forText: "requires the current password")
        try await browser.fill("current_password", TestClient.password(of: "asha"))
        try await browser.click(named: "Save")
        try await browser.wait(forText: "Until then, emails go to asha@example.org.")
    }

    func testAFacilitatorSetsAnAddressAndTheLetters() async throws {
        try await logInFacilitator("arjun")
        try await browser.open("/facilitator/account")
        try await browser.fill("email", "arjun@example.org")
        try await browser.run("document.querySelector('[name=letters]').value = 'daily'")
        try await browser.click(named: "Save")
        try await browser.wait(forText: "Not confirmed")
        let letter = try await eventually { [system] in
            try system?.accountLetters(in: "crm-mail").first
        }
        try await browser.open(try path(in: letter, "/facilitator/confirm#"))
        try await browser.wait(forText: "Your address is confirmed.")
        let account = try await system.arjun().get("/api/facilitator/2").json
        XCTAssertEqual(account["confirmed_email"]?.string, "arjun@example.org")
        XCTAssertEqual(account["letters"]?.string, "daily")
    }

    private func link(_ count: Int, _ path: String) async throws -> String {
        let letter = try await eventually { [system] in
            let letters = try system?.accountLetters() ?? []
            return letters.count >= count ? letters[count - 1] : nil
        }
        return try self.path(in: letter, path)
    }

    /// The path of the link in a letter, with its token.
    private func path(in letter: String, _ path: String) throws -> String {
        let text = try XCTUnwrap(decodedParts(of: letter).first)
        let link = try XCTUnwrap(text.split(separator: path).dropFirst().first, text)
        return path + link.prefix { !$0.isWhitespace }
    }
}

import JSONCoding
import TestSupport
import XCTest

/// Pages whose login ends, is shared by tabs, or cannot be stored.
final class LoginStateTests: BrowserTestCase {
    func testABrowserWithoutStorageCanBookAndSaysWhatDoesNotWork() async throws {
        let event = try await system.talk()
        try await browser.blockStorage()
        try await browser.open("/")
        try await browser.wait(forText: "Sunrise Hatha Yoga")
        try await browser.open("/e/\(event)")
        try await browser.waitUntilDrawn()
        try await browser.run("window.isSame = true")
        try await browser.click(named: "Book")
        try await browser.wait(forText: "Your browser blocks storage for this site.")
        try await browser.fill("name", "Asha Rao")
        try await browser.fill("username", "asha")
        try await browser.fill("password", TestClient.password(of: "asha"))
        try await browser.click(named: "Register")
        try await browser.wait(forText: "You are in. 1 seat booked.")
        let isSame = try await browser.run("return window.isSame")
        XCTAssertEqual(isSame, true)
        for path in ["/my/bookings", "/my/account", "/login"] {
            try await browser.open(path)
            try await browser.wait(forText: "“My bookings”, messages and the account do not work.")
        }
        for path in ["/facilitator/login", "/facilitator/new-event"] {
            try await browser.open(path)
            try await browser.wait(forText: "without it, facilitators cannot stay logged in.")
        }
    }

    func testAnEventsPageAsksABookedGuestWithAnExpiredLoginToLogInAgain() async throws {
        let event = try await system.talk()
        try await system.guest("asha", name: "Asha Rao").book(event)
        try await logIn("asha")
        try await browser.open("/e/\(event)")
        try await browser.wait(forText: "You are going.")
        try await browser.run(
            """
            const login = JSON.parse(localStorage.getItem('guest'));
            localStorage.setItem('guest', JSON.stringify({ ...login, token: 'expired' }));
            """)
        try await browser.wait(forText: "You are logged out. Log in to see your booking.")
        let isHidden = try await browser.run("return document.getElementById('book-form').hidden")
        XCTAssertEqual(isHidden, true)
    }

    func testTheFocusMovesToTheHeadingAfterACancellation() async throws {
        let event = try await system.talk()
        let booking = try await system.guest("asha", name: "Asha Rao").book(event)
        try await logIn("asha")
        try await browser.open("/my/bookings/\(booking)")
        try await browser.wait(forText: "Cancel …")
        try await browser.click(named: "Cancel ...")
        try await browser.wait(forText: "Cancel this booking?")
        try await browser.click(named: "Cancel the booking")
        try await browser.wait(
            for: """
                !document.querySelector('dialog')
                    && document.activeElement === document.querySelector('main h1')
                """)
    }

    func testSpaceAroundTheUsernameIsIgnored() async throws {
        _ = try await system.guest("asha", name: "Asha Rao")
        try await browser.open("/login?next=/my/bookings")
        try await browser.fill("username", " asha ")
        try await browser.fill("password", TestClient.password(of: "asha"))
        try await browser.click("main form button")
        try await browser.wait(forText: "No bookings yet")
    }

    func testAnExpiredLoginIsRenewedAndTheCancellationGoesOn() async throws {
        let event = try await system.talk()
        let booking = try await system.guest("asha", name: "Asha Rao").book(event)
        try await logIn("asha", next: "/my/bookings/\(booking)")
        try await browser.click(named: "Cancel ...")
        try await browser.wait(forText: "Cancel this booking?")
        try await browser.run(
            """
            const login = JSON.parse(localStorage.getItem('guest'));
            localStorage.setItem('guest', JSON.stringify({ ...login, token: 'x.y.z' }));
            """)
        try await browser.wait(forText: "Your login has ended. Log in again to continue.")
        try await browser.fill("username", "asha")
        try await browser.fill("password", TestClient.password(of: "asha"))
        try await browser.click(named: "Log in")
        try await browser.wait(for: "document.querySelectorAll('dialog[open]').length === 1")
        try await browser.click(named: "Cancel the booking")
        try await browser.wait(forText: "Your booking is cancelled")
        let path = try await browser.path
        XCTAssertEqual(path, "/my/bookings/\(booking)")
    }

    func testALogOutInAnotherTabIsNoticed() async throws {
        let event = try await system.talk(title: "Evening Talk")
        try await system.guest("asha", name: "Asha Rao").book(event)
        try await logIn("asha", next: "/my/bookings")
        try await browser.wait(forText: "Evening Talk")
        // Another document of this site acts as the other tab.
        try await browser.run(
            """
            const frame = document.body.appendChild(document.createElement('iframe'));
            frame.contentWindow.localStorage.removeItem('guest');
            """)
        try await browser.wait(for: "location.pathname === '/login'")
        try await browser.wait(for: "!document.body.innerText.includes('Evening Talk')")
    }

    func testTheBookingStaysWhenACancellationFails() async throws {
        let event = try await system.talk()
        try await system.guest("asha", name: "Asha Rao").book(event, seats: 2)
        try await logIn("asha")
        for path in ["/e/\(event)", "/my/bookings"] {
            try await browser.open(path)
            try await browser.wait(
                for: "document.querySelector('main').innerText.includes('Cancel …')")
            try await browser.run("window.fetch = async () => { throw new TypeError('offline'); }")
            try await browser.click(named: "Cancel ...")
            try await browser.wait(
                for: """
                    document.activeElement.previousElementSibling?.textContent === 'Cancel …'
                        && document.activeElement.textContent.includes('cannot be reached')
                    """)
            let hasBooking = try await browser.run(
                "return [...document.querySelectorAll('main button')].some((one) => one.textContent === 'Add to calendar' && one.checkVisibility())"
            )
            XCTAssertEqual(hasBooking, true, path)
        }
    }
}

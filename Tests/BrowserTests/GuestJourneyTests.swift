import HTTPClient
import JSONCoding
import TestSupport
import XCTest

/// A guest's way through the pages, from the first one on.
final class GuestJourneyTests: BrowserTestCase {
    func testAGuestRegistersOnTheEventsPageAndBooks() async throws {
        try await browser.open("/?q=Nidra")
        try await browser.click(named: "Yoga Nidra Evening")
        try await browser.wait(for: "document.title.startsWith('Yoga Nidra Evening')")
        let eventPath = try await browser.path
        try await browser.click(named: "Book")
        try await browser.fill("name", "Asha Rao")
        try await browser.fill("username", "asha")
        try await browser.fill("email", "asha@example.org")
        try await browser.fill("password", TestClient.password(of: "asha"))
        try await browser.click(named: "Register")
        try await browser.wait(forText: "You are in. 1 seat booked.")
        try await browser.wait(forText: "Follow the link in the email to asha@example.org")
        let path = try await browser.path
        XCTAssertEqual(path, eventPath)

        try await browser.click(named: "My bookings")
        try await browser.wait(forText: "Confirmed")
        try await browser.click(named: "Yoga Nidra Evening")
        try await browser.wait(forText: "You are going")
        try await browser.wait(forText: "What happened")
    }

    func testAGuestPaysAndIsRefundedWhenTheEventIsCancelled() async throws {
        let event = try await system.talk(title: "Sound Journey", price: 1_800)
        _ = try await system.guest("asha", name: "Asha Rao")
        try await logIn("asha")
        try await browser.open("/e/\(event)")
        try await browser.wait(forText: "Book and pay €18")
        try await browser.run(
            """
            const seats = document.getElementById('seats');
            seats.value = '2';
            seats.dispatchEvent(new Event('change', { bubbles: true }));
            """)
        try await browser.click(named: "Book and pay €36")
        try await browser.wait(for: "location.pathname.startsWith('/sandbox/pay/')")

        // A guest who leaves the payment page finds the hold and can pay later.
        try await browser.open("/my/bookings")
        try await browser.wait(forText: "Pay to keep your seats")
        try await browser.click(named: "Pay €36")
        try await browser.wait(for: "location.pathname.startsWith('/sandbox/pay/')")
        try await browser.click(named: "Pay")
        try await browser.click(named: "To my booking")
        try await browser.wait(forText: "Confirmed")

        try await system.cancel(event)
        try await browser.wait(forText: "This event is cancelled.")
        try await browser.wait(forText: "Refunded")
    }

    func testCancellingShowsTheRefundFirst() async throws {
        let event = try await system.talk()
        try await system.guest("asha", name: "Asha Rao").book(event, seats: 3)
        try await logIn("asha", next: "/my/bookings")
        try await browser.click(named: "Cancel ...")
        try await browser.wait(forText: "There was no payment, so there is no refund.")
        try await browser.click(named: "Keep the booking")
        try await browser.wait(forText: "Confirmed")
        try await browser.click(named: "Cancel ...")
        try await browser.click(named: "Cancel the booking")
        try await browser.wait(
            for: "document.querySelector('article .tag').textContent === 'Cancelled'")
    }

    func testAnEmptyLoginIsRefusedInTheWordsOfTheForm() async throws {
        for path in ["/login", "/facilitator/login"] {
            try await browser.open(path)
            try await browser.waitUntilDrawn()
            try await browser.click("main form button")
            try await browser.wait(forText: "Write your username or email address.")
        }
    }

    func testErrorsAreShownBesideTheirFields() async throws {
        try await browser.open("/register")
        try await browser.waitUntilDrawn()
        try await browser.fill("username", "no good name")
        try await browser.fill("password", "short")
        try await browser.fill("email", "nowhere")
        try await browser.click("main form button")
        for field in ["username", "password", "email"] {
            try await browser.wait(
                for: """
                    (() => {
                      const input = document.querySelector('[name=\(field)][aria-invalid=true]');
                      const error = document.getElementById(input.id + '-error');
                      return !error.hidden && error.textContent
                        && input.getAttribute('aria-describedby').includes(error.id);
                    })()
                    """)
        }
        // The message beside the button has the focus, and leads to the fields.
        try await browser.wait(
            for: "document.activeElement.innerText.includes('Username')")
        try await browser.click("main .general a")
        try await browser.wait(for: "document.activeElement.name === 'username'")
    }

    func testBookingWorksWithTheKeyboard() async throws {
        let event = try await system.talk()
        try await browser.open("/e/\(event)")
        try await browser.waitUntilDrawn()
        try await browser.tab(to: "Skip to content")
        try await browser.press(Key.enter)
        try await browser.tab(to: "Seats")
        try await browser.press("2")
        try await browser.tab(to: "Book")
        try await browser.press(Key.enter)
        try await browser.wait(for: "document.activeElement.name === 'name'")
        try await browser.press("Asha")
        try await browser.tab(to: "Username")
        try await browser.press("asha")
        try await browser.tab(to: "Password")
        try await browser.press(TestClient.password(of: "asha") + Key.enter)
        try await browser.wait(forText: "2 seats booked.")
        try await browser.wait(for: "document.activeElement.textContent.startsWith('You are in')")
    }

    func testPayingWorksWithTheKeyboard() async throws {
        let event = try await system.talk(price: 1_800)
        _ = try await system.guest("asha", name: "Asha Rao")
        try await logIn("asha")
        try await browser.open("/e/\(event)")
        try await browser.wait(forText: "Book and pay €18")
        try await browser.waitUntilDrawn()
        try await browser.tab(to: "Book and pay")
        try await browser.press(Key.enter)
        try await browser.wait(for: "location.pathname.startsWith('/sandbox/pay/')")
        try await browser.waitUntilDrawn()
        try await browser.tab(to: "Pay")
        try await browser.press(Key.enter)
        try await browser.wait(for: "location.pathname === '/payment/sandbox/return'")
        try await browser.waitUntilDrawn()
        try await browser.tab(to: "To my booking")
        try await browser.press(Key.enter)
        try await browser.wait(forText: "Confirmed")
        try await browser.wait(forText: "Receipt")
        try await browser.wait(forText: "Test payment")
    }

    func testADeclinedPaymentCanBeTriedAgain() async throws {
        let event = try await system.talk(price: 1_800)
        let asha = try await system.guest("asha", name: "Asha Rao")
        let booking = try await asha.book(event)
        try await logIn("asha")
        try await browser.open(try await asha.startPaying(booking))
        try await browser.click(named: "Decline")
        try await browser.wait(forText: "The card was declined and not charged.")
        try await browser.click(named: "Cancel")
        try await browser.wait(for: "location.pathname === '/my/bookings/\(booking)'")
        try await browser.click(named: "Pay €18")
        try await browser.click(named: "Pay")
        try await browser.wait(forText: "You are going")
    }

    func testUnknownAddressesShowAnErrorPage() async throws {
        for path in ["/nothing", "/e/999", "/e/x", "/events/999", "/sandbox/pay/cs_none"] {
            try await browser.open(path)
            try await browser.waitUntilDrawn()
            try await browser.wait(forText: "Page not found")
        }
        try await browser.click(named: "Show all events")
        try await browser.wait(forText: "Sunrise Hatha Yoga")
    }

    func testUnreadMessagesAreCountedWithoutAReload() async throws {
        let event = try await system.talk(title: "Doomed Talk")
        try await system.guest("asha", name: "Asha Rao").book(event)
        try await logIn("asha", next: "/my/bookings")
        try await browser.wait(forText: "Confirmed")
        try await system.cancel(event)
        try await browser.wait(forText: "This event is cancelled.")
        try await browser.wait(for: "Number(document.querySelector('.count')?.textContent) > 0")
        try await browser.click("#account a")
        try await browser.wait(
            for: "document.querySelector('main').innerText.includes('Doomed Talk')")
        try await browser.wait(for: "!document.querySelector('.count')")
    }

    func testTheAccountIsChangedAndErased() async throws {
        _ = try await system.guest("asha", name: "Asha Rao")
        try await logIn("asha", next: "/my/account")
        try await browser.fill("name", "Asha Menon")
        try await browser.click(named: "Save")
        try await browser.wait(forText: "Saved.")
        try await browser.fill("current_password", "wrong one")
        try await browser.fill("password", "another horse")
        try await browser.click(named: "Change the password")
        try await browser.wait(
            for: "[...document.querySelectorAll('.general, .error')].some((one) => !one.hidden)")
        try await browser.fill("current_password", TestClient.password(of: "asha"))
        try await browser.click(named: "Change the password")
        try await browser.wait(forText: "Your password is changed.")
        try await browser.click(named: "Erase my account ...")
        try await browser.fill("current_password", "another horse")
        try await browser.click(named: "Erase my account")
        try await browser.wait(for: "location.pathname === '/' && !localStorage.getItem('guest')")
    }

    func testLoggingOutEndsTheLoginOfTheBrowserAndTheToken() async throws {
        _ = try await system.guest("asha")
        try await logIn("asha", next: "/my/bookings")
        let token = try await browser.run("return JSON.parse(localStorage.getItem('guest')).token")
        try await browser.click(named: "Log out everywhere")
        try await browser.wait(for: "location.pathname === '/' && !localStorage.getItem('guest')")
        let me = try await system.main.with(token: token.string).get("/me")
        XCTAssertEqual(me.status, 401)
    }

    func testALoginNeverLeadsToAnotherSite() async throws {
        _ = try await system.guest("asha", name: "Asha Rao")
        for next in [
            "https://example.org/", "//example.org/", "/%5Cexample.org", "javascript:1",
            "/.//example.org", "/x/..//example.org", "/%09/example.org", "%0A//example.org",
            "/%252f/example.org", "/./%5Cexample.org", "///example.org", "/%2e//example.org",
        ] {
            try await browser.open("/")
            try await browser.run("localStorage.clear()")
            try await browser.open("/login?next=\(next)")
            try await browser.fill("username", "asha")
            try await browser.fill("password", TestClient.password(of: "asha"))
            try await browser.click("main form button")
            try await browser.wait(
                for: "localStorage.getItem('guest') && location.pathname !== '/login'")
            let host = try await browser.run("return location.origin")
            XCTAssertEqual(host.string, system.main.base, next)
        }
    }
}

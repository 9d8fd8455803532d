import JSONCoding
import TestSupport
import XCTest

/// The page of an event as a visitor, a guest with a booking, and a narrow window see it.
final class EventPageTests: BrowserTestCase {
    func testABookedGuestSeesTheBookingOfAFullEvent() async throws {
        let event = try await system.event(title: "Small Talk", capacity: 2)
        try await system.guest("asha", name: "Asha Rao").book(event, seats: 2)
        try await browser.open("/e/\(event)")
        try await browser.waitUntilDrawn()
        try await browser.wait(forText: "The event is full.")
        try await logIn("asha")
        try await browser.open("/e/\(event)")
        try await browser.wait(forText: "You are going. 2 seats booked.")
        try await browser.wait(for: "!document.body.innerText.includes('The event is full.')")
    }

    func testABookedGuestSeesTheBookingOfAStartedAndOfAPastEvent() async throws {
        // The page reads the time of the Date field, which is this machine's.
        system.clock.advance(seconds: -6 * 3_600)
        let past = try await system.event(title: "Past Talk", startsInHours: 1)
        let started = try await system.event(title: "Short Talk", startsInHours: 5)
        let asha = try await system.guest("asha", name: "Asha Rao")
        try await asha.book(past)
        try await asha.book(started)
        system.advance(seconds: 6 * 3_600)
        try await logIn("asha")
        try await browser.open("/e/\(started)")
        try await browser.wait(forText: "You are going. 1 seat booked.")
        try await browser.wait(forText: "The event has begun.")
        try await browser.open("/e/\(past)")
        try await browser.wait(forText: "You were booked. 1 seat booked.")
        try await browser.wait(forText: "The event is over.")
    }

    func testABookedGuestSeesWhatBecameOfACancelledEvent() async throws {
        let event = try await system.talk(price: 1_800)
        try await system.guest("asha", name: "Asha Rao").bookAndPay(event)
        try await logIn("asha")
        try await browser.open("/e/\(event)")
        try await browser.wait(forText: "You are going.")
        try await system.cancel(event)
        try await browser.wait(forText: "Your booking is cancelled.")
        try await browser.wait(forText: "€18 refunded")
        try await browser.wait(forText: "The event is cancelled.")
    }

    func testSeatsChangeWhileThePageIsOpen() async throws {
        let event = try await system.event(title: "Small Talk", capacity: 3)
        try await browser.open("/e/\(event)")
        try await browser.wait(forText: "3 seats left")
        let asha = try await system.guest("asha")
        let booking = try await asha.book(event, seats: 2)
        try await browser.wait(forText: "1 seat left")
        try await browser.wait(for: "document.getElementById('seats').options.length === 1")
        try await system.guest("bhavin").book(event)
        try await browser.wait(forText: "The event is full.")
        try await browser.wait(for: "document.getElementById('book-form').hidden")
        try await asha.cancelBooking(booking)
        try await browser.wait(forText: "2 seats left")
        try await browser.wait(for: "!document.getElementById('book-form').hidden")
    }

    func testTheLapseOfAHoldIsSeen() async throws {
        let event = try await system.event(title: "Small Talk", capacity: 2, price: 150_000)
        try await system.guest("asha", name: "Asha Rao").book(event, seats: 2)
        try await logIn("asha")
        try await browser.open("/e/\(event)")
        try await browser.wait(forText: "2 seats held for you.")
        system.advance(seconds: 1_000)
        try await browser.wait(forText: "Your time to pay is over, and your seats were released.")
        try await browser.wait(forText: "2 seats left")
        try await browser.wait(for: "!document.getElementById('book-form').hidden")
    }

    func testABookingMadeElsewhereIsSeen() async throws {
        let event = try await system.talk()
        let asha = try await system.guest("asha", name: "Asha Rao")
        try await logIn("asha")
        try await browser.open("/e/\(event)")
        try await browser.waitUntilDrawn()
        try await asha.book(event, seats: 3)
        try await browser.wait(forText: "You are going. 3 seats booked.")
    }

    func testARefusalIsShownBesideThePressedButton() async throws {
        let event = try await system.talk(title: "Small Talk")
        _ = try await system.guest("asha", name: "Asha Rao")
        try await logIn("asha")
        for (width, button, place) in [
            (1_280, "#book-form button", "#book-form .error"),
            (360, "#foot button", "#foot .error"),
        ] {
            try await browser.resize(width: width, height: 780)
            try await browser.open("/e/\(event)")
            try await browser.waitUntilDrawn()
            try await browser.run("window.fetch = async () => { throw new TypeError('offline'); }")
            try await browser.click(button)
            try await browser.wait(
                for: "document.activeElement === document.querySelector('\(place)')")
            try await browser.wait(forText: "The service cannot be reached.")
        }
    }

    func testTheBarAtTheFootOfAPhoneCoversNeitherContentNorFocus() async throws {
        let event = try await system.talk(
            description: String(repeating: "By the fire. ", count: 200))
        try await browser.resize(width: 360, height: 640)
        try await browser.open("/e/\(event)")
        try await browser.waitUntilDrawn()
        let order = try await browser.run(
            """
            const top = (selector) => document.querySelector(selector).getBoundingClientRect().top;
            const foot = document.getElementById('foot').getBoundingClientRect();
            return [top('h1') < top('.page .picture'), top('.prose') < top('#booking'),
                Math.round(foot.bottom) === innerHeight, foot.height < 90,
                document.querySelector('.page .picture').clientHeight < 140];
            """)
        XCTAssertEqual(order, [true, true, true, true, true])
        for _ in 0..<12 {
            try await browser.press(Key.tab)
            let isCovered = try await browser.run(
                """
                const one = document.activeElement;
                const foot = document.getElementById('foot');
                return !foot.contains(one) && one.getBoundingClientRect().bottom
                    > foot.getBoundingClientRect().top + 1;
                """)
            XCTAssertEqual(isCovered, false)
        }
        let end = try await browser.run(
            """
            scrollTo(0, document.documentElement.scrollHeight);
            return document.querySelector('footer').getBoundingClientRect().bottom
                <= document.getElementById('foot').getBoundingClientRect().top + 1;
            """)
        XCTAssertEqual(end, true)
    }

    func testTheBookingStaysInSightBesideALongText() async throws {
        let event = try await system.talk(
            description: String(repeating: "By the fire.\n\n", count: 80))
        try await browser.open("/e/\(event)")
        try await browser.waitUntilDrawn()
        let box = try await browser.run(
            """
            scrollTo(0, 900);
            const box = document.getElementById('booking').getBoundingClientRect();
            return box.top >= 0 && box.bottom <= innerHeight
                && box.left > document.querySelector('.prose').getBoundingClientRect().right;
            """)
        XCTAssertEqual(box, true)
    }
}

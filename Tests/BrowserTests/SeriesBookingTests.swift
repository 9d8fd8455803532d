import HTTPClient
import JSONCoding
import TestSupport
import XCTest

/// The dates of a series on an event's page, and booking several of them.
final class SeriesBookingTests: BrowserTestCase {
    func testEachOfSeveralDatesIsAnsweredOnItsOwn() async throws {
        let yoga = try await system.recurringClass(title: "Dawn Yoga", capacity: 2).events
        let asha = try await system.guest("asha", name: "Asha Rao")
        let bhavin = try await system.guest("bhavin")
        try await edit(yoga[3], #"{"price": 1500}"#)
        try await asha.book(yoga[1])
        try await logIn("asha")
        try await open(yoga[0])
        let isDisabled = try await browser.run("return \(box(yoga[1])).disabled")
        XCTAssertEqual(isDisabled, true, "a booked date cannot be ticked")
        try await waitForState(of: yoga[1], "Booked 1 seat")
        try await tick(yoga[0], yoga[2], yoga[3])
        try await browser.run("document.getElementById('dates-seats').value = 2")
        try await change("#dates-seats")
        try await browser.wait(
            forText: "3 dates × 2 seats = €30. You pay for each date separately.")
        // The page does not know yet.
        try await bhavin.book(yoga[2], seats: 2)
        try await browser.click(named: "Book 3 dates")
        try await waitForState(of: yoga[0], "Booked 2 seats")
        try await browser.wait(for: "\(state(yoga[2])).startsWith('FullWaiting list')")
        try await browser.wait(for: "\(state(yoga[3])).startsWith('Held: pay €30 by ')")
        try await browser.wait(
            for: """
                document.activeElement === document.querySelector('.dates-form .note')
                    && document.activeElement.innerText.includes('1 date booked.')
                    && document.activeElement.innerText.includes('1 date held for you.')
                    && document.activeElement.innerText.includes('1 date not booked:')
                """)
        try await browser.wait(forText: "You are going. 2 seats booked.")
        let bookings = try await self.bookings(of: asha)
        XCTAssertEqual(bookings.map(\.event).sorted(), [yoga[0], yoga[1], yoga[3]])
        // The same is there after a reload, and the hold is paid from here.
        try await open(yoga[0])
        try await waitForState(of: yoga[0], "Booked 2 seats")
        try await browser.click("[data-date='\(yoga[3])'] button")
        try await browser.wait(for: "location.pathname.startsWith('/sandbox/pay/')")
    }

    func testADateThatWasBookedMeanwhileIsSaidSo() async throws {
        let yoga = try await system.recurringClass().events
        let asha = try await system.guest("asha", name: "Asha Rao")
        try await logIn("asha")
        try await open(yoga[0])
        try await tick(yoga[1], yoga[2])
        try await asha.book(yoga[1])
        try await browser.click(named: "Book 2 dates")
        try await waitForState(of: yoga[2], "Booked 1 seat")
        try await browser.wait(
            for: "\(state(yoga[1])).includes('You have already booked this')")
        let bookings = try await self.bookings(of: asha)
        XCTAssertEqual(bookings.map(\.event).sorted(), [yoga[1], yoga[2]])
    }

    func testADoubleClickBooksOnce() async throws {
        let yoga = try await system.recurringClass().events
        let asha = try await system.guest("asha", name: "Asha Rao")
        try await logIn("asha")
        try await open(yoga[0])
        try await browser.run(
            """
            window.sent = 0;
            const send = window.fetch;
            window.fetch = (address, options) => {
              if (address === '/book') window.sent += 1;
              return send(address, options);
            };
            """)
        try await tick(yoga[0], yoga[1])
        try await browser.run(
            "const one = document.querySelector('.dates-form button'); one.click(); one.click();")
        try await waitForState(of: yoga[1], "Booked 1 seat")
        try await browser.wait(forText: "2 dates booked.")
        let sent = try await browser.run("return window.sent")
        XCTAssertEqual(sent, 2)
        let bookings = try await self.bookings(of: asha)
        XCTAssertEqual(bookings.count, 2)
    }

    func testARetryAfterALostResponseDoesNotBookTwice() async throws {
        let yoga = try await system.recurringClass().events
        let asha = try await system.guest("asha", name: "Asha Rao")
        try await logIn("asha")
        try await open(yoga[0])
        try await browser.run(
            """
            const send = window.fetch;
            window.keys = [];
            window.fetch = async (address, options) => {
              const response = await send(address, options);
              if (address !== '/book') return response;
              window.keys.push(options.headers['Idempotency-Key']);
              if (window.keys.length === 1) throw new TypeError('The connection is lost.');
              return response;
            };
            """)
        try await tick(yoga[1], yoga[2])
        // The page does not read the bookings again before the second try.
        try await browser.run(
            """
            document.querySelector('.dates-form button').click();
            const wait = setInterval(() => {
              const one = document.querySelector('.dates-form .note');
              if (one.hidden || window.keys.length < 2) return;
              clearInterval(wait);
              window.first = one.innerText;
              document.querySelector('.dates-form button').click();
            }, 1);
            """)
        try await waitForState(of: yoga[1], "Booked 1 seat")
        try await waitForState(of: yoga[2], "Booked 1 seat")
        let first = try await browser.run("return window.first")
        XCTAssertTrue((first.string ?? "").contains("The service cannot be reached."), "\(first)")
        let bookings = try await self.bookings(of: asha)
        XCTAssertEqual(bookings.map(\.event).sorted(), [yoga[1], yoga[2]])
    }

    func testAVisitorLogsInAndGoesOn() async throws {
        let yoga = try await system.recurringClass().events
        let asha = try await system.guest("asha", name: "Asha Rao")
        try await asha.book(yoga[2])
        try await open(yoga[0])
        try await tick(yoga[1], yoga[2])
        try await browser.click(named: "Book 2 dates")
        try await browser.click(named: "I have an account")
        try await browser.fill("username", "asha")
        try await browser.fill("password", TestClient.password(of: "asha"))
        try await browser.click("dialog form button")
        try await waitForState(of: yoga[1], "Booked 1 seat")
        try await browser.wait(
            for: "\(state(yoga[2])).includes('You have already booked this')")
        let bookings = try await self.bookings(of: asha)
        XCTAssertEqual(bookings.count, 2)
    }

    func testPressingTheButtonWithoutADateSaysWhatIsMissing() async throws {
        let yoga = try await system.recurringClass().events
        try await open(yoga[0])
        try await browser.click(named: "Book dates")
        try await browser.wait(
            for: "document.activeElement.innerText === 'Tick at least one date.'")
    }

    func testWithoutScriptsTheDatesAreLinks() async throws {
        let yoga = try await system.recurringClass().events
        try await browser.allowScripts(false)
        try await browser.open("/e/\(yoga[0])")
        try await browser.allowScripts(true)
        let found = try await browser.run(
            """
            return [document.querySelectorAll('#dates a').length,
                document.querySelectorAll('#dates input, #dates button').length];
            """)
        XCTAssertEqual(found, [.integer(Int64(yoga.count)), 0])
    }

    func testTheListShowsTheSeatsOfSeriesAsTheyAre() async throws {
        // Another series has more dates before it than a page of the API.
        _ = try await system.recurringClass(title: "Daily", rule: "FREQ=DAILY;COUNT=250")
        let late = try await system.recurringClass(title: "Late", fromDay: 300, capacity: 9).events
        try await browser.open("/")
        try await browser.waitUntilDrawn()
        try await browser.open("/e/\(late[0])")
        try await browser.waitUntilDrawn()
        try await system.guest("asha").book(late[0], seats: 8)
        try await browser.goBack()
        try await browser.wait(
            for: """
                document.querySelector('[data-event="\(late[0])"] [data-seats]').textContent
                    === '1 seat left'
                """)
    }

    func testManyBookingsAreShownByMonth() async throws {
        let yoga = try await system.recurringClass(rule: "FREQ=WEEKLY;COUNT=24").events
        let asha = try await system.guest("asha", name: "Asha Rao")
        for event in yoga.prefix(9) { try await asha.book(event) }
        try await logIn("asha")
        try await browser.open("/my/bookings")
        try await browser.waitUntilDrawn()
        let headings = """
            [...document.querySelectorAll('.bookings > h2')].map((one) => one.textContent)
            """
        try await browser.wait(for: "\(headings).join() === 'Upcoming'")
        for event in yoga.dropFirst(9) { try await asha.book(event) }
        try await browser.wait(
            for: """
                \(headings).length >= 5
                    && \(headings).every((one) => /^Upcoming in [A-Z][a-z]{2} \\d{4}$/.test(one))
                    && document.querySelectorAll('.bookings article').length === 23
                """)
    }

    private func open(_ event: Int) async throws {
        try await browser.open("/e/\(event)")
        try await browser.waitUntilDrawn()
        try await browser.wait(for: "document.querySelector('.dates-form:not([hidden])')")
    }

    private func tick(_ events: Int...) async throws {
        for event in events { try await browser.click("[data-date='\(event)'] input") }
    }

    private func change(_ selector: String) async throws {
        try await browser.run(
            """
            document.querySelector('\(selector)')
                .dispatchEvent(new Event('change', { bubbles: true }))
            """)
    }

    private func box(_ event: Int) -> String {
        "document.querySelector('[data-date=\"\(event)\"] input')"
    }

    private func state(_ event: Int) -> String {
        "document.querySelector('[data-date=\"\(event)\"] [data-seats]').textContent"
    }

    private func waitForState(
        of event: Int, _ text: String, file: StaticString = #filePath, line: UInt = #line
    ) async throws {
        try await browser.wait(for: "\(state(event)) === '\(text)'", file: file, line: line)
    }

    private func bookings(of guest: TestClient) async throws -> [(id: Int, event: Int)] {
        let list = try await guest.get("/bookings").json["data"]?.array ?? []
        return list.compactMap { booking in
            guard let id = booking["id"]?.int, let event = booking["event_id"]?.int else {
                return nil
            }
            return (id, event)
        }
    }

    private func edit(_ event: Int, _ fields: String) async throws {
        let edited = try await system.service.put("/api/facilitator/2/events/\(event)", fields)
        XCTAssertEqual(edited.status, 200, edited.text)
    }
}

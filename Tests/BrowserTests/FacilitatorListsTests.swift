import HTTPClient
import JSONCoding
import TestSupport
import Timekeeping
import XCTest

/// The facilitators' lists: the dashboard with many events, rosters and users, and their searches.
final class FacilitatorListsTests: BrowserTestCase {
    func testTodaysRosterIsFirstAndManyEventsAreFound() async throws {
        for number in 1...120 {
            _ = try await system.talk(title: "Evening Talk \(number)")
        }
        // A zone in which it is the same day an hour from now.
        let hour = system.clock.now().unixSeconds / 3_600 % 24
        let today = try await system.event(
            title: "Öko-Yoga", location: "München", timeZone: hour > 12 ? "Etc/GMT+10" : "UTC",
            startsInHours: 1)
        try await system.guest("asha", name: "Asha Rao").book(today, seats: 2)
        try await logInFacilitator("arjun")
        try await browser.wait(forText: "Asha Rao")
        let parts = try await browser.run(
            """
            const first = document.querySelector('#content section');
            return [first.querySelector('h2').textContent, first.querySelector('h3').textContent,
                first.querySelector('li span').textContent,
                document.querySelector('.heading > a').textContent,
                document.querySelectorAll('table tbody tr:not(.week-row)').length];
            """)
        XCTAssertEqual(parts, ["Today", "Öko-Yoga", "Asha Rao × 2", "New event", 125])
        try await browser.wait(forText: "This week")
        for (search, count) in [
            ("talk evening 77", 1), ("munchen OKO", 1), ("berlin even", 120),
            ("retreat oko", 1), ("x", 0),
        ] {
            try await self.search(for: search)
            try await browser.wait(
                for: """
                    document.querySelectorAll('table tbody tr:not(.week-row)').length === \(count)
                    """)
        }
        let zone = hour > 12 ? "UTC−10" : "UTC"
        try await search(for: "oko")
        try await browser.wait(
            for: "document.querySelector('table .small').textContent.endsWith(' · \(zone)')")
        // New data does not take the focus from the field.
        try await system.guest("bhavin", name: "Bhavin").book(today)
        try await browser.wait(forText: "3 of 20")
        let focused = try await browser.run(
            "return [document.activeElement.id, document.activeElement.value]")
        XCTAssertEqual(focused, ["search", "oko"])
    }

    func testUnknownSeatsAndSumsOfANotificationAreDashes() async throws {
        let noticed = try await system.service.post(
            "/notify",
            #"{"booking_id": 101, "user": "Bhavin", "event": "Retreat", "facilitator_id": 2}"#)
        XCTAssertEqual(noticed.status, 200, noticed.text)
        try await logInFacilitator("arjun")
        try await browser.open("/facilitator/bookings")
        try await browser.wait(forText: "Bhavin")
        let cells = try await browser.run(
            "return [...document.querySelectorAll('tbody td')].slice(3, 5).map((cell) => cell.textContent);"
        )
        XCTAssertEqual(cells, ["–", "–"])
    }

    func testUsersWithoutAnAddressAreDistinguishedFromStrangers() async throws {
        let account = #"{"username":"ravi","password":"ravi-password","name":"Ravi"}"#
        _ = try await system.main.post("/auth/register", account)
        let login = try await system.main.post("/auth/login", account)
        let ravi = system.main.with(token: login.json["access_token"]?.string)
        try await ravi.book(system.talk())
        _ = try await system.guest("asha", name: "Asha Rao")
        try await logInFacilitator("arjun")
        try await browser.open("/facilitator/users")
        try await browser.wait(forText: "Asha Rao")
        let rows = try await browser.run(
            "return [...document.querySelectorAll('tbody tr')].slice(-2).map((row) => row.textContent);"
        )
        XCTAssertEqual(rows, ["RaviNo email", "Asha RaoHas not booked with you"])
    }

    func testTheRosterIsFoundByBeginningsOfWords() async throws {
        let event = try await system.talk()
        for (username, name) in [("zoe", "Zoë Müller"), ("asha", "Asha Rao")] {
            try await system.guest(username, name: name).book(event)
        }
        try await logInFacilitator("arjun")
        try await browser.open("/facilitator/events/\(event)")
        try await browser.wait(for: "document.querySelectorAll('.entry').length === 2")
        for (search, found) in [
            ("mull zoe", "Zoë Müller"), ("zoe@", "Zoë Müller"), ("RAO asha ", "Asha Rao"),
        ] {
            try await self.search(for: search)
            try await browser.wait(
                for: """
                    document.querySelectorAll('.entry').length === 1
                    && document.querySelector('.entry h3').textContent === '\(found)'
                    """)
        }
        try await search(for: "uller")
        try await browser.wait(forText: "No guest found.")
    }

    func testUsersAreShownPageByPageAndFoundAmongAll() async throws {
        for number in 1...105 {
            let made = try await system.main.post(
                "/auth/register",
                #"{"username": "guest\#(number)", "password": "a long password \#(number)"}"#)
            XCTAssertEqual(made.status, 201, made.text)
        }
        _ = try await system.guest("zoe", name: "Zoë Müller")
        try await logInFacilitator("arjun")
        try await browser.open("/facilitator/users")
        try await browser.wait(forText: "First 100 users")
        for search in ["muller zo", "ZOË"] {
            try await self.search(for: search)
            try await browser.wait(
                for: """
                    document.querySelectorAll('tbody tr').length === 1
                    && document.querySelector('tbody b').textContent === 'Zoë Müller'
                    """)
        }
        try await search(for: "")
        try await browser.wait(forText: "First 100 users")
        try await browser.click(named: "Show more")
        try await browser.wait(forText: "Zoë Müller")
        let count = try await browser.run("return document.querySelectorAll('tbody tr').length")
        XCTAssertGreaterThanOrEqual(count.integer ?? 0, 106)
    }

    private func search(for text: String) async throws {
        try await browser.run(
            """
            const field = document.getElementById('search');
            field.focus();
            field.value = arguments[0];
            field.dispatchEvent(new Event('input'));
            """, .string(text))
    }
}

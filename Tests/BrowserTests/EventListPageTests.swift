import JSONCoding
import TestSupport
import XCTest

/// The list of events: its filters, days and views.
final class EventListPageTests: BrowserTestCase {
    func testTypingADateAndArrowKeysDoNotLeaveThePage() async throws {
        try await browser.open("/")
        try await browser.waitUntilDrawn()
        try await browser.run("window.isSame = true")
        try await browser.click(".more-filters summary")
        try await browser.tab(to: "All")
        try await browser.press(Key.right)
        try await browser.tab(to: "Facilitator")
        try await browser.press(Key.down)
        try await browser.tab(to: "From")
        try await browser.press("12022030")
        let field = try await browser.run(
            "return [document.activeElement.name, document.activeElement.value, window.isSame]")
        XCTAssertEqual(field.array?.first, "from")
        XCTAssertEqual(field.array?.last, true)
        let date = field.array?[1].string ?? ""
        XCTAssertTrue(date.hasPrefix("2030-"), date)
        try await browser.press(Key.enter)
        try await browser.wait(for: "location.search.includes('from=\(date)')")
        try await browser.wait(
            for: "new URLSearchParams(location.search).get('kind') === 'session'")
    }

    func testTheFiltersAgreeWithTheListAfterGoingBack() async throws {
        try await browser.open("/")
        try await browser.waitUntilDrawn()
        try await browser.click(".more-filters summary")
        try await browser.run(
            "document.querySelector('[name=kind][value=retreat]').checked = true")
        try await browser.click(named: "Show events")
        try await browser.wait(for: "location.search === '?kind=retreat'")
        try await browser.wait(
            for: "document.querySelector('.more-filters .count').textContent === '1'")
        try await browser.goBack()
        try await browser.wait(for: "location.search === ''")
        try await browser.wait(
            for: "document.querySelector('[name=kind]:checked').value === ''")
        try await browser.wait(for: "!document.querySelector('details[open]')")
        try await browser.wait(forText: "Sunrise Hatha Yoga")
    }

    func testTheWayBackFromAnEventKeepsTheFilter() async throws {
        try await browser.open("/?kind=retreat&facilitator_id=2")
        try await browser.waitUntilDrawn()
        try await browser.click(named: "Meditation Retreat")
        try await browser.wait(for: "location.pathname.startsWith('/e/')")
        try await browser.waitUntilDrawn()
        try await browser.click("#back")
        try await browser.wait(for: "location.search === '?kind=retreat&facilitator_id=2'")
        // The other filters stay when one is removed.
        try await browser.click(".chips a")
        try await browser.wait(for: "location.search === '?facilitator_id=2'")
    }

    func testTheFirstCardIsNearTheTopOnAPhone() async throws {
        _ = try await system.guest("asha", name: "Asha Rao")
        try await browser.resize(width: 360, height: 780)
        for isLoggedIn in [false, true] {
            if isLoggedIn { try await logIn("asha") }
            try await browser.open("/")
            try await browser.waitUntilDrawn()
            let top = try await browser.run(
                "return Math.ceil(document.querySelector('article.event').getBoundingClientRect().top)"
            )
            // The name of the center, the links, the search and the days are above it.
            XCTAssertLessThanOrEqual(top.integer ?? .max, 240)
        }
    }

    func testTheStripLeadsToADayAndTheWeekShowsSevenDays() async throws {
        try await browser.open("/")
        try await browser.waitUntilDrawn()
        let days = try await browser.run(
            """
            const links = [...document.querySelectorAll('.strip a')].map((one) => one.hash.slice(2));
            const days = [...document.querySelectorAll('.day[id]')].map((one) => one.id.slice(1));
            return links.join() === days.join() && links.join() === [...links].sort().join();
            """)
        XCTAssertEqual(days, true)
        try await browser.click(".strip li:has(a) + li:has(a) a")
        try await browser.wait(
            for: "Math.abs(document.querySelector(':target').getBoundingClientRect().top) < 200")
        try await browser.run("scrollTo(0, 0)")
        try await browser.click(named: "Week")
        try await browser.wait(for: "document.querySelectorAll('.week-day').length === 7")
        try await browser.click(named: "Later →")
        try await browser.wait(
            for: "document.querySelector('.weeks').innerText.includes('Earlier')")
    }

    func testSeatsInTheListAreThoseOfNow() async throws {
        let event = try await system.talk(title: "Small Talk")
        try await browser.open("/")
        try await browser.waitUntilDrawn()
        try await browser.wait(forText: "20 seats left")
        try await browser.open("/e/\(event)")
        try await browser.waitUntilDrawn()
        try await system.guest("asha").book(event, seats: 9)
        try await system.guest("bhavin").book(event, seats: 9)
        try await browser.goBack()
        try await browser.wait(
            for: """
                document.querySelector('[data-event="\(event)"] [data-seats]').textContent
                    === '2 seats left'
                """)
    }
}

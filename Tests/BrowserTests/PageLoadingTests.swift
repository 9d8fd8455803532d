import Foundation
import JSONCoding
import TestSupport
import XCTest

/// How fast pages load, and how they work without scripts or motion.
final class PageLoadingTests: BrowserTestCase {
    func testTheFirstPageIsSmall() async throws {
        _ = try await browser.bytesReceived()
        try await browser.open("/")
        try await browser.waitUntilDrawn()
        try await browser.wait(
            for: "performance.getEntriesByType('resource').every((one) => one.responseEnd > 0)")
        let received = try await browser.bytesReceived()
        XCTAssertGreaterThan(received, 5_000)
        XCTAssertLessThan(received, 30_000)
    }

    /// The page itself names its style sheet and all scripts. The browser loads them in parallel
    /// and does not discover one by reading another.
    func testAPageNamesAllItsScripts() async throws {
        _ = try await system.guest("asha", name: "Asha Rao")
        try await logIn("asha")
        for path in ["/", "/e/5", "/my/bookings", "/facilitator/login", "/docs"] {
            try await browser.open(path)
            try await browser.waitUntilDrawn()
            let missing = try await browser.runAsync(
                """
                const page = await (await fetch(location.href)).text();
                return performance.getEntriesByType('resource').map(({ name }) => new URL(name).pathname)
                    .filter((path) => /\\.(js|css)$/.test(path) && !page.includes(path));
                """)
            XCTAssertEqual(missing, [], path)
        }
    }

    func testOnlyNearbyEventsOfALongListAreLaidOut() async throws {
        for number in 1...190 {
            _ = try await system.talk(title: "Evening Talk \(number)")
        }
        try await browser.open("/")
        try await browser.waitUntilDrawn()
        try await browser.wait(for: "document.querySelectorAll('article.event').length >= 190")
        // Counts the events that are laid out while the page scrolls to its end.
        let outcome = try await browser.runAsync(
            """
            const isDrawn = (one) => one.checkVisibility({ contentVisibilityAuto: true });
            const drawn = () => [...document.querySelectorAll('article.event h3')].filter(isDrawn).length;
            let most = drawn();
            let frames = 0;
            await new Promise((end) => {
                const step = () => {
                    frames += 1;
                    most = Math.max(most, drawn());
                    scrollBy(0, 400);
                    if (scrollY + innerHeight >= document.documentElement.scrollHeight - 1) end();
                    else requestAnimationFrame(step);
                };
                requestAnimationFrame(step);
            });
            return { most, frames };
            """)
        XCTAssertLessThan(outcome["most"]?.integer ?? .max, 60)
        XCTAssertGreaterThan(outcome["frames"]?.integer ?? 0, 20)
    }

    func testEventsAreReadableWithoutScripts() async throws {
        try await browser.allowScripts(false)
        try await browser.open("/?kind=retreat&facilitator_id=2")
        try await browser.click(named: "Meditation Retreat")
        try await browser.allowScripts(true)
        try await browser.wait(forText: "Three quiet days by the Ganga")
        try await browser.wait(forText: "until 30 days before the start")
    }

    func testReducedMotionStopsAnimations() async throws {
        try await browser.prefer(dark: false, reducedMotion: true)
        try await browser.open("/my/bookings")
        try await browser.waitUntilDrawn()
        let animations = try await browser.run("return document.getAnimations().length")
        XCTAssertEqual(animations, 0)
    }
}

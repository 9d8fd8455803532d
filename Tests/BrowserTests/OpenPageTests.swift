import JSONCoding
import TestSupport
import XCTest

/// Pages that are left open ask again, but receive little.
final class OpenPageTests: BrowserTestCase {
    func testAnOpenDashboardReceivesLittleWhileNothingChanges() async throws {
        for number in 1...230 {
            _ = try await system.talk(title: "Evening Talk \(number)", description: "")
        }
        try await logInFacilitator("arjun")
        try await browser.wait(for: "document.querySelectorAll('tbody tr').length > 200")
        _ = try await browser.bytesReceived()
        try await wait(seconds: 15)
        let received = try await browser.bytesReceived()
        XCTAssertGreaterThan(received, 1_000, "the page asks again")
        XCTAssertLessThan(received, 5_000)
    }

    /// A preflight before each request would double their number.
    func testAnOpenDashboardSendsEachPreflightOnce() async throws {
        try await logInFacilitator("arjun")
        try await wait(seconds: 10)
        let preflights = try await browser.preflights()
        XCTAssertGreaterThan(preflights.count, 1)
        XCTAssertEqual(preflights.count, Set(preflights).count, "\(preflights)")
    }

    func testAnOpenDashboardShowsANewBooking() async throws {
        try await logInFacilitator("arjun")
        try await wait(seconds: 5)
        try await system.notify(user: "Farah", event: "Evening Talk")
        try await browser.wait(forText: "Farah")
    }

    func testAHiddenTabAsksForNothingAndAShownOneAtOnce() async throws {
        try await logInFacilitator("arjun")
        try await setHidden(true)
        try await wait(seconds: 1)
        _ = try await browser.requests()
        try await wait(seconds: 8)
        let whileHidden = try await browser.requests()
        XCTAssertEqual(whileHidden, [])
        try await system.notify(user: "Farah", event: "Evening Talk")
        try await setHidden(false)
        let start = ContinuousClock.now
        try await browser.wait(forText: "Farah")
        XCTAssertLessThan(ContinuousClock.now - start, .seconds(5))
    }

    /// The time during which an observation is made.
    private func wait(seconds: Int64) async throws {
        try await browser.run(
            "window.end = performance.now() + 1000 * arguments[0]", .integer(seconds))
        try await browser.wait(for: "performance.now() > window.end")
    }

    private func setHidden(_ isHidden: Bool) async throws {
        try await browser.run(
            """
            Object.defineProperty(document, 'hidden', { value: arguments[0], configurable: true });
            document.dispatchEvent(new Event('visibilitychange'));
            """, .bool(isHidden))
    }
}

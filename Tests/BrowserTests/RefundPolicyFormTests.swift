import JSONCoding
import TestSupport
import XCTest

/// The steps of the refund policy in the form for an event.
final class RefundPolicyFormTests: BrowserTestCase {
    func testAFurtherStepLeavesThePolicyValid() async throws {
        try await openNewEvent()
        for _ in 1...10 { try await browser.click(named: "Add a step") }
        let steps = try await browser.run(
            """
            const texts = (part) => [...document.querySelectorAll(`[data-part=${part}]`)].map((one) => one.value);
            return [texts('hours_before').join(' '), texts('percent').join(' ')];
            """)
        XCTAssertEqual(
            steps, ["384 192 96 48 24 12 6 3 1 0", "100 100 100 100 100 50 25 12 6 3"])
        let more = try await browser.run(
            "return [...document.querySelectorAll('#policy > button')].at(-1).checkVisibility()")
        XCTAssertEqual(more, false)
        let event = try await publish()
        XCTAssertEqual(event["refund_policy"]?.array?.count, 10)
    }

    func testAStepThatGivesMoreForLaterIsRefusedAtItsField() async throws {
        try await openNewEvent()
        for (hours, percent) in [("24", "100"), ("1,000", "50"), ("2", "")] {
            try await addStep(hours, percent)
        }
        try await browser.click(named: "Publish")
        // The steps are sorted: 1,000 hours, 24 hours, 2 hours.
        try await checkRefusal("Step 2, percent refunded: Guests who cancel later")
        try await checkRefusal("Step 3, percent refunded: Write a whole number")
        let invalid = try await browser.run(
            "return [...document.querySelectorAll('.tiers [aria-invalid]')].map((one) => one.value)"
        )
        XCTAssertEqual(invalid, ["100", ""])
    }
}

import HTTPClient
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

    func testWhatAGuestGetsOnceThePlaceIsTakenAgainIsSavedAndKept() async throws {
        try await openNewEvent()
        try await addStep("48", "50")
        try await fillIfTaken("80")
        try await addStep("24", "20")
        try await browser.run("document.querySelector('[name=waitlist_open]').click()")
        let event = try await publish()
        XCTAssertEqual(
            event["refund_policy"],
            [
                ["hours_before": 48, "percent": 50, "percent_if_filled": 80],
                ["hours_before": 24, "percent": 20, "percent_if_filled": 80],
            ])
        XCTAssertEqual(event["waitlist"]?["open"], false)
        try await openEdit(of: event)
        try await checkForm(waits: false, "80 80")
        try await browser.run("document.querySelector('[name=waitlist_open]').click()")
        try await fillIfTaken("")
        try await browser.click(named: "Save")
        try await browser.wait(for: "!location.pathname.endsWith('edit')")
        let saved = try await reload(event)
        XCTAssertEqual(
            saved["refund_policy"]?.array?.last, ["hours_before": 24, "percent": 20])
        XCTAssertEqual(saved["waitlist"]?["open"], true)
        // A copy has both.
        try await browser.open("/facilitator/new-event?from=\(event["id"]?.int ?? 0)")
        try await browser.waitUntilDrawn()
        try await checkForm(waits: true, "80 ")
    }

    func testAShareForATakenPlaceThatIsLowerOrRisesIsRefusedAtItsField() async throws {
        try await openNewEvent()
        for (hours, percent, filled) in [
            ("72", "50", "60"), ("48", "40", "70"), ("24", "30", "20"),
        ] {
            try await addStep(hours, percent)
            try await fillIfTaken(filled)
        }
        try await browser.click(named: "Publish")
        let label = "percent all in all, if the place is taken again"
        try await checkRefusal("Step 2, \(label): Guests who cancel later")
        try await checkRefusal("Step 3, \(label): Write at least the 30 %")
        try await fillIfTaken("101")
        try await browser.click(named: "Publish")
        try await checkRefusal("Step 3, \(label): Write a whole number up to 100")
    }

    func testAChangeElsewhereIsChosenFieldByField() async throws {
        try await openNewEvent()
        try await addStep("48", "50")
        let event = try await publish()
        try await openEdit(of: event)
        let other = try await system.service.put(
            "/api/facilitator/2/events/\(event["id"]?.int ?? 0)",
            """
            {"waitlist_open": false,
             "refund_policy": [{"hours_before": 48, "percent": 50, "percent_if_filled": 90}]}
            """)
        XCTAssertEqual(other.status, 200, other.text)
        try await browser.set([("title", "Longer Circle")])
        try await browser.click(named: "Save")
        try await browser.wait(
            forText: "50 % until 48 hours before (90 % if the place is taken again)")
        try await browser.wait(forText: "Guests cannot wait for seats")
        try await browser.click(named: "Save these")
        try await browser.wait(for: "!location.pathname.endsWith('edit')")
        let saved = try await reload(event)
        XCTAssertEqual(saved["title"], "Longer Circle")
        XCTAssertEqual(saved["waitlist"]?["open"], false)
        XCTAssertEqual(saved["refund_policy"]?.array?.first?["percent_if_filled"], 90)
        // The refusal of the older version is expected.
        _ = try await browser.consoleErrors()
    }

    // MARK: -

    /// Sets the share of the last step for a place that is taken again.
    private func fillIfTaken(_ percent: String) async throws {
        try await browser.run(
            """
            document.querySelector('.tiers > :last-child [data-part=percent_if_filled]').value = arguments[0];
            """, .string(percent))
    }

    /// Checks the box of the waiting list, and the shares for a place that is taken again.
    private func checkForm(
        waits: Bool, _ shares: String, file: StaticString = #filePath, line: UInt = #line
    ) async throws {
        let shown = try await browser.run(
            """
            return [document.querySelector('[name=waitlist_open]').checked,
                [...document.querySelectorAll('[data-part=percent_if_filled]')].map((one) => one.value).join(' ')];
            """)
        XCTAssertEqual(shown, [.bool(waits), .string(shares)], file: file, line: line)
    }
}

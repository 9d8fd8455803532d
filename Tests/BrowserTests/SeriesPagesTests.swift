import HTTPClient
import JSONCoding
import TestSupport
import Timekeeping
import XCTest

/// Series on their page and in the list of events, and edits of one or of all following events.
final class SeriesPagesTests: BrowserTestCase {
    func testAnEditOfOneEventLeavesTheOthers() async throws {
        let series = try await system.series()
        try await openEdit(of: series.eventIDs[1])
        try await browser.wait(forText: "This is one of 6 dates.")
        try await browser.set([("title", "Open Circle"), ("starts_at", "2030-07-10T18:00")])
        try await browser.set([("ends_at", "2030-07-10T19:30")])
        try await browser.click(named: "Save")
        try await browser.wait(forText: "A new date is for one event only.")
        let isDisabled = try await browser.run(
            "return document.querySelector('dialog [value=all]').disabled")
        XCTAssertEqual(isDisabled, true)
        try await save("one", "Save")
        try await browser.wait(for: "!location.pathname.endsWith('edit')")
        let saved = try await system.reload(series)
        XCTAssertEqual(saved.texts("title").filter { $0 == "Open Circle" }.count, 1)
        XCTAssertTrue(saved.texts("starts_at").contains("2030-07-10T16:00:00Z"))
    }

    func testAnEditOfAllFromAnEventOnShowsWhomItTouches() async throws {
        let series = try await system.series(price: 1_000)
        let ids = series.eventIDs
        let asha = try await system.guest("asha", name: "Asha Rao")
        for id in [ids[0], ids[2], ids[3]] { try await asha.bookAndPay(id) }
        // A field that was changed on one date alone stays as it is.
        let own = try await system.service.put(
            "/api/facilitator/2/events/\(ids[4])", #"{"capacity": 7}"#)
        XCTAssertEqual(own.status, 200, own.text)
        let last = try await system.service.put(
            "/api/facilitator/2/series/\(series.seriesID)?from=\(ids[5])", #"{"location": "Hall"}"#)
        XCTAssertEqual(last.status, 200, last.text)
        try await openEdit(of: ids[2])
        try await browser.set([
            ("starts_at", "2030-07-16T18:30"), ("ends_at", "2030-07-16T19:30"),
            ("capacity", "30"),
        ])
        try await browser.click(named: "Save")
        try await browser.wait(forText: "This one and all from here on (4 dates)")
        try await browser.wait(for: bookingsShown(1))
        try await save("all", "Save and notify", afterwards: bookingsShown(2))
        try await browser.wait(for: "/series\\/\\d+$/.test(location.pathname)")
        try await browser.wait(forText: "Every week on Tuesday, 18:30, Berlin")
        let saved = try await system.reload(series)
        XCTAssertEqual(
            saved.texts("starts_at").map { $0.dropFirst(11) },
            ["16:00:00Z", "16:00:00Z", "16:30:00Z", "16:30:00Z", "16:30:00Z", "16:30:00Z"])
        XCTAssertEqual(
            saved["events"]?.array?.map { $0["capacity"] ?? .null }, [20, 20, 30, 30, 7, 30])
        // Only the changed fields were sent.
        XCTAssertEqual(saved.texts("location").last, "Hall")
    }

    func testCancellingAllFromAnEventOnShowsPeopleAndMoney() async throws {
        let series = try await system.series(price: 1_250)
        let ids = series.eventIDs
        let asha = try await system.guest("asha", name: "Asha Rao")
        for id in [ids[0], ids[2], ids[5]] { try await asha.bookAndPay(id) }
        try await logInFacilitator("arjun")
        try await browser.open("/facilitator/events/\(ids[1])")
        try await browser.click(named: "Cancel the event ...")
        try await browser.wait(forText: "No payments")
        try await browser.run("document.querySelector('dialog [value=all]').click()")
        try await browser.wait(forText: "€25")
        try await browser.wait(for: bookingsShown(2))
        try await browser.fill("reason", "The hall is closed.")
        try await browser.click(named: "Cancel 5 dates")
        try await browser.wait(
            for: "document.querySelector('.tag.bad')?.textContent === 'Cancelled'")
        let saved = try await system.reload(series)
        XCTAssertEqual(
            saved.texts("status"), ["scheduled"] + Array(repeating: "cancelled", count: 5))
        try await browser.click(named: "All dates")
        try await browser.wait(forText: "1 date to come of 6")
        try await browser.click(named: "Cancel all to come ...")
        try await browser.wait(forText: "Cancel 1 date of “Evening Circle”?")
        try await browser.wait(forText: "€12.50")
        try await browser.click(named: "Cancel 1 date")
        try await browser.wait(forText: "0 dates to come of 6")
    }

    func testAChangedVersionIsShownBeforeAllFromAnEventOnAreSaved() async throws {
        let series = try await system.series()
        let ids = series.eventIDs
        try await openEdit(of: ids[1])
        let edited = try await system.service.put(
            "/api/facilitator/2/series/\(series.seriesID)?from=\(ids[0])",
            #"{"capacity": 9, "location": "Hall"}"#)
        XCTAssertEqual(edited.status, 200, edited.text)
        try await browser.set([("title", "Open Circle")])
        try await browser.click(named: "Save")
        try await browser.wait(forText: "This event has been changed")
        try await browser.wait(forText: "Hall")
        try await browser.click(named: "Save these")
        try await browser.wait(forText: "Save for which dates?")
        try await save("all", "Save")
        try await browser.wait(for: "/series\\/\\d+$/.test(location.pathname)")
        let saved = try await system.reload(series)
        XCTAssertEqual(
            saved.texts("title"),
            ["Evening Circle"] + Array(repeating: "Open Circle", count: 5))
        XCTAssertEqual(saved.texts("location"), Array(repeating: "Hall", count: 6))
    }

    func testDatesAreAddedAfterAPreview() async throws {
        let series = try await system.series("FREQ=WEEKLY;COUNT=2")
        let other = try await system.series(title: "Yoga", startsOn: "2030-08-01T18:30")
        XCTAssertEqual(other.eventIDs.count, 6)
        try await logInFacilitator("arjun")
        try await browser.open("/facilitator/series/\(series.seriesID)")
        try await browser.wait(forText: "2 dates to come of 2")
        try await browser.click(named: "Add dates ...")
        try await fillDate(1, "2030-08-01")
        try await browser.wait(forText: "overlaps: Yoga at 18:30")
        try await browser.click(named: "Another date")
        try await fillDate(2, "2030-07-09")
        try await browser.wait(forText: "The series has an event at this time.")
        try await browser.click(named: "Add 2 dates")
        try await browser.wait(
            for: """
                document.querySelector('dialog .general').innerText
                    .includes('Date 2, date: The series has an event at this time.')
                """)
        try await fillDate(2, "2030-08-03")
        try await browser.wait(forText: "2 dates, Thu 1 Aug 2030 to Sat 3 Aug 2030")
        try await browser.click(named: "Add 2 dates")
        try await browser.wait(forText: "4 dates to come of 4")
        let saved = try await system.reload(series)
        XCTAssertEqual(saved.texts("starts_at").last, "2030-08-03T16:00:00Z")
    }

    func testTheListShowsTheNextDatesOfASeries() async throws {
        _ = try await system.series("FREQ=WEEKLY;COUNT=24")
        try await logInFacilitator("arjun")
        try await browser.wait(forText: "+ 21 more dates")
        let rows = try await browser.run(
            "return [...document.querySelectorAll('.rows td b')].filter((one) => one.textContent === 'Evening Circle').length"
        )
        XCTAssertEqual(rows, 3)
        try await browser.click(named: "+ 21 more dates...")
        try await browser.wait(for: "/series\\/\\d+$/.test(location.pathname)")
        try await browser.wait(forText: "24 dates to come of 24")
        try await browser.click(named: "Edit all to come")
        try await browser.waitUntilDrawn()
        try await browser.set([("location", "The garden")])
        try await browser.click(named: "Save")
        try await browser.wait(forText: "This one and all from here on (24 dates)")
        try await browser.wait(for: "document.querySelector('dialog [value=all]').checked")
    }

    func testPastDatesAreFolded() async throws {
        system.clock.advance(seconds: -6 * 3_600)
        let berlin = try XCTUnwrap(TimeZoneName("Europe/Berlin"))
        let start = LocalDateTime(system.clock.now().adding(seconds: 3_600), in: berlin)
        let series = try await system.series("FREQ=DAILY;COUNT=4", startsOn: start.text)
        system.advance(seconds: 6 * 3_600)
        try await logInFacilitator("arjun")
        try await browser.open("/facilitator/series/\(series.seriesID)")
        try await browser.wait(forText: "3 dates to come of 4")
        let isOpen = try await browser.run(
            "return document.querySelector('details.folded').open")
        XCTAssertEqual(isOpen, false)
        try await browser.click("details.folded summary")
        try await browser.wait(
            for: "document.querySelectorAll('details.folded tbody tr').length === 1")
        // It stays open when the page looks again.
        try await system.guest("asha").book(series.eventIDs[1], seats: 3)
        try await browser.wait(forText: "3 of 20")
        try await browser.wait(for: "document.querySelector('details.folded').open")
    }

    // Steps

    private func openEdit(of event: Int) async throws {
        try await logInFacilitator("arjun")
        try await openEdit(of: ["id": .integer(Int64(event))])
    }

    /// Chooses one event or all, and saves when the dialog shows the effects.
    private func save(
        _ scope: String, _ button: String, afterwards condition: String = "true"
    ) async throws {
        try await browser.run(
            "document.querySelector(`dialog [value=${arguments[0]}]`).click()", .string(scope))
        try await browser.wait(for: condition)
        try await browser.click(named: button)
    }

    /// Whether the effects list this number of bookings.
    private func bookingsShown(_ count: Int) -> String {
        "document.querySelector('dialog .sums dd')?.textContent === '\(count)'"
    }

    private func fillDate(_ row: Int, _ date: String) async throws {
        try await browser.run(
            """
            const field = document.querySelectorAll('dialog [type=date]')[arguments[0] - 1];
            field.value = arguments[1];
            field.dispatchEvent(new Event('input', { bubbles: true }));
            """, .integer(Int64(row)), .string(date))
    }
}

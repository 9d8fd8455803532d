import HTTPClient
import JSONCoding
import TestSupport
import XCTest

/// A new event that repeats: its dates are shown as a person writes, and published.
final class SeriesFormTests: BrowserTestCase {
    func testARepeatingEventIsPublishedWithoutAnExcludedDate() async throws {
        try await openSeries(from: "2030-12-03T18:00", to: "2030-12-03T19:30")
        try await browser.set([("repeats", "WEEKLY"), ("count", "24")])
        try await browser.wait(forText: "24 dates, Tue 3 Dec 2030 to Tue 13 May 2031")
        try await choose(weekday: "Thursday")
        try await browser.wait(forText: "24 dates, Tue 3 Dec 2030 to Thu 20 Feb 2031")
        try await press(date: "Thu 26, 18:00", in: "Dec 2030")
        try await browser.wait(forText: "23 dates, Tue 3 Dec 2030 to Thu 20 Feb 2031")
        let series = try await publishSeries("Publish 23 dates")
        try await browser.wait(forText: "Every week on Tuesday and Thursday, 18:00, Berlin")
        try await browser.wait(forText: "23 dates to come of 23")
        XCTAssertEqual(series["series"]?["rule"], "FREQ=WEEKLY;BYDAY=TU,TH;COUNT=24")
        XCTAssertEqual(series["series"]?["except"], ["2030-12-26"])
        let starts = series.texts("starts_at")
        XCTAssertEqual(starts.count, 23)
        XCTAssertTrue(starts.allSatisfy { $0.hasSuffix("T17:00:00Z") }, "\(starts)")
        XCTAssertFalse(starts.contains { $0.hasPrefix("2030-12-26") })
    }

    func testDatesAreTakenOutAndPutBackByKeyboard() async throws {
        try await openSeries(from: "2030-12-03T18:00", to: "2030-12-03T19:30")
        try await browser.set([("repeats", "DAILY"), ("count", "3")])
        try await browser.wait(forText: "3 dates, Tue 3 Dec 2030 to Thu 5 Dec 2030")
        try await browser.run("document.querySelector('[name=count]').focus()")
        try await browser.tab(to: "Tue 3, 18:00")
        try await browser.press(Key.enter)
        try await browser.wait(forText: "2 dates, Wed 4 Dec 2030 to Thu 5 Dec 2030")
        try await browser.wait(for: "document.activeElement.ariaPressed === 'false'")
        let role = try await browser.run(
            "return document.getElementById('dates-count').getAttribute('role')")
        XCTAssertEqual(role, "status")
        // A reload keeps what is written, the missing date included.
        try await browser.run("window.onbeforeunload = null; location.reload()")
        try await browser.wait(forText: "2 dates, Wed 4 Dec 2030 to Thu 5 Dec 2030")
        try await press(date: "Tue 3, 18:00", in: "Dec 2030")
        try await browser.wait(forText: "3 dates, Tue 3 Dec 2030 to Thu 5 Dec 2030")
    }

    func testTheLocalTimeStaysAcrossAChangeOfTheClock() async throws {
        try await openSeries(from: "2031-03-23T18:00", to: "2031-03-23T19:30")
        try await browser.set([("repeats", "WEEKLY"), ("count", "3")])
        try await browser.wait(forText: "3 dates, Sun 23 Mar 2031 to Sun 6 Apr 2031")
        try await browser.wait(forText: "Sun 6, 18:00")
        let series = try await publishSeries("Publish 3 dates")
        XCTAssertEqual(
            series.texts("starts_at"),
            ["2031-03-23T17:00:00Z", "2031-03-30T16:00:00Z", "2031-04-06T16:00:00Z"])
    }

    func testDatesWithAChangeOfTheClockSayWhatHappens() async throws {
        try await openSeries(from: "2031-03-23T02:30", to: "2031-03-23T02:45")
        try await browser.set([("repeats", "WEEKLY"), ("count", "2")])
        try await browser.wait(forText: "Sun 30, 03:30")
        try await browser.wait(forText: "the clock skips 02:30 that night: 03:30")
        try await browser.set([
            ("starts_at", "2031-10-19T02:30"), ("ends_at", "2031-10-19T02:45"),
        ])
        try await browser.wait(forText: "02:30 comes twice that night: the first")
    }

    func testMonthsRepeatOnADateOrAWeekday() async throws {
        try await openSeries(from: "2030-12-31T18:00", to: "2030-12-31T19:30")
        let choices = try await browser.run(
            "return [...document.querySelector('[name=repeats]').options].map((one) => one.text)")
        XCTAssertEqual(
            choices,
            [
                "Does not repeat", "Every day", "Every week on …", "Every month on the 31st",
                "Every month on the last Tuesday",
            ])
        try await browser.set([("repeats", "MONTHLY -1TU"), ("interval", "2"), ("count", "3")])
        try await browser.wait(forText: "3 dates, Tue 31 Dec 2030 to Tue 29 Apr 2031")
        // The choice keeps its meaning as the start changes.
        try await browser.set([
            ("starts_at", "2030-12-11T18:00"), ("ends_at", "2030-12-11T19:30"),
        ])
        try await browser.wait(
            for: "document.querySelector('[name=repeats]').value === 'MONTHLY 2WE'")
        try await browser.set([
            ("ends", "until"), ("until", "2031-05-01"),
        ])
        try await browser.wait(forText: "3 dates, Wed 11 Dec 2030 to Wed 9 Apr 2031")
        let series = try await publishSeries("Publish 3 dates")
        XCTAssertEqual(
            series["series"]?["rule"], "FREQ=MONTHLY;INTERVAL=2;BYDAY=2WE;UNTIL=20310501")
        try await browser.wait(
            forText: "Every 2 months on the second Wednesday, 18:00, Berlin")
    }

    func testOverlapsNameTheOtherEvent() async throws {
        let other = try await system.series(title: "Yoga", startsOn: "2030-07-02T18:30")
        XCTAssertEqual(other.eventIDs.count, 6)
        try await openSeries(from: "2030-07-01T18:00", to: "2030-07-01T19:00")
        try await browser.set([("repeats", "DAILY"), ("count", "2")])
        try await browser.wait(forText: "overlaps: Yoga at 18:30")
        let marked = try await browser.run(
            "return [...document.querySelectorAll('.dates .noted button')].map((one) => one.textContent)"
        )
        XCTAssertEqual(marked, ["Tue 2, 18:00"])
        // Overlaps are allowed.
        let series = try await publishSeries("Publish 2 dates")
        XCTAssertEqual(series.eventIDs.count, 2)
    }

    func testErrorsOfTheRuleAreAtTheirFields() async throws {
        try await openSeries(from: "2030-12-03T18:00", to: "2030-12-03T19:30")
        try await browser.set([("repeats", "WEEKLY"), ("count", "401"), ("interval", "none")])
        try await choose(weekday: "Tuesday")
        try await browser.click(named: "Publish")
        try await checkRefusal("On these weekdays: Choose at least one weekday.")
        try await checkRefusal("Number of dates: Write a number of dates from 1 to 400.")
        try await checkRefusal("Every how many weeks: Write a whole number from 1 to 1,000.")
        try await browser.set([("repeats", "MONTHLY"), ("interval", "1"), ("count", "100")])
        // The service finds that the dates are too many for five years.
        try await browser.wait(forText: "The dates must all be within five years of the start")
        try await browser.click(named: "Publish")
        try await checkRefusal("Number of dates: The dates must all be within five years")
        try await browser.wait(for: "document.querySelector('[name=count][aria-invalid=true]')")
        try await browser.set([("ends", "until"), ("until", "2030-12-01")])
        try await browser.click(named: "Publish")
        try await checkRefusal("Last possible date: The last date must not be before the start.")
        try await browser.set([("until", "2030-12-31")])
        try await browser.wait(forText: "1 date, Tue 3 Dec 2030")
        try await press(date: "Tue 3, 18:00", in: "Dec 2030")
        try await browser.wait(forText: "No dates")
        try await browser.click(named: "Publish")
        try await checkRefusal("Dates: All dates are taken out. Put at least one back.")
    }

    func testTypingAsksTheServiceOnceForTheLastContent() async throws {
        try await openSeries(from: "2030-12-03T18:00", to: "2030-12-03T19:30")
        try await browser.set([("repeats", "DAILY")])
        try await browser.wait(forText: "10 dates")
        _ = try await browser.requests()
        try await browser.run(
            """
            const field = document.querySelector('[name=count]');
            for (let number = 1; number <= 20; number += 1) {
                field.value = number;
                field.dispatchEvent(new Event('input', { bubbles: true }));
            }
            """)
        try await browser.wait(forText: "20 dates, Tue 3 Dec 2030 to Sun 22 Dec 2030")
        let previews = try await browser.requests().filter { $0.contains("dry_run") }
        XCTAssertEqual(previews.count, 1)
    }

    // Steps

    /// Opens the form with times in Berlin.
    private func openSeries(from start: String, to end: String) async throws {
        try await openNewEvent()
        try await browser.set([
            ("time_zone", "Berlin"), ("starts_at", start), ("ends_at", end),
        ])
        try await browser.wait(
            for: "document.getElementById('zone-note').textContent.startsWith('Berlin')")
    }

    private func choose(weekday: String) async throws {
        try await browser.run(
            "document.querySelector(`[aria-label=${arguments[0]}]`).click()", .string(weekday))
    }

    private func press(date: String, in month: String) async throws {
        try await browser.run(
            """
            const month = document.querySelector(`[aria-label="${arguments[1]}"]`);
            [...month.querySelectorAll('button')].find((one) => one.textContent === arguments[0]).click();
            """, .string(date), .string(month))
    }

    /// Publishes the form's series and returns it with its events.
    private func publishSeries(_ button: String) async throws -> JSONValue {
        try await browser.click(named: button)
        try await browser.wait(for: "/series\\/\\d+$/.test(location.pathname)")
        let id = try await browser.path.split(separator: "/").last ?? ""
        return try await system.service.get("/api/facilitator/2/series/\(id)").json
    }
}

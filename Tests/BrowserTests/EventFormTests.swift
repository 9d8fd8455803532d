import HTTPClient
import JSONCoding
import TestSupport
import XCTest

/// The form for an event: what people write is understood or refused beside the field and button.
final class EventFormTests: BrowserTestCase {
    func testAPriceIsUnderstoodOrRefusedAndNeverGuessed() async throws {
        try await openNewEvent()
        let rows: [(price: String, currency: String, words: String)] = [
            ("15,000", "INR", "Guests pay ₹15,000"), ("₹ 1,500", "INR", "Guests pay ₹1,500"),
            ("1.500,00", "EUR", "Guests pay €1,500"), ("1,000", "eur", "Guests pay €1,000"),
            ("0", "EUR", "Free for guests"),
            ("99999999999999", "JPY", "The price must not be more than ¥99,999,999."),
            ("1,000,000", "EUR", "The price must not be more than €999,999.99."),
            ("999,999.99", "EUR", "Guests pay €999,999.99"), ("5", "XXQ", ""),
            ("3000.50", "JPY", "Amounts in JPY have no decimals. Write the amount as 1500."),
        ]
        for row in rows {
            try await browser.set([("price", row.price), ("currency", row.currency)])
            let note = try await browser.run(
                "return document.getElementById('price-note').textContent")
            XCTAssertEqual(note.string, row.words, "\(row.price) \(row.currency)")
        }
        for price in ["3000.50", ""] {
            try await browser.set([("price", price)])
            try await browser.click(named: "Publish")
            try await browser.wait(for: "document.querySelector('[name=price][aria-invalid=true]')")
            try await checkRefusal("Price of a seat")
        }
        try await browser.set([("price", "15,000"), ("currency", "INR")])
        let event = try await publish()
        XCTAssertEqual(event["price"], 1_500_000)
    }

    func testARefusalIsBesideTheButtonAndNamesItsFields() async throws {
        try await openNewEvent()
        try await browser.set([
            ("starts_at", "2030-07-01T10:00"), ("ends_at", "2030-07-01T09:00"),
            ("capacity", "many"), ("title", ""),
        ])
        try await browser.click(named: "Publish")
        try await checkRefusal("Title")
        try await checkRefusal("Seats")
        try await checkRefusal("Ends: The end must be after the start.")
        // The service finds what the page does not look for.
        try await browser.set([
            ("title", "Evening \u{202E}Circle"), ("capacity", "12"),
            ("ends_at", "2030-07-01T11:00"),
        ])
        try await browser.click(named: "Publish")
        try await browser.wait(for: "document.querySelector('[name=title][aria-invalid=true]')")
        try await checkRefusal("Title: The title has characters that are not allowed.")
        try await browser.set([
            ("title", "Evening Circle"), ("ends_at", "2030-07-01T09:00"),
        ])
        try await browser.click(named: "Publish")
        try await browser.wait(for: "document.querySelector('[name=ends_at][aria-invalid=true]')")
        try await browser.click(named: "Ends")
        try await browser.wait(for: "document.activeElement.name === 'ends_at'")
        // Neither service answers.
        try await browser.set([("ends_at", "2030-07-01T11:00")])
        await system.stopCRM()
        try await browser.click(named: "Publish")
        try await checkRefusal("cannot be reached")
        let title = try await browser.run("return document.querySelector('[name=title]').value")
        XCTAssertEqual(title, "Evening Circle")
    }

    func testAllLimitsAreCheckedInOneRound() async throws {
        try await openNewEvent()
        try await browser.set([
            ("starts_at", "2030-07-01T10:00"), ("ends_at", "2031-07-03T10:00"),
            ("capacity", "10,000,001"), ("price", "2,000,000"), ("currency", "EUR"),
        ])
        try await addStep("90,000", "100")
        try await browser.click(named: "Publish")
        try await checkRefusal("Ends: The event must last at most 366 days.")
        try await checkRefusal("Seats: There must be from 1 to 10,000,000 seats.")
        try await checkRefusal("Price of a seat: The price must not be more than €999,999.99.")
        try await checkRefusal("Step 1, hours before the start: There may be at most 87,600 hours.")
        try await browser.set([("currency", "XXQ")])
        try await browser.click(named: "Publish")
        try await checkRefusal("Currency: Write the code of a currency in use, such as EUR.")
        let text = try await browser.run("return document.querySelector('main').innerText")
        XCTAssertFalse(text.string?.contains("₹") ?? true)
    }

    func testAStartInThePastIsRefusedForANewEventAndAWarningForAnother() async throws {
        let warning = "This start is in the past, so guests could not book."
        try await openNewEvent()
        try await browser.set([
            ("starts_at", "2020-07-01T10:00"), ("ends_at", "2020-07-01T12:00"),
        ])
        try await browser.wait(forText: warning)
        try await browser.click(named: "Publish")
        try await checkRefusal("Starts: \(warning)")
        // Beside the field and above the button.
        let shown = try await browser.run(
            "return document.querySelector('main').innerText.split(arguments[0]).length - 1",
            .string(warning))
        XCTAssertEqual(shown, 2)
        try await checkRefusal("Ends: The end must be in the future.")
        let id = try await system.talk()
        try await openEdit(of: ["id": .integer(Int64(id))])
        try await browser.set([("starts_at", "2026-01-01T10:00")])
        try await browser.wait(forText: warning)
        try await browser.click(named: "Save")
        try await browser.wait(for: "!location.pathname.endsWith('edit')")
        // The start is as it was, and needs no warning.
        try await openEdit(of: ["id": .integer(Int64(id))])
        let text = try await browser.run("return document.querySelector('main').innerText")
        XCTAssertFalse(text.string?.contains(warning) ?? true)
    }

    func testClockChangesAreExactAndTheFormSaysWhichHour() async throws {
        try await openNewEvent()
        try await browser.set([
            ("time_zone", "new york"), ("starts_at", "2027-03-14T02:30"),
            ("ends_at", "2027-03-14T05:00"),
        ])
        try await browser.wait(forText: "There is no 02:30 in New York on that day")
        try await browser.click(named: "Publish")
        try await checkRefusal("Starts: There is no 02:30 in New York")
        try await browser.set([("time_zone", "berlin"), ("starts_at", "2027-10-31T02:30")])
        try await browser.set([("ends_at", "2027-10-31T02:45"), ("ends_at_which", "second")])
        try await browser.wait(forText: "this time comes twice")
        try await browser.wait(forText: "(1 hour 15 minutes)")
        let event = try await publish()
        XCTAssertEqual(event["time_zone"], "Europe/Berlin")
        XCTAssertEqual(event["starts_at"], "2027-10-31T00:30:00Z")
        XCTAssertEqual(event["ends_at"], "2027-10-31T01:45:00Z")
        // Saving without a change moves nothing.
        try await openEdit(of: event)
        try await browser.click(named: "Save")
        try await browser.wait(for: "!location.pathname.endsWith('edit')")
        let saved = try await reload(event)
        XCTAssertEqual(saved, event)
    }

    func testLocalTimesAreConvertedBothWaysInEveryZone() async throws {
        try await openNewEvent()
        let failures = try await browser.runAsync(
            """
            const { allZones, moments, toLocal } = await import(
                document.querySelector('link[href$="/zones.js"]').href);
            const { isKnown, loadZones } = await import(
                document.querySelector('link[href$="time-zones.js"]').href);
            await loadZones(allZones);
            const failures = allZones.filter((zone) => !isKnown(zone));
            for (const zone of allZones) {
                for (let moment = Date.UTC(2027, 0, 1, 0, 30); moment < Date.UTC(2028, 0, 1); moment += 91 * 3600000) {
                    const found = moments(toLocal(new Date(moment).toISOString(), zone), zone);
                    if (!found.includes(moment)) failures.push(`${zone} ${moment}`);
                }
            }
            const counts = [['Europe/Berlin', '2027-03-28T02:30'], ['Europe/Berlin', '2027-10-31T02:59'],
                ['Australia/Lord_Howe', '2027-04-04T01:45'], ['America/New_York', '2027-11-07T01:00'],
                ['America/New_York', '2027-11-07T02:00'], ['Asia/Kolkata', '2027-03-28T02:30']]
                .map(([zone, local]) => moments(local, zone).length);
            return [...failures, allZones.includes('Asia/Kolkata'), allZones.includes('Asia/Calcutta'), ...counts];
            """)
        XCTAssertEqual(failures, [true, false, 0, 2, 2, 2, 1, 1])
    }

    func testSavingKeepsASecondOfTheStart() async throws {
        let created = try await system.service.post(
            "/api/facilitator/2/events",
            """
            {"title": "Exact", "starts_at": "2030-01-01T00:00:15Z", "capacity": 5,
             "ends_at": "2030-01-01T01:00:59Z", "time_zone": "Asia/Calcutta"}
            """)
        try await logInFacilitator("arjun")
        try await openEdit(of: created.json)
        try await browser.fill("title", "More exact")
        try await browser.click(named: "Save")
        try await browser.wait(for: "!location.pathname.endsWith('edit')")
        let saved = try await reload(created.json)
        for field in ["starts_at", "ends_at", "time_zone"] {
            XCTAssertEqual(saved[field], created.json[field], field)
        }
        XCTAssertEqual(saved["title"], "More exact")
    }

    func testAChangeMadeElsewhereIsShownFieldByField() async throws {
        let id = try await system.talk()
        try await logInFacilitator("arjun")
        try await openEdit(of: ["id": .integer(Int64(id))])
        let other = try await system.service.put(
            "/api/facilitator/2/events/\(id)", #"{"title": "Theirs", "capacity": 9}"#)
        XCTAssertEqual(other.status, 200, other.text)
        try await browser.set([("title", "Mine"), ("location", "Hamburg")])
        try await browser.click(named: "Save")
        try await browser.wait(forText: "This event has been changed")
        let choices = try await browser.run(
            """
            return [...document.querySelectorAll('dialog fieldset')].map((one) => [
                one.querySelector('legend').textContent, one.querySelector(':checked').value]);
            """)
        XCTAssertEqual(choices, [["Title", "mine"], ["Place", "mine"], ["Seats", "theirs"]])
        try await browser.click("dialog input[name=title][value=theirs]")
        try await browser.click(named: "Save these")
        try await browser.wait(for: "!location.pathname.endsWith('edit')")
        let saved = try await reload(other.json)
        XCTAssertEqual(saved["title"], "Theirs")
        XCTAssertEqual(saved["location"], "Hamburg")
        XCTAssertEqual(saved["capacity"], 9)
    }

    func testUnsavedTextOutlivesAReload() async throws {
        try await openNewEvent()
        // Browsers ask only after a person has typed or clicked.
        try await browser.fill("price", "12,5")
        try await browser.set([("title", "Half written")])
        let asks = try await browser.run(
            "return !window.dispatchEvent(new Event('beforeunload', { cancelable: true }))")
        XCTAssertEqual(asks, true)
        try await browser.open("/facilitator/new-event")
        try await browser.wait(forText: "Your changes from just now are still here.")
        let kept = try await browser.run(
            "return ['title', 'price'].map((name) => document.querySelector(`[name=${name}]`).value)"
        )
        XCTAssertEqual(kept, ["Half written", "12,5"])
        try await browser.click(named: "Discard them")
        try await browser.wait(for: "document.querySelector('[name=title]').value === ''")
        let stored = try await browser.run(
            "return Object.keys(sessionStorage).filter((name) => name.startsWith('draft'))")
        XCTAssertEqual(stored, [])
    }

    func testADuplicateIsFilledFromAnOldEvent() async throws {
        let id = try await system.talk(title: "Weekly Talk", price: 1_250)
        let original = try await system.main.get("/events/\(id)").json
        try await logInFacilitator("arjun")
        try await browser.open("/facilitator/events/\(id)")
        try await browser.click(named: "Duplicate")
        try await browser.wait(
            for: "document.querySelector('[name=title]')?.value === 'Weekly Talk'")
        let copy = try await publish()
        for field in [
            "title", "description", "kind", "location", "time_zone", "price", "refund_policy",
        ] {
            XCTAssertEqual(copy[field], original[field], field)
        }
        XCTAssertNotEqual(copy["id"], original["id"])
        XCTAssertNotEqual(copy["starts_at"], original["starts_at"])
    }
}

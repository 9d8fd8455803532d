import HTTPClient
import JSONCoding
import TestSupport
import Timekeeping
import XCTest

/// The roster as a facilitator works on it: guests are added, arrivals ticked, and messages sent.
final class RosterTests: BrowserTestCase {
    func testAWalkInPaysInCash() async throws {
        let event = try await system.talk(price: 1_800)
        try await openRoster(of: event)
        try await browser.click(named: "Add a guest ...")
        try await browser.click("dialog [value=taken]")
        try await choose("seats", "2")
        // The amount follows the seats until it is written.
        try await browser.wait(for: "document.querySelector('dialog [name=amount]').value === '36'")
        try await browser.click(named: "Book the seats")
        try await browser.wait(
            for: "document.querySelector('dialog [name=name]').ariaInvalid === 'true'")
        try await browser.fill("name", "Hema Rao")
        try await browser.fill("amount", "thirty")
        try await browser.click(named: "Book the seats")
        try await browser.wait(
            for: "document.querySelector('dialog [name=amount]').ariaInvalid === 'true'")
        try await browser.fill("amount", "EUR 36,00")
        try await browser.wait(forText: "€36 is noted as paid.")
        try await browser.click(named: "Book the seats")
        try await browser.wait(forText: "2 seats booked for Hema Rao.")
        try await browser.wait(for: "\(entry("Hema Rao")).innerText.includes('€36 paid')")
        let booking = try await roster(of: event).first
        XCTAssertEqual(booking?["source"], "facilitator")
        XCTAssertEqual(booking?["payment_provider"], "offline")
        XCTAssertEqual(booking?["payment_status"], "success")
        XCTAssertEqual(booking?["amount_paid"], 3_600)
        let saved = try await browser.savedTable()
        XCTAssertTrue(saved.contains(#","facilitator","",0,0,"At the center","","""#), saved)
    }

    func testTheRestIsTakenAtTheDoor() async throws {
        let event = try await system.talk(price: 1_800)
        try await openRoster(of: event)
        try await browser.click(named: "Add a guest ...")
        try await browser.fill("name", "Hema Rao")
        try await browser.fill("note", "Calls on Monday")
        try await browser.wait(forText: "€18 is due at the door.")
        try await browser.click(named: "Book the seats")
        try await browser.wait(for: "\(entry("Hema Rao")).innerText.includes('Calls on Monday')")
        try await browser.click(named: "Take €18 ...")
        try await browser.fill("amount", "8")
        try await browser.wait(forText: "€10 stays due.")
        try await browser.click(named: "Note the payment")
        try await browser.wait(
            for: "\(entry("Hema Rao")).innerText.includes('€8 of €18 paid, €10 due at the door')")
        try await browser.click(named: "Take €10 ...")
        try await choose("method", "transfer")
        try await browser.click(named: "Note the payment")
        try await browser.wait(for: "!\(entry("Hema Rao")).innerText.includes('due')")
        let booking = try await roster(of: event).first
        XCTAssertEqual(booking?["payment_status"], "success")
    }

    func testAFullEventIsRefusedBesideTheButton() async throws {
        let event = try await system.event(capacity: 2)
        try await system.guest("asha", name: "Asha Rao").book(event, seats: 2)
        try await openRoster(of: event)
        try await browser.click(named: "Add a guest ...")
        try await browser.wait(forText: "No seat is free now.")
        try await browser.fill("name", "Hema Rao")
        try await browser.click(named: "Book the seats")
        try await browser.wait(
            for: """
                document.activeElement.matches('dialog .general')
                && document.activeElement.nextElementSibling.matches('button')
                """)
        try await checkAudit("add-guest")
    }

    func testTicksOfArrivalsAreSentAfterAnOutage() async throws {
        let event = try await system.talk()
        for (username, name) in [("asha", "Asha Rao"), ("bhavin", "Bhavin")] {
            try await system.guest(username, name: name).book(event)
        }
        try await openRoster(of: event)
        try await tick("Asha Rao")
        try await waitForAttendance("arrived", of: "Asha Rao", at: event)
        try await browser.goOffline(true)
        try await tick("Asha Rao")
        try await tick("Bhavin")
        try await browser.wait(forText: "Offline: 2 ticks will be sent.")
        try await browser.wait(for: "\(entry("Bhavin")).innerText.includes('Not sent yet')")
        let pressed = try await browser.run(
            "return [...document.querySelectorAll('.tick.arrived')].map((one) => one.ariaPressed)")
        XCTAssertEqual(pressed, ["false", "true"])
        // The ticks are still there after a reload.
        try await browser.goOffline(false)
        try await browser.open("/facilitator/events/\(event)")
        try await waitForAttendance("arrived", of: "Bhavin", at: event)
        try await waitForAttendance(nil, of: "Asha Rao", at: event)
        try await browser.wait(for: "localStorage.length === 0")
        try await browser.wait(for: "document.querySelector('.note.warn').hidden")
        // The failed calls are expected.
        _ = try await browser.consoleErrors()
    }

    func testALaterTickOfAnotherDeviceIsNotOverwritten() async throws {
        let event = try await system.talk()
        let booking = try await system.guest("asha", name: "Asha Rao").book(event)
        try await openRoster(of: event)
        try await browser.goOffline(true)
        try await tick("Asha Rao")
        try await browser.wait(forText: "Offline: 1 tick will be sent.")
        let other = try await system.service.post(
            "/api/facilitator/2/bookings/\(booking)/attendance", #"{"status": "no_show"}"#)
        XCTAssertEqual(other.status, 200, other.text)
        try await browser.goOffline(false)
        try await browser.wait(forText: "No-show was set on another device meanwhile")
        try await waitForAttendance("no_show", of: "Asha Rao", at: event)
        // The next tap is the latest.
        try await tick("Asha Rao")
        try await waitForAttendance("arrived", of: "Asha Rao", at: event)
        _ = try await browser.consoleErrors()
    }

    func testArrivalsOfTodayAreTickedOnTheDashboard() async throws {
        let hour = system.clock.now().unixSeconds / 3_600 % 24
        let event = try await system.event(
            timeZone: hour > 12 ? "Etc/GMT+10" : "UTC", startsInHours: 1)
        try await system.guest("asha", name: "Asha Rao").book(event)
        try await logInFacilitator("arjun")
        try await browser.wait(for: "document.querySelector('.today .tick')")
        try await browser.click(".today .tick")
        try await waitForAttendance("arrived", of: "Asha Rao", at: event)
        try await browser.wait(
            for: "document.querySelector('.today .tick').ariaPressed === 'true'")
        let findings = try await Audit.findings(in: browser)
        XCTAssertEqual(findings, [])
    }

    func testArrivalsAreTickedWithTheKeyboard() async throws {
        let event = try await system.talk()
        for (username, name) in [("asha", "Asha Rao"), ("bhavin", "Bhavin")] {
            try await system.guest(username, name: name).book(event)
        }
        try await openRoster(of: event)
        try await browser.tab(to: "Arrived Bhavin")
        try await browser.press(" ")
        try await waitForAttendance("arrived", of: "Bhavin", at: event)
        // The focus stays, so that the same key undoes it.
        try await browser.press(" ")
        try await waitForAttendance(nil, of: "Bhavin", at: event)
        try await browser.tab(to: "More for Bhavin")
        try await browser.press(Key.enter)
        try await browser.tab(to: "No-show Bhavin")
        try await browser.press(Key.enter)
        try await waitForAttendance("no_show", of: "Bhavin", at: event)
        try await browser.wait(forText: "No-show")
    }

    func testAMessageGoesToAllAndItsDraftIsKept() async throws {
        let event = try await system.talk()
        try await system.guest("asha", name: "Asha Rao").book(event)
        try await openRoster(of: event)
        try await browser.click(named: "Write to all ...")
        try await browser.wait(forText: "Goes to everyone who is booked: 1 booking.")
        try await browser.fill("subject", "What to bring")
        try await browser.fill("text", "Bring a blanket.")
        try await browser.press(Key.escape)
        try await browser.click(named: "Write to all ...")
        try await browser.wait(
            for: "document.querySelector('dialog [name=text]').value === 'Bring a blanket.'")
        try await checkAudit("write-to-all")
        try await browser.click(named: "Send")
        try await browser.wait(forText: "Sent: 1 guest reads it in the messages of this site")
        try await browser.click(named: "Close")
        try await logIn("asha", next: "/my/notifications")
        try await browser.wait(forText: "Bring a blanket.")
    }

    func testCancelledBookingsAreFoldedBelowTheOthers() async throws {
        let event = try await system.talk()
        let asha = try await system.guest("asha", name: "Asha Rao")
        try await asha.cancelBooking(asha.book(event))
        for (username, name) in [("zoe", "Zoë"), ("bhavin", "Bhavin")] {
            try await system.guest(username, name: name).book(event)
        }
        try await openRoster(of: event)
        try await browser.wait(forText: "Zoë")
        let names =
            "[...document.querySelectorAll('.entry h3')].filter((one) => one.checkVisibility()).map((one) => one.textContent)"
        let first = try await browser.run("return \(names)")
        XCTAssertEqual(first, ["Bhavin", "Zoë"])
        try await browser.click(".folded summary")
        try await browser.wait(for: "\(names).join() === 'Bhavin,Zoë,Asha Rao'")
    }

    // Steps

    private func openRoster(of event: Int) async throws {
        try await logInFacilitator("arjun")
        try await browser.open("/facilitator/events/\(event)")
        try await browser.waitUntilDrawn()
    }

    /// The expression of the page for a guest's entry.
    private func entry(_ name: String) -> String {
        "[...document.querySelectorAll('.entry')].find((one) => one.innerText.includes('\(name)'))"
    }

    private func tick(_ name: String) async throws {
        try await browser.wait(for: "\(entry(name))?.querySelector('.tick.arrived')")
        try await browser.run("\(entry(name)).querySelector('.tick.arrived').click()")
    }

    private func roster(of event: Int) async throws -> [JSONValue] {
        try await system.service.get("/api/facilitator/2/events/\(event)/bookings").json["data"]?
            .array ?? []
    }

    private func waitForAttendance(
        _ attendance: String?, of name: String, at event: Int
    ) async throws {
        let wanted = attendance.map { JSONValue.string($0) } ?? .null
        try await waitUntil {
            try await roster(of: event).first { $0["user"]?["name"]?.string == name }?["attendance"]
                == wanted
        }
    }
}

extension BrowserTestCase {
    /// Chooses an option of a field in the open dialog.
    func choose(_ name: String, _ value: String) async throws {
        try await browser.wait(for: "document.querySelector('dialog [name=\(name)]')")
        try await browser.run(
            """
            const field = document.querySelector(`dialog [name=${arguments[0]}]`);
            field.value = arguments[1];
            field.dispatchEvent(new Event('change', { bubbles: true }));
            """, .string(name), .string(value))
    }

    /// Checks the page as it is now, on a phone, on a desktop and with large text.
    func checkAudit(
        _ label: String, file: StaticString = #filePath, line: UInt = #line
    ) async throws {
        for (width, size) in [(360, "100%"), (360, "200%"), (1_280, "100%")] {
            try await browser.resize(width: width, height: 780)
            try await browser.run(
                "document.documentElement.style.fontSize = arguments[0]", .string(size))
            var findings = try await Audit.findings(in: browser)
            if size == "200%" { findings += try await Audit.unreadableTexts(in: browser) }
            XCTAssertEqual(findings, [], "\(label) at \(width), \(size)", file: file, line: line)
        }
        try await browser.run("document.documentElement.style.fontSize = ''")
        try await browser.resize(width: 1_280, height: 900)
    }
}

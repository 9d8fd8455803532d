import HTTPClient
import JSONCoding
import TestSupport
import Timekeeping
import XCTest

/// Scripts show times by the server's zones, never by the browser's.
final class TimeZoneTests: BrowserTestCase {
    /// Clocks in Vancouver stay on daylight saving time from 2026 on: newer zones know it.
    private static let moment = "2026-12-14T20:00:00Z"

    func testAScriptShowsTheTimeThatTheServersPageShows() async throws {
        let event = try await vancouver()
        try await browser.open("/e/\(event)")
        try await browser.waitUntilDrawn()
        let served = try await browser.run(
            "return document.querySelector('.facts time').textContent.slice(0, 5)")
        try await logInFacilitator("arjun")
        try await browser.open("/facilitator/events/\(event)")
        try await browser.wait(forText: "Vancouver time")
        try await browser.wait(forText: "Mon 14 Dec 2026, \(served.string ?? "") – ")
        try await browser.open("/facilitator/events/\(event)/edit")
        try await browser.waitUntilDrawn()
        let written = try await browser.run(
            "return document.querySelector('[name=starts_at]').value.slice(11)")
        XCTAssertEqual(written, served)
    }

    func testScriptsKnowTheServersOffsetsAlsoOfLateYears() async throws {
        try await browser.open("/e/5")
        try await browser.waitUntilDrawn()
        let names = [
            "America/Vancouver", "Europe/Berlin", "Asia/Kolkata", "Australia/Lord_Howe",
            "America/St_Johns", "Pacific/Chatham", "America/Santiago", "EST", "Etc/GMT+5", "UTC",
            "US/Pacific",
        ]
        // Every 50 days from 2026 to 2099.
        let moments = stride(from: Int64(1_767_225_600), to: 4_070_000_000, by: 4_320_001)
        for name in names {
            let zone = try XCTUnwrap(TimeZoneName(name))
            let offsets = try await browser.runAsync(
                """
                const { loadZones, zoneOffset } = await import(
                    document.querySelector('link[href$="time-zones.js"]').href);
                await loadZones([arguments[0]]);
                return arguments[1].map((moment) => zoneOffset(moment * 1000, arguments[0]) / 1000);
                """, .string(name), .array(moments.map { .integer($0) }))
            let expected = moments.map { moment in
                JSONValue.integer(Int64(zone.offset(at: Timestamp(clamping: moment))))
            }
            XCTAssertEqual(offsets.array, expected, name)
        }
    }

    func testPagesDoNotAskTheBrowserForAZonesOffset() async throws {
        let event = try await vancouver()
        let asha = try await system.guest("asha", name: "Asha Rao")
        try await asha.book(event)
        try await logIn("asha", next: "/my/bookings")
        try await browser.refuseZones()
        for path in ["/my/bookings", "/my/account", "/my/notifications", "/e/\(event)"] {
            try await browser.open(path)
            try await browser.waitUntilDrawn()
        }
        try await logInFacilitator("arjun")
        for path in ["", "/bookings", "/events/\(event)", "/events/\(event)/edit", "/new-event"] {
            try await browser.open("/facilitator\(path)")
            try await browser.waitUntilDrawn()
        }
        let errors = try await browser.consoleErrors()
        XCTAssertEqual(errors, [])
    }

    /// Browsers have zones that a server with older files does not have.
    func testAZoneThatTheServerDoesNotHaveCountsAsUTC() async throws {
        try await logInFacilitator("arjun")
        try await browser.open("/facilitator/new-event")
        try await browser.waitUntilDrawn()
        let words = try await browser.runAsync(
            """
            const { dayAndTime, zoneName } = await import(document.querySelector('link[href$="format.js"]').href);
            const { loadZones } = await import(document.querySelector('link[href$="time-zones.js"]').href);
            await loadZones(['Mars/Olympus']);
            const moment = '2027-02-12T03:30:00Z';
            return [dayAndTime(moment, 'Mars/Olympus'), zoneName({ starts_at: moment, time_zone: 'Mars/Olympus' })];
            """)
        XCTAssertEqual(words, ["Fri 12 Feb 2027, 03:30", "UTC"])
        try await browser.set([("time_zone", "Mars/Olympus")])
        try await browser.wait(forText: "No such city yet.")
        try await browser.click(named: "Publish")
        try await browser.wait(for: "document.querySelector('[name=time_zone][aria-invalid=true]')")
    }

    /// The `Date` of a stored response is old.
    func testAStoredZoneDoesNotSetThePagesClock() async throws {
        try await browser.open("/e/5")
        try await browser.waitUntilDrawn()
        let difference = try await browser.runAsync(
            """
            const { call, serverNow } = await import(document.querySelector('link[href$="/api.js"]').href);
            await call('', 'GET', '/events?limit=1');
            const before = serverNow() - Date.now();
            const original = window.fetch;
            window.fetch = async (...request) => {
                const response = await original(...request);
                const fields = new Headers(response.headers);
                fields.set('Date', 'Thu, 01 Jan 2026 00:00:00 GMT');
                return new Response(await response.text(), { headers: fields });
            };
            await call('', 'GET', '/time-zones?name=Asia/Tokyo');
            return Math.abs(serverNow() - Date.now() - before) < 5000;
            """)
        XCTAssertEqual(difference, true)
    }

    private func vancouver() async throws -> Int {
        let created = try await system.service.post(
            "/api/facilitator/2/events",
            """
            {"title": "Harbor Walk", "starts_at": "\(Self.moment)", "capacity": 5,
             "ends_at": "2026-12-14T21:00:00Z", "time_zone": "America/Vancouver"}
            """)
        XCTAssertEqual(created.status, 201, created.text)
        return created.json["id"]?.int ?? 0
    }
}

import HTTPClient
import JSONCoding
import SQLite
import TestSupport
import Timekeeping
import XCTest

/// Calendars to subscribe to.
final class CalendarTests: SystemTestCase {
    func testThePublicCalendarHasTheEventsOfItsFilter() async throws {
        let yoga = try await system.event(title: "Yoga", kind: "session", startsInHours: 24)
        let retreat = try await system.event(title: "Silence, deep", startsInHours: 48)
        for visibility in ["unlisted", "draft"] {
            let hidden = try await system.event(title: "Hidden")
            try await edit(hidden, #"{"visibility": "\#(visibility)"}"#)
        }
        let calendar = try await Calendar(system.main.get("/calendar.ics"))
        XCTAssertEqual(calendar.value("NAME"), "Sessions")
        XCTAssertEqual(calendar.value("X-WR-CALNAME"), "Sessions")
        XCTAssertEqual(calendar.value("METHOD"), "PUBLISH")
        XCTAssertEqual(calendar.value("REFRESH-INTERVAL;VALUE=DURATION"), "PT1H")
        XCTAssertEqual(calendar.events.map { $0["SUMMARY"] }, ["Yoga", #"Silence\, deep"#])
        let event = try XCTUnwrap(calendar.events.last)
        XCTAssertEqual(event["URL"], "\(system.main.base)/e/\(retreat)")
        XCTAssertEqual(event["STATUS"], "CONFIRMED")
        XCTAssertEqual(event["LOCATION"], "Rishikesh")
        XCTAssertEqual(event["TRANSP"], "TRANSPARENT")
        XCTAssertEqual(event["DTSTAMP"], event["LAST-MODIFIED"])
        XCTAssertNil(event.keys.first { $0.hasPrefix("ORGANIZER") })
        for (query, titles) in [
            ("kind=session", ["Yoga"]), ("q=sil", [#"Silence\, deep"#]),
            ("facilitator_id=3", []), ("status=cancelled", []),
            ("to=\(system.clock.now().adding(seconds: 90_000).rfc3339)", ["Yoga"]),
        ] {
            let found = try await Calendar(system.main.get("/calendar.ics?\(query)"))
            XCTAssertEqual(found.events.map { $0["SUMMARY"] }, titles, query)
        }
        try await system.cancel(yoga)
        let cancelled = try await Calendar(system.main.get("/calendar.ics?kind=session"))
        XCTAssertEqual(cancelled.events.map { $0["STATUS"] }, ["CANCELLED"])
        XCTAssertEqual(cancelled.events.map { $0["SEQUENCE"] }, ["1"])
        XCTAssertEqual(cancelled.events.map { $0["UID"] }, [calendar.events[0]["UID"]])
        assertProblem(
            try await system.main.get("/calendar.ics?kind=party"), 422, "validation_failed")
    }

    func testAnUnchangedCalendarIsNotSentAgain() async throws {
        let event = try await system.event()
        let first = try await system.main.get("/calendar.ics")
        let tag = try XCTUnwrap(first["etag"])
        XCTAssertFalse(tag.hasPrefix("W/"))
        system.clock.advance(seconds: 3_600)
        // A booking takes seats, which the public calendar does not show.
        try await system.guest("asha").book(event)
        let second = try await system.main.get("/calendar.ics", ["If-None-Match": tag])
        XCTAssertEqual(second.status, 304)
        XCTAssertEqual(second["etag"], tag)
        let again = try await system.main.get("/calendar.ics")
        XCTAssertEqual(again.body, first.body)
        let head = try await system.main.send("HEAD", "/calendar.ics")
        XCTAssertEqual(head.status, 200)
        XCTAssertEqual(head["etag"], tag)
        XCTAssertEqual(head["content-length"], "\(first.body.count)")
        XCTAssertEqual(head["content-type"], "text/calendar; charset=utf-8")
        try await edit(event, #"{"title": "Moved"}"#)
        let third = try await system.main.get("/calendar.ics", ["If-None-Match": tag])
        XCTAssertEqual(third.status, 200)
        XCTAssertNotEqual(third["etag"], tag)
    }

    func testThePublicCalendarIsNotReadAgainAfterABooking() async throws {
        var events: [Int] = []
        for _ in 0..<10 { events.append(try await system.event()) }
        let asha = try await system.guest("asha")
        let database = try system.openDatabase()
        defer { database.close() }
        var calendars: Set<String> = []
        for event in events {
            // Without a new version, so that only another read shows it.
            try database.writeSynchronously { tx in
                _ = try tx.execute("UPDATE events SET title = 'Changed before ' || \(event)")
            }
            try await asha.book(event)
            calendars.insert(try await system.main.get("/calendar.ics").text)
        }
        // Once by each thread that reads.
        XCTAssertLessThan(calendars.count, events.count)
        system.clock.advance(seconds: 60)
        let read = try await system.main.get("/calendar.ics")
        XCTAssertTrue(
            read.text.contains("SUMMARY:Changed before \(events[9])"), read.text)
    }

    func testAGuestsCalendarFollowsABooking() async throws {
        let asha = try await system.guest("asha")
        let address = try await address(asha.get("/me/calendar"))
        let again = try await self.address(asha.get("/me/calendar"))
        XCTAssertEqual(again, address)
        XCTAssertNotNil(
            address.wholeMatch(of: /\/calendars\/1-[A-Za-z0-9_-]{43}\.ics/), address)
        let empty = try await Calendar(system.main.get(address))
        XCTAssertEqual(empty.events, [])
        XCTAssertEqual(empty.value("NAME"), "My bookings")

        let event = try await system.event()
        try await edit(event, #"{"attendee_info": "Bring a mat."}"#)
        let held = try await asha.book(system.event(title: "Priced", price: 5_000))
        let booking = try await asha.book(event)
        let confirmed = try await Calendar(system.main.get(address))
        XCTAssertEqual(confirmed.events.count, 1, "a hold is not in the calendar")
        let entry = try XCTUnwrap(confirmed.events.first)
        XCTAssertEqual(entry["STATUS"], "CONFIRMED")
        XCTAssertTrue(entry["DESCRIPTION"]?.hasPrefix("Bring a mat.") == true)
        XCTAssertEqual(entry["URL"], "\(system.main.base)/my/bookings/\(booking)")
        try await assertFile(of: booking, equals: entry, for: asha)

        let start = system.clock.now().adding(seconds: 900_000)
        try await edit(
            event,
            """
            {"starts_at": "\(start.rfc3339)", "ends_at": "\(start.adding(seconds: 7_200).rfc3339)"}
            """)
        let afterMove = try await Calendar(system.main.get(address))
        let moved = try XCTUnwrap(afterMove.events.first)
        XCTAssertEqual(moved["UID"], entry["UID"])
        XCTAssertGreaterThan(try sequence(moved), try sequence(entry))
        XCTAssertEqual(moved["DTSTART"], start.rfc3339.filter { !"-:".contains($0) })
        try await assertFile(of: booking, equals: moved, for: asha)

        try await asha.cancelBooking(booking)
        try await asha.cancelBooking(held)
        let cancelled = try await Calendar(system.main.get(address)).events
        XCTAssertEqual(cancelled.map { $0["STATUS"] }, ["CANCELLED"])
        XCTAssertEqual(cancelled.map { $0["UID"] }, [entry["UID"]])
        XCTAssertGreaterThan(try sequence(cancelled[0]), try sequence(moved))
        try await assertFile(of: booking, equals: cancelled[0], for: asha)
        system.clock.advance(seconds: 102 * 86_400)
        let later = try await Calendar(system.main.get(address))
        XCTAssertEqual(later.events, [])
    }

    func testAPrivateCalendarIsNotForCachesAndSearchEngines() async throws {
        let address = try await address(system.guest("asha").get("/me/calendar"))
        let calendar = try await system.main.get(address)
        XCTAssertEqual(calendar["cache-control"], "private, no-cache")
        XCTAssertEqual(calendar["referrer-policy"], "no-referrer")
        XCTAssertEqual(calendar["x-robots-tag"], "noindex")
        let tag = try XCTUnwrap(calendar["etag"])
        let unchanged = try await system.main.get(address, ["If-None-Match": tag])
        XCTAssertEqual(unchanged.status, 304)
        XCTAssertEqual(unchanged["cache-control"], "private, no-cache")
        XCTAssertEqual(unchanged.body, [])
    }

    func testARenewedAddressReplacesTheFormerOne() async throws {
        let asha = try await system.guest("asha")
        let first = try await address(asha.get("/me/calendar"))
        let key = ["Idempotency-Key": "once"]
        let renewed = try await asha.post("/me/calendar", nil, key)
        let second = try address(renewed)
        XCTAssertNotEqual(second, first)
        assertProblem(try await system.main.get(first), 404, "not_found")
        let open = try await system.main.get(second)
        XCTAssertEqual(open.status, 200)
        let repeated = try await asha.post("/me/calendar", nil, key)
        XCTAssertEqual(repeated.body, renewed.body)
        XCTAssertEqual(repeated["idempotent-replayed"], "true")
        let shown = try await address(asha.get("/me/calendar"))
        XCTAssertEqual(shown, second)
        let other = try await asha.post("/me/calendar", #"{"url": "x"}"#)
        assertProblem(other, 422, "validation_failed")
    }

    func testATokenOpensOneCalendarAndNothingElse() async throws {
        let asha = try await system.guest("asha")
        let own = try await address(asha.get("/me/calendar"))
        let others = try await address(system.guest("bhavin").get("/me/calendar"))
        let token = String(own.dropFirst("/calendars/".count).dropLast(".ics".count))
        // The code of one guest with the link of another.
        let mixed = others.prefix { $0 != "-" } + "-" + token.drop { $0 != "-" }.dropFirst()
        for path in [
            mixed + ".ics", "/calendars/\(token.dropLast()).ics", "/calendars/1-.ics",
            "/calendars/1.ics", "/calendars/-1-x.ics", "/calendars/99-\(token.dropFirst(2)).ics",
            "/calendars/.ics", "/calendars/\(token)", "/calendars/\(token).ICS",
        ] {
            assertProblem(try await system.main.get(String(path)), 404, "not_found")
        }
        for path in ["/me", "/bookings", "/me/calendar"] {
            let refused = try await system.main.with(token: token).get(path)
            assertProblem(refused, 401, "unauthorized")
        }
        let posted = try await system.main.post(own)
        assertProblem(posted, 405, "method_not_allowed")
    }

    func testTheDatabaseHasNoAddress() async throws {
        let asha = try await system.guest("asha")
        _ = try await asha.get("/me/calendar")
        let key = ["Idempotency-Key": "once"]
        let address = try await address(asha.post("/me/calendar", nil, key))
        let code = address.drop { $0 != "-" }.dropFirst().prefix(43)
        let contents = try DatabaseContents(
            path: system.folder + "/main.sqlite", includingIdempotencyKeys: true)
        XCTAssertTrue(contents.rows["idempotency_keys"]?.contains { $0.contains("once") } == true)
        for (table, rows) in contents.rows {
            XCTAssertFalse(rows.contains { $0.contains(code) }, table)
        }
    }

    func testAnErasedGuestsAddressIsUnknown() async throws {
        let asha = try await system.guest("asha")
        let address = try await address(asha.get("/me/calendar"))
        let export = try await asha.get("/me/export")
        XCTAssertEqual(
            export.json["calendar_created_at"]?.string, system.clock.now().rfc3339)
        let erased = try await asha.eraseAccount(of: "asha")
        XCTAssertEqual(erased.status, 204, erased.text)
        assertProblem(try await system.main.get(address), 404, "not_found")
    }

    func testAFacilitatorsCalendarHasTheSeatsOfEachEvent() async throws {
        let arjun = try await system.arjun()
        // Priya has not had an event, so that MainAPI does not know her.
        let priya = try await system.facilitator("priya")
        let others = try await address(priya.get("/api/facilitator/1/calendar"))
        let nothing = try await Calendar(system.main.get(others))
        XCTAssertEqual(nothing.events, [])
        let event = try await system.event(capacity: 12)
        let unlisted = try await system.event(title: "Unlisted", startsInHours: 300)
        try await edit(unlisted, #"{"visibility": "unlisted"}"#)
        try await edit(system.event(title: "Draft"), #"{"visibility": "draft"}"#)
        let address = try await address(arjun.get("/api/facilitator/2/calendar"))
        let before = try await system.main.get(address)
        try await system.guest("asha").book(event, seats: 7)
        let after = try await system.main.get(address, ["If-None-Match": before["etag"] ?? ""])
        let calendar = try Calendar(after)
        XCTAssertEqual(calendar.value("NAME"), "My events")
        XCTAssertEqual(
            calendar.events.map { $0["SUMMARY"] }, ["Meditation Retreat", "Unlisted"])
        XCTAssertEqual(
            calendar.events[0]["DESCRIPTION"]?.hasPrefix(#"7 of 12 seats taken\n\n"#), true)
        XCTAssertEqual(
            calendar.events[0]["URL"], "\(system.main.base)/facilitator/events/\(event)")
        try await system.cancel(event)
        let cancelled = try await Calendar(system.main.get(address)).events[0]
        XCTAssertEqual(cancelled["STATUS"], "CANCELLED")
        XCTAssertEqual(
            try sequence(cancelled), try sequence(calendar.events[0]) + 1)

        let renewed = try await self.address(
            system.service.post("/api/facilitator/2/calendar"))
        assertProblem(try await system.main.get(address), 404, "not_found")
        try Program.crmAPI.run(
            ["facilitator", "disable", "arjun", "--database", system.folder + "/crm.sqlite"])
        try await waitUntil { try await system.main.get(renewed).status == 404 }
    }

    private func edit(_ event: Int, _ fields: String) async throws {
        let edited = try await system.service.put("/api/facilitator/2/events/\(event)", fields)
        XCTAssertEqual(edited.status, 200, edited.text)
    }

    /// The path of the calendar in a response.
    private func address(_ response: ClientResponse, line: UInt = #line) throws -> String {
        XCTAssertEqual(response.status, 200, response.text, line: line)
        XCTAssertEqual(response["cache-control"], "no-store", line: line)
        let url = try XCTUnwrap(response.json["url"]?.string, response.text, line: line)
        XCTAssertTrue(url.hasPrefix(system.main.base), url, line: line)
        return String(url.dropFirst(system.main.base.count))
    }

    private func sequence(_ event: [String: String]) throws -> Int {
        try XCTUnwrap(event["SEQUENCE"].flatMap { Int($0) })
    }

    /// Checks that the booking's own file has the same entry, apart from the organizer and the stamp.
    private func assertFile(
        of booking: Int, equals entry: [String: String], for guest: TestClient,
        line: UInt = #line
    ) async throws {
        let calendar = try await Calendar(guest.get("/bookings/\(booking)/calendar.ics"))
        let file = try XCTUnwrap(calendar.events.first, line: line)
        for name in entry.keys where !["DTSTAMP", "LAST-MODIFIED"].contains(name) {
            XCTAssertEqual(file[name], entry[name], name, line: line)
        }
    }
}

/// A calendar as a calendar program reads it; it checks the grammar of RFC 5545.
private struct Calendar {
    /// The properties of the calendar itself, by name with parameters.
    private var properties: [String: String] = [:]
    /// The properties of each VEVENT.
    private(set) var events: [[String: String]] = []

    init(_ response: ClientResponse, line: UInt = #line) throws {
        XCTAssertEqual(response.status, 200, response.text, line: line)
        XCTAssertEqual(response["content-type"], "text/calendar; charset=utf-8", line: line)
        let text = String(decoding: response.body, as: UTF8.self)
        XCTAssertTrue(text.utf8.elementsEqual(response.body), "UTF-8", line: line)
        var lines = response.body.split(
            separator: Array("\r\n".utf8), omittingEmptySubsequences: false)
        XCTAssertEqual(lines.popLast().map(Array.init), [], "ends with CRLF", line: line)
        for found in lines {
            XCTAssertLessThanOrEqual(found.count, 75, line: line)
            XCTAssertFalse(found.contains { $0 < 0x20 }, "control characters", line: line)
        }
        var open: [String] = []
        for found in response.body.split(separator: Array("\r\n ".utf8)).reduce([], +)
            .split(separator: Array("\r\n".utf8))
        {
            let parts = String(decoding: found, as: UTF8.self).split(
                separator: ":", maxSplits: 1, omittingEmptySubsequences: false
            ).map(String.init)
            XCTAssertEqual(parts.count, 2, "\(parts)", line: line)
            let (name, value) = (parts[0], parts.count > 1 ? parts[1] : "")
            switch name {
            case "BEGIN":
                XCTAssertEqual(open.isEmpty, value == "VCALENDAR", line: line)
                open.append(value)
                if value == "VEVENT" { events.append([:]) }
            case "END": XCTAssertEqual(open.popLast(), value, line: line)
            default:
                if open.last == "VEVENT" {
                    let earlier = events[events.count - 1].updateValue(value, forKey: name)
                    XCTAssertNil(earlier, name, line: line)
                } else if open == ["VCALENDAR"] {
                    XCTAssertNil(properties.updateValue(value, forKey: name), name, line: line)
                }
            }
        }
        XCTAssertEqual(open, [], "every BEGIN has its END", line: line)
        for required in ["VERSION", "PRODID", "CALSCALE", "METHOD"] {
            XCTAssertNotNil(properties[required], required, line: line)
        }
        for event in events {
            for required in ["UID", "DTSTAMP", "SEQUENCE", "DTSTART", "DTEND", "SUMMARY", "STATUS"]
            {
                XCTAssertNotNil(event[required], required, line: line)
            }
        }
        XCTAssertEqual(Set(events.map { $0["UID"] }).count, events.count, line: line)
    }

    func value(_ name: String) -> String? { properties[name] }
}

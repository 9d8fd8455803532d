import Foundation
import HTTPClient
import JSONCoding
import MainAPI
import TestSupport
import Timekeeping
import XCTest

/// The center's settings, and the owner's lists of guests, events, bookings and money.
final class CentreRoutesTests: SystemTestCase {
    func testSettingsApplyAtOnceAndAreKept() async throws {
        let asha = try await system.facilitator("asha")
        let before = try await asha.get("/api/centre")
        XCTAssertEqual(before.json["name"]?.string, "Sessions", before.text)
        let changed = try await asha.put(
            "/api/centre",
            """
            {"name": "Ananda", "tagline": "Stillness by the lake", "accent": "#2A6B4B",
             "address": "1 Lake Road\\nNainital", "embed_origins": ["https://example.org"]}
            """)
        XCTAssertEqual(changed.status, 200, changed.text)
        XCTAssertEqual(changed.json["accent"]?.string, "#2a6b4b")
        let shown = try await system.main.get("/centre")
        XCTAssertEqual(shown.json, changed.json)
        let more = try await asha.put("/api/centre", #"{"tagline": "", "accent": null}"#)
        XCTAssertEqual(more.json["name"]?.string, "Ananda", more.text)
        XCTAssertEqual(more.json["accent"], .null)
        XCTAssertEqual(more.json["version"]?.int, 2)
        let same = try await asha.put("/api/centre", #"{"name": "Ananda"}"#)
        XCTAssertEqual(same.json["version"]?.int, 2, "an edit without changes keeps the version")
    }

    func testTheNameIsInLettersCalendarsAndTheDescriptionsOfTheAPIs() async throws {
        let asha = try await system.facilitator("asha")
        _ = try await asha.put("/api/centre", #"{"name": "Anānda"}"#)
        for client in [system.main, system.crm] {
            let title = try await client.get("/openapi.json").json["info"]?["title"]?.string
            XCTAssertTrue(title?.hasPrefix("Anānda – ") == true, title ?? "")
        }
        let calendar = try await system.main.get("/calendar.ics")
        XCTAssertTrue(calendar.text.contains("X-WR-CALNAME:Anānda\r\n"), calendar.text)
        let event = try await system.event()
        let guest = try await system.guest("bhavin", email: "bhavin@example.org")
        _ = try await guest.book(event)
        let letter = try await eventually { [system] in try system?.mails().first }
        XCTAssertTrue(letter.contains("From: =?UTF-8?"), letter)
        _ = try await asha.put("/api/centre", #"{"name": "Sessions"}"#)
        let plain = try await system.main.get("/openapi.json")
        XCTAssertEqual(plain.json["info"]?["title"]?.string, "MainAPI")
    }

    func testAStaleEditIsRefused() async throws {
        let asha = try await system.facilitator("asha")
        let first = try await asha.get("/api/centre")
        let tag = try XCTUnwrap(first["etag"])
        let fresh = try await asha.send(
            "PUT", "/api/centre", #"{"name": "Ananda"}"#, ["If-Match": tag])
        XCTAssertEqual(fresh.status, 200, fresh.text)
        let stale = try await asha.send(
            "PUT", "/api/centre", #"{"name": "Shanti"}"#, ["If-Match": tag])
        assertProblem(stale, 412, "version_stale")
        XCTAssertEqual(stale.json["version"]?.int, 1)
        XCTAssertEqual(
            stale.json["detail"],
            "The settings have changed since you read them. Their version is now 1.")
        let unnamed = try await asha.put("/api/centre", #"{"name": null}"#)
        XCTAssertEqual(unnamed.json["name"], "Sessions", unnamed.text)
    }

    func testAnAccentThatCannotBeReadIsRefused() async throws {
        let asha = try await system.facilitator("asha")
        let refused = try await asha.put(
            "/api/centre",
            ##"{"accent": "#ffee00", "time_zone": "Mars/Olympus", "color": "red"}"##
        )
        assertProblem(refused, 422, "validation_failed")
        let errors = refused.json["errors"]?.array?.map {
            "\($0["field"]?.string ?? "") \($0["code"]?.string ?? "")"
        }
        XCTAssertEqual(
            errors?.sorted(), ["accent low_contrast", "color unknown", "time_zone invalid"])
    }

    func testNewEventsTakeTheDefaults() async throws {
        let asha = try await system.facilitator("asha")
        let changed = try await asha.put(
            "/api/centre",
            """
            {"currency": "EUR", "time_zone": "Europe/Berlin",
             "refund_policy": [{"hours_before": 48, "percent": 100}]}
            """)
        XCTAssertEqual(changed.status, 200, changed.text)
        let arjun = try await system.arjun()
        let event = try await arjun.post(
            "/api/facilitator/2/events",
            """
            {"title": "Talk", "starts_at": "2027-06-01T16:00:00Z", "price": 1500,
             "ends_at": "2027-06-01T18:00:00Z", "capacity": 10}
            """)
        XCTAssertEqual(event.status, 201, event.text)
        XCTAssertEqual(event.json["currency"]?.string, "EUR")
        XCTAssertEqual(event.json["time_zone"]?.string, "Europe/Berlin")
        XCTAssertEqual(event.json["refund_policy"]?[0]?["hours_before"]?.int, 48)
        let series = try await arjun.post(
            "/api/facilitator/2/series",
            """
            {"title": "Yoga", "starts_on": "2027-06-01T18:00", "duration_minutes": 60,
             "rule": "FREQ=WEEKLY;COUNT=2", "capacity": 10}
            """)
        XCTAssertEqual(series.status, 201, series.text)
        XCTAssertEqual(series.json["events"]?[0]?["time_zone"]?.string, "Europe/Berlin")
    }

    func testGuestsAreFoundByNameUsernameAndAddress() async throws {
        let asha = try await system.facilitator("asha")
        _ = try await system.guest("bhavin", name: "Bhávin Shah", email: "b.shah@example.org")
        _ = try await system.guest("meera", name: "Meera")
        for query in ["shah", "bhavin", "B.SHAH@", "bhav%20sh"] {
            let found = try await asha.get("/api/centre/guests?q=\(query)")
            XCTAssertEqual(
                found.json["data"]?.array?.compactMap { $0["username"]?.string }, ["bhavin"],
                "\(query): \(found.text)")
        }
        let all = try await asha.get("/api/centre/guests?limit=1")
        XCTAssertEqual(all.json["data"]?[0]?["username"]?.string, "meera", all.text)
        let next = try XCTUnwrap(all.json["page"]?["next"]?.string)
        let second = try await asha.get("/api/centre/guests?limit=1&cursor=\(next)")
        XCTAssertEqual(second.json["data"]?[0]?["username"]?.string, "bhavin", second.text)
        let none = try await asha.get("/api/centre/guests?q=%25")
        XCTAssertEqual(none.json["data"]?.array?.count, 0)
    }

    func testAnErasedGuestIsGone() async throws {
        let asha = try await system.facilitator("asha")
        let event = try await system.event()
        let guest = try await system.guest("bhavin", name: "Bhavin Shah")
        let booking = try await guest.book(event)
        let found = try await asha.get("/api/centre/guests?q=bhavin")
        let id = try XCTUnwrap(found.json["data"]?[0]?["id"]?.int)
        let erased = try await asha.delete("/api/centre/guests/\(id)")
        XCTAssertEqual(erased.status, 204, erased.text)
        assertProblem(try await guest.get("/me"), 401, "unauthorized")
        assertProblem(try await asha.delete("/api/centre/guests/\(id)"), 404, "not_found")
        let seats = try await system.main.get("/events/\(event)")
        XCTAssertEqual(seats.json["seats_left"]?.int, 20, "the seat is free")
        let roster = try await asha.get("/api/centre/bookings?q=\(booking)")
        XCTAssertEqual(roster.json["data"]?[0]?["user"]?["name"]?.string, "Erased guest")
        let list = try String(
            contentsOfFile: system.folder + "/main.sqlite.erased", encoding: .utf8)
        XCTAssertTrue(list.contains("\(id)"), "a restored backup erases the guest again: \(list)")
    }

    func testBookingsAreFoundByGuestEventStatusAndTime() async throws {
        let asha = try await system.facilitator("asha")
        let talk = try await system.event(title: "Evening Talk")
        let retreat = try await system.event(title: "Quiet Retreat")
        let bhavin = try await system.guest("bhavin", name: "Bhavin Shah")
        let first = try await bhavin.book(talk)
        system.clock.advance(seconds: 3_600)
        let second = try await bhavin.book(retreat)
        _ = try await bhavin.post("/bookings/\(second)/cancellation", "{}")
        let added = try await system.service.post(
            "/api/facilitator/2/events/\(talk)/bookings",
            #"{"name": "Meera Nair", "email": "meera@example.org"}"#)
        let third = try XCTUnwrap(added.json["id"]?.int)
        let between = system.clock.now().adding(seconds: -60).rfc3339
        for (query, expected) in [
            ("", [third, second, first]), ("q=bhavin", [second, first]),
            ("q=even", [third, first]),
            ("q=NAIR", [third]), ("q=meera@", [third]), ("q=\(first)", [first]),
            ("q=No.%20\(first)", [first]),
            ("status=cancelled", [second]), ("status=confirmed&q=bhavin", [first]),
            ("from=\(between)", [third, second]), ("to=\(between)", [first]),
        ] {
            let found = try await asha.get("/api/centre/bookings?\(query)")
            XCTAssertEqual(
                found.json["data"]?.array?.compactMap { $0["id"]?.int }, expected,
                "\(query): \(found.text)")
        }
    }

    func testHiddenEventsAreListedForTheOwnerOnly() async throws {
        let asha = try await system.facilitator("asha")
        let event = try await system.event(title: "Quiet Retreat")
        let hidden = try await system.service.put(
            "/api/facilitator/2/events/\(event)", #"{"visibility": "draft"}"#)
        XCTAssertEqual(hidden.status, 200, hidden.text)
        let owners = try await asha.get("/api/centre/events?q=quiet")
        XCTAssertEqual(owners.json["data"]?[0]?["id"]?.int, event, owners.text)
        let guests = try await system.main.get("/events?q=quiet")
        XCTAssertEqual(guests.json["data"]?.array?.count, 0)
    }

    func testMoneyIsSummedByMonthEventAndFacilitator() async throws {
        let event = try await system.event(title: "Retreat", price: 10_000, startsInHours: 2_400)
        let paid = try await system.service.post(
            "/api/facilitator/2/events/\(event)/bookings",
            #"{"name": "Meera", "seats": 2, "paid": {"amount": 20000, "method": "cash"}}"#)
        let booking = try XCTUnwrap(paid.json["id"]?.int, paid.text)
        _ = try await system.service.post(
            "/api/facilitator/2/events/\(event)/bookings",
            #"{"name": "Kabir", "paid": {"amount": 10000, "method": "transfer"}}"#)
        system.clock.advance(seconds: 40 * 86_400)
        let refunded = try await system.service.post(
            "/api/facilitator/2/bookings/\(booking)/refunds", #"{"amount": 5000, "reason": "Ill"}"#)
        XCTAssertEqual(refunded.status, 201, refunded.text)
        let asha = try await system.facilitator("asha")
        let sums = { (by: String) async throws -> [String] in
            let money = try await asha.get("/api/centre/money?by=\(by)")
            return money.json["data"]?.array?.map { line in
                let group =
                    line["month"]?.string ?? line["event"]?.string ?? line["facilitator"]?.string
                let numbers = ["payments", "taken", "refunded", "kept"].map {
                    "\(line[$0]?.int ?? -1)"
                }
                return "\(group ?? "") \(line["method"]?.string ?? "") "
                    + numbers.joined(separator: " ")
            } ?? []
        }
        let byEvent = try await sums("event")
        XCTAssertEqual(
            byEvent, ["Retreat cash 1 20000 5000 15000", "Retreat transfer 1 10000 0 10000"])
        let byFacilitator = try await sums("facilitator")
        XCTAssertEqual(
            byFacilitator,
            ["Arjun Patel cash 1 20000 5000 15000", "Arjun Patel transfer 1 10000 0 10000"])
        let byMonth = try await sums("month")
        XCTAssertEqual(
            byMonth.map { $0.drop { $0 != " " } },
            [" cash 0 0 5000 -5000", " cash 1 20000 0 20000", " transfer 1 10000 0 10000"])
    }

    func testAnOutageOfMainAPIIsReported() async throws {
        let asha = try await system.facilitator("asha")
        await system.mainService.stop()
        for path in ["/api/centre", "/api/centre/guests", "/api/centre/money"] {
            assertProblem(try await asha.get(path), 503, "main_api_unavailable")
        }
        let accounts = try await asha.get("/api/centre/facilitators")
        XCTAssertEqual(accounts.status, 200, "CRMAPI has the accounts")
    }
}

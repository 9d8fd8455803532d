import HTTPClient
import JSONCoding
import TestSupport
import Timekeeping
import XCTest

/// CRMAPI's routes for facilitators.
final class FacilitatorRoutesTests: SystemTestCase {
    func testAFacilitatorSeesEmailAddressesOfTheirGuestsOnly() async throws {
        let event = try await system.event()
        _ = try await system.guest("asha").book(event)
        _ = try await system.guest("bhavin")
        let seen = { (facilitator: String, id: Int) in
            let users =
                try await self.system.facilitator(facilitator)
                .get("/api/facilitator/\(id)/users").json["data"]?.array ?? []
            return users.map { [$0["name"]?.string, $0["email"]?.string] }
        }
        let arjuns = try await seen("arjun", 2)
        XCTAssertEqual(arjuns, [["Asha", "asha@example.org"], ["Bhavin", nil]])
        let priyas = try await seen("priya", 1)
        XCTAssertEqual(priyas, [["Asha", nil], ["Bhavin", nil]])
    }

    func testUsersAreSelectedByTheirIDs() async throws {
        for name in ["asha", "bhavin", "chitra"] { _ = try await system.guest(name) }
        let names = { (query: String) in
            let answer = try await self.system.arjun().get("/api/facilitator/2/users?\(query)")
            return answer.json["data"]?.array?.map { $0["name"]?.string ?? "" } ?? []
        }
        let all = try await system.arjun().get("/api/facilitator/2/users").json["data"]?.array ?? []
        let ids = all.compactMap { $0["id"]?.int }
        let two = try await names("ids=\(ids[2]),\(ids[0]),999")
        XCTAssertEqual(two, ["Asha", "Chitra"])
        let both = try await names("ids=\(ids[0]),\(ids[1])&q=bha&limit=5")
        XCTAssertEqual(both, ["Bhavin"])
        let refused = try await system.arjun().get("/api/facilitator/2/users?ids=1,x")
        assertProblem(refused, 422, "validation_failed")
    }

    func testUsersWithoutAnAddressAreShownAsGuestsOnceTheyHaveBooked() async throws {
        let account = #"{"username":"ravi","password":"ravi-password"}"#
        _ = try await system.main.post("/auth/register", account)
        let login = try await system.main.post("/auth/login", account)
        let ravi = system.main.with(token: login.json["access_token"]?.string)
        let held = try await ravi.book(system.event(price: 5_000))
        let seen = {
            try await self.system.service.get("/api/facilitator/2/users").json["data"]?[0]
        }
        let before = try await seen()
        XCTAssertEqual(before?["has_booked"], .bool(false), "a hold is no booking")
        _ = try await ravi.post("/bookings/\(held)/cancellation")
        try await ravi.book(system.event())
        let after = try await seen()
        XCTAssertEqual(after?["has_booked"], .bool(true))
        XCTAssertEqual(after?["email"], .null)
    }

    func testTextsForConfirmedGuestsReachThemAndTheFacilitatorOnly() async throws {
        let event = try await system.event()
        let priced = try await system.event(price: 49_900)
        let arjun = try await system.arjun()
        let info = "https://meet.example.org/7\nBring a blanket."
        for id in [event, priced] {
            let edited = try await arjun.put(
                "/api/facilitator/2/events/\(id)", "{\"attendee_info\": \(info.asJSON)}")
            XCTAssertEqual(edited.json["attendee_info"]?.string, info, edited.text)
            XCTAssertEqual(edited.json["version"]?.int, 2)
        }
        let kept = try await arjun.put(
            "/api/facilitator/2/events/\(event)", #"{"title": "Silence"}"#)
        XCTAssertEqual(kept.json["attendee_info"]?.string, info, "an omitted field is kept")
        let one = try await arjun.get("/api/facilitator/2/events/\(event)")
        XCTAssertEqual(one.json["attendee_info"]?.string, info)
        let tag = one["etag"] ?? ""
        let current = try await arjun.get(
            "/api/facilitator/2/events/\(event)", ["If-None-Match": tag])
        XCTAssertEqual(current.status, 304)
        let matching = try await arjun.put(
            "/api/facilitator/2/events/\(event)", "{}", ["If-Match": tag])
        XCTAssertEqual(matching.status, 200, "the tag names the version")
        let listed = try await arjun.get("/api/facilitator/2/events")
        XCTAssertEqual(listed.json["data"]?[0]?["attendee_info"]?.string, info)

        let asha = try await system.guest("asha")
        let id = try await asha.book(event)
        let held = try await asha.book(priced)
        let confirmed = try await asha.get("/bookings/\(id)")
        XCTAssertEqual(confirmed.json["attendee_info"]?.string, info)
        let file = try await asha.get("/bookings/\(id)/calendar.ics")
        XCTAssertTrue(
            file.text.replacing("\r\n ", with: "").contains(#"meet.example.org/7\nBring"#),
            file.text)
        let unpaid = try await asha.get("/bookings/\(held)")
        XCTAssertEqual(unpaid.json["attendee_info"], .null)
        XCTAssertFalse(unpaid.text.contains("meet.example.org"))
        for path in [
            "/events", "/events/\(event)", "/events?q=blanket", "/", "/e/\(event)",
            "/e/\(event)/calendar.ics",
        ] {
            let seen = try await system.main.get(path)
            XCTAssertEqual(seen.status, 200, path)
            XCTAssertFalse(seen.text.contains("meet.example.org"), path)
        }
        let found = try await system.main.get("/events?q=blanket")
        XCTAssertEqual(found.json["data"]?.array?.count, 0, "it is not searched")
        _ = try await asha.post("/bookings/\(id)/cancellation")
        let cancelled = try await asha.get("/bookings/\(id)")
        XCTAssertEqual(cancelled.json["attendee_info"], .null)
    }

    func testTwoLongTextsOfAnEventAreAccepted() async throws {
        let long = String(repeating: "🧘", count: 10_000)
        let escaped = String(repeating: #"\ud83e\uddd8"#, count: 10_000)
        let event = try await system.event()
        let edited = try await system.arjun().put(
            "/api/facilitator/2/events/\(event)",
            "{\"description\": \"\(escaped)\", \"attendee_info\": \"\(escaped)\"}")
        XCTAssertEqual(edited.status, 200, edited.code ?? "")
        XCTAssertEqual(edited.json["attendee_info"]?.string, long)
    }

    func testAFacilitatorEditsAndCancelsAnEvent() async throws {
        let event = try await system.event()
        let arjun = try await system.arjun()
        let bhavin = try await system.guest("bhavin")
        _ = try await bhavin.post("/book", #"{"event_id": \#(event)}"#)

        let tag = try await system.main.get("/events/\(event)")["etag"] ?? ""
        let path = "/api/facilitator/2/events/\(event)"
        let edited = try await arjun.put(path, #"{"title": "Silent Retreat"}"#, ["If-Match": tag])
        XCTAssertEqual(edited.status, 200, edited.text)
        XCTAssertEqual(edited.json["title"]?.string, "Silent Retreat")
        XCTAssertEqual(edited.json["location"]?.string, "Rishikesh", "an omitted field is kept")
        let stale = try await arjun.put(path, #"{"title": "Loud Retreat"}"#, ["If-Match": tag])
        XCTAssertEqual(stale.status, 412)
        XCTAssertEqual(stale.code, "version_stale")

        let cancelled = try await arjun.delete(path)
        XCTAssertEqual(cancelled.status, 200, cancelled.text)
        XCTAssertEqual(cancelled.json["status"]?.string, "cancelled")
        let bookings = try await bhavin.get("/bookings")
        XCTAssertEqual(bookings.json["data"]?[0]?["status"]?.string, "cancelled")
        let messages = try await bhavin.get("/notifications")
        XCTAssertTrue(messages.text.contains("cancelled"), messages.text)
        try await waitUntil {
            let rows = try await system.service.get("/api/facilitator/2/bookings").json["data"]
            return rows?[0]?["status"]?.string == "cancelled"
        }
    }

    func testTheCapacityCannotGoBelowTheTakenSeats() async throws {
        let event = try await system.event(capacity: 12, price: 5_000)
        _ = try await system.guest("asha").book(event, seats: 4)
        let path = "/api/facilitator/2/events/\(event)"
        let refused = try await system.service.put(path, #"{"capacity": 3}"#)
        assertProblem(refused, 409, "capacity_below_taken")
        XCTAssertEqual(refused.json["seats_taken"]?.int, 4)
        let exact = try await system.service.put(path, #"{"capacity": 4}"#)
        XCTAssertEqual(exact.json["seats_left"]?.int, 0, exact.text)
        system.clock.advance(seconds: 900)
        let afterTheHold = try await system.service.put(path, #"{"capacity": 1}"#)
        XCTAssertEqual(afterTheHold.json["seats_left"]?.int, 1, afterTheHold.text)
    }

    func testCancellingAnEventTwiceHasOneEffect() async throws {
        let event = try await system.event()
        let guests = [try await system.guest("asha"), try await system.guest("bhavin")]
        for guest in guests { _ = try await guest.book(event, seats: 2) }
        let path = "/api/facilitator/2/events/\(event)"
        for _ in 1...2 {
            let cancelled = try await system.service.delete(path)
            XCTAssertEqual(cancelled.status, 200, cancelled.text)
        }
        for guest in guests {
            let bookings = try await guest.get("/bookings").json["data"]?.array ?? []
            XCTAssertEqual(bookings.map { $0["status"]?.string }, ["cancelled"])
            let notes = try await guest.get("/notifications").json["data"]?.array ?? []
            XCTAssertEqual(notes.count, 1)
        }
        let left = try await seatsLeft(event)
        XCTAssertEqual(left, 20)
        assertProblem(
            try await system.service.put(path, #"{"title": "Talk"}"#), 409, "event_cancelled")
    }
}

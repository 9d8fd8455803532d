import JSONCoding
import Timekeeping
import XCTest

/// The main job, end to end: a guest books, and the facilitator sees it, edits and cancels.
final class JourneyTests: XCTestCase {
    private var centre: Centre!

    override func setUp() async throws { centre = try await Centre() }
    override func tearDown() async throws {
        await centre?.close()
        centre = nil
    }

    func testAGuestBooksAFreeEventAndTheFacilitatorSeesIt() async throws {
        let event = try await centre.event()
        let bhavin = try await centre.guest("bhavin")

        let booked = try await bhavin.post("/book", #"{"event_id": \#(event), "seats": 2}"#)
        XCTAssertEqual(booked.status, 201, booked.text)
        XCTAssertEqual(booked.json["status"]?.string, "confirmed")
        XCTAssertEqual(booked.json["event"]?["seats_left"]?.int, 18)
        XCTAssertEqual(booked[header: "location"], "/bookings/\(booked.json["id"]?.int ?? 0)")

        let notified = try await centre.notifiedBookings(atLeast: 1)
        XCTAssertEqual(notified[0]["booking_id"], booked.json["id"])
        XCTAssertEqual(notified[0]["user"]?.string, "Bhavin")
        XCTAssertEqual(notified[0]["event"]?.string, "Meditation Retreat")
        XCTAssertEqual(notified[0]["seats"]?.int, 2)
        XCTAssertEqual(notified[0]["status"]?.string, "confirmed")
    }

    func testAPricedEventIsHeldAndCRMAPIHearsNothingOfIt() async throws {
        let priced = try await centre.event(price: 1_500_000)
        let free = try await centre.event(title: "Evening Talk")
        let bhavin = try await centre.guest("bhavin")

        let held = try await bhavin.post("/book", #"{"event_id": \#(priced), "seats": 2}"#)
        XCTAssertEqual(held.status, 201, held.text)
        XCTAssertEqual(held.json["status"]?.string, "held")
        XCTAssertEqual(held.json["amount"]?.int, 3_000_000)
        XCTAssertEqual(held.json["payment_status"]?.string, "pending")
        XCTAssertNotNil(held.json["hold_expires_at"]?.string)
        _ = try await bhavin.post("/book", #"{"event_id": \#(free)}"#)
        let notified = try await centre.notifiedBookings(atLeast: 1)
        XCTAssertEqual(notified.map { $0["event"]?.string }, ["Evening Talk"])
    }

    func testAHoldThatEndsGivesItsSeatsBackWithoutAnySweeper() async throws {
        let event = try await centre.event(capacity: 2, price: 5_000)
        let asha = try await centre.guest("asha")
        let bhavin = try await centre.guest("bhavin")
        let held = try await asha.post("/book", #"{"event_id": \#(event), "seats": 2}"#)
        let refused = try await bhavin.post("/book", #"{"event_id": \#(event)}"#)
        XCTAssertEqual(refused.status, 409)
        XCTAssertEqual(refused.code, "event_full")
        XCTAssertEqual(refused.json["seats_left"]?.int, 0)

        centre.clock.advance(seconds: 901)
        let id = held.json["id"]?.int ?? 0
        let expired = try await asha.get("/bookings/\(id)")
        XCTAssertEqual(expired.json["status"]?.string, "expired")
        let seen = try await centre.main.get("/events/\(event)")
        XCTAssertEqual(seen.json["seats_left"]?.int, 2)
        let taken = try await bhavin.post("/book", #"{"event_id": \#(event), "seats": 2}"#)
        XCTAssertEqual(taken.status, 201, taken.text)
    }

    func testTheFacilitatorEditsAndCancelsAndTheGuestIsTold() async throws {
        let event = try await centre.event()
        let arjun = try await centre.arjun()
        let bhavin = try await centre.guest("bhavin")
        _ = try await bhavin.post("/book", #"{"event_id": \#(event)}"#)

        let tag = try await centre.main.get("/events/\(event)")[header: "etag"] ?? ""
        let path = "/api/facilitator/2/events/\(event)"
        let edited = try await arjun.put(path, #"{"title": "Silent Retreat"}"#, ["If-Match": tag])
        XCTAssertEqual(edited.status, 200, edited.text)
        XCTAssertEqual(edited.json["title"]?.string, "Silent Retreat")
        XCTAssertEqual(edited.json["location"]?.string, "Rishikesh", "left out, so kept")
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
        _ = try await eventually {
            let rows = try await centre.service.get("/api/facilitator/2/bookings").json["data"]
            return rows?[0]?["status"]?.string == "cancelled" ? true : nil
        }
    }

    func testTheSmallestNotificationIsTaken() async throws {
        let smallest =
            #"{"booking_id": 101, "user": "Bhavin", "event": "Meditation Retreat", "facilitator_id": 2}"#
        let taken = try await centre.service.post("/notify", smallest)
        XCTAssertEqual(taken.status, 200, taken.text)
        XCTAssertEqual(taken.json["status"]?.string, "success")
        let listed = try await centre.notifiedBookings(atLeast: 1)
        XCTAssertEqual(listed[0]["booking_id"]?.int, 101)
        XCTAssertEqual(listed[0]["user"]?.string, "Bhavin")

        let stranger = try await centre.service.post(
            "/notify", smallest.replacing("\"facilitator_id\": 2", with: "\"facilitator_id\": 99"))
        XCTAssertEqual(stranger.status, 422)
        XCTAssertEqual(stranger.code, "unknown_facilitator")
    }

    func testANotificationIsTakenOnceHoweverOftenItComes() async throws {
        let notice = """
            {"notification_id": "n-1", "sequence": 7, "booking_id": 101, "user": "Bhavin",
             "event": "Retreat", "facilitator_id": 2, "seats": 2, "status": "confirmed"}
            """
        let first = try await centre.service.post("/notify", notice)
        XCTAssertEqual(first.json["duplicate"], .bool(false))
        let again = try await centre.service.post("/notify", notice)
        XCTAssertEqual(again.status, 200)
        XCTAssertEqual(again.json["duplicate"], .bool(true))
        let older = notice.replacing("n-1", with: "n-0").replacing(
            "\"sequence\": 7", with: "\"sequence\": 6"
        )
        .replacing("confirmed", with: "cancelled")
        _ = try await centre.service.post("/notify", older)
        let listed = try await centre.notifiedBookings(atLeast: 1)
        XCTAssertEqual(listed.count, 1)
        XCTAssertEqual(listed[0]["status"]?.string, "confirmed", "an older notice changes nothing")
    }

    func testTwoHundredTakersOfTwentySeatsGetExactlyTwenty() async throws {
        let event = try await centre.event(capacity: 20)
        let centre = centre!
        let guests = try await withThrowingTaskGroup(of: Client.self) { group in
            for number in 0..<200 { group.addTask { try await centre.guest("guest\(number)") } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
            for guest in guests {
                group.addTask { try await guest.post("/book", #"{"event_id": \#(event)}"#).status }
            }
            return try await group.reduce(into: [:]) { $0[$1, default: 0] += 1 }
        }
        XCTAssertEqual(statuses, [201: 20, 409: 180])
        let seen = try await centre.main.get("/events/\(event)")
        XCTAssertEqual(seen.json["seats_left"]?.int, 0)
        let notified = try await centre.notifiedBookings(atLeast: 20)
        XCTAssertEqual(Set(notified.compactMap { $0["booking_id"]?.int }).count, 20)
    }
}

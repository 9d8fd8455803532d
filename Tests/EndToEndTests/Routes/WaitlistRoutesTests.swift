import HTTPClient
import JSONCoding
import TestSupport
import XCTest

/// Waiting lists over both services.
final class WaitlistRoutesTests: SystemTestCase {
    /// A full event of one seat, and the booking that takes it.
    private func fullEvent(
        price: Int = 0, startsInHours hours: Int64 = 240
    ) async throws -> (event: Int, asha: TestClient, booking: Int) {
        let event = try await system.event(capacity: 1, price: price, startsInHours: hours)
        let asha = try await system.guest("asha")
        let booking = try await price == 0 ? asha.book(event) : asha.bookAndPay(event)
        return (event, asha, booking)
    }

    private func join(
        _ event: Int, _ guest: TestClient, _ body: String = "{}"
    ) async throws -> JSONValue {
        let joined = try await guest.post("/events/\(event)/waitlist", body)
        XCTAssertEqual(joined.status, 201, joined.text)
        return joined.json
    }

    private func entry(_ guest: TestClient) async throws -> JSONValue {
        let list = try await guest.get("/waitlist")
        XCTAssertEqual(list.status, 200, list.text)
        return try XCTUnwrap(list.json["data"]?[0])
    }

    func testAGuestWaitsAndGetsTheSeatThatBecomesFree() async throws {
        let (event, asha, booking) = try await fullEvent()
        let bhavin = try await system.guest("bhavin")
        let joined = try await join(event, bhavin, #"{"seats": 1, "accepts_fewer": true}"#)
        XCTAssertEqual(joined["position"]?.int, 1)
        XCTAssertEqual(joined["status"]?.string, "waiting")
        XCTAssertEqual(joined["accepts_fewer"]?.bool, true)
        XCTAssertEqual(joined["booking_id"], .null)
        XCTAssertEqual(joined["gets_letters"]?.bool, true)
        XCTAssertEqual(joined["event"]?["id"]?.int, event)
        let waiting = try await system.main.get("/events/\(event)").json["waitlist"]
        XCTAssertEqual(waiting?["open"]?.bool, true)
        XCTAssertEqual(waiting?["waiting"]?.int, 1)

        try await asha.cancelBooking(booking)
        let offered = try await entry(bhavin)
        XCTAssertEqual(offered["status"]?.string, "offered")
        XCTAssertEqual(offered["position"], .null)
        XCTAssertNotNil(offered["offer_expires_at"]?.string)
        let offer = try XCTUnwrap(offered["booking_id"]?.int)
        let left = try await seatsLeft(event)
        XCTAssertEqual(left, 0)

        let confirmed = try await bhavin.post("/bookings/\(offer)/confirmation")
        XCTAssertEqual(confirmed.status, 200, confirmed.text)
        XCTAssertEqual(confirmed.json["status"]?.string, "confirmed")
        XCTAssertEqual(confirmed.json["is_offer"]?.bool, true)
        let again = try await bhavin.post("/bookings/\(offer)/confirmation")
        XCTAssertEqual(again.status, 200, again.text)
        let accepted = try await entry(bhavin)
        XCTAssertEqual(accepted["status"]?.string, "accepted")
        let notified = try await system.notifiedBookings(atLeast: 2)
        XCTAssertTrue(notified.contains { $0["booking_id"]?.int == offer })
    }

    func testRefusalsOfJoiningHaveTheirCodes() async throws {
        let (event, asha, booking) = try await fullEvent()
        let bhavin = try await system.guest("bhavin")
        let path = "/events/\(event)/waitlist"
        let booked = try await asha.post(path)
        assertProblem(booked, 409, "already_booked")
        XCTAssertEqual(booked.json["booking_id"]?.int, booking)
        _ = try await join(event, bhavin)
        assertProblem(try await bhavin.post(path), 409, "already_waiting")
        assertProblem(try await bhavin.post(path, #"{"seats": 11}"#), 422, "validation_failed")
        assertProblem(try await bhavin.post(path, #"{"seat": 1}"#), 422, "validation_failed")
        let open = try await system.event(title: "Open", capacity: 3)
        let available = try await bhavin.post("/events/\(open)/waitlist", #"{"seats": 2}"#)
        assertProblem(available, 409, "seats_available")
        XCTAssertEqual(available.json["seats_left"]?.int, 3)
        assertProblem(try await bhavin.post("/events/999/waitlist"), 404, "not_found")
        assertProblem(try await bhavin.delete("/events/\(open)/waitlist"), 404, "not_found")
        let edit = try await system.arjun().put(
            "/api/facilitator/2/events/\(event)", #"{"waitlist_open": false}"#)
        XCTAssertEqual(edit.json["waitlist_open"]?.bool, false, edit.text)
        XCTAssertEqual(edit.json["waitlist"]?["open"]?.bool, false)
        let omar = try await system.guest("omar")
        assertProblem(try await omar.post(path), 409, "waitlist_closed")
    }

    func testARepeatedKeyJoinsOnce() async throws {
        let (event, _, _) = try await fullEvent()
        let bhavin = try await system.guest("bhavin")
        let key = ["Idempotency-Key": "join-1"]
        let first = try await bhavin.post("/events/\(event)/waitlist", "{}", key)
        let second = try await bhavin.post("/events/\(event)/waitlist", "{}", key)
        XCTAssertEqual(first.status, 201, first.text)
        XCTAssertEqual(second.status, 201, second.text)
        XCTAssertEqual(first.json, second.json)
    }

    func testADeclinedOfferGoesToTheNextGuest() async throws {
        let (event, asha, booking) = try await fullEvent()
        let bhavin = try await system.guest("bhavin")
        let omar = try await system.guest("omar")
        _ = try await join(event, bhavin)
        let second = try await join(event, omar)
        XCTAssertEqual(second["position"]?.int, 2)
        try await asha.cancelBooking(booking)
        let declined = try await bhavin.delete("/events/\(event)/waitlist")
        XCTAssertEqual(declined.status, 200, declined.text)
        XCTAssertEqual(declined.json["status"]?.string, "declined")
        let offered = try await entry(omar)
        XCTAssertEqual(offered["status"]?.string, "offered")
    }

    func testALapsedOfferGoesToTheNextGuestWithoutARequest() async throws {
        let (event, asha, booking) = try await fullEvent()
        let bhavin = try await system.guest("bhavin")
        let omar = try await system.guest("omar")
        _ = try await join(event, bhavin)
        _ = try await join(event, omar)
        try await asha.cancelBooking(booking)
        system.advance(seconds: 12 * 3_600 - 600)
        system.advance(seconds: 600)
        let path = "/api/facilitator/2/events/\(event)/waitlist?status=all"
        _ = try await eventually {
            let list = try await system.service.get(path).json["data"]?.array ?? []
            let states = list.compactMap { $0["status"]?.string }
            return states == ["lapsed", "offered"] ? true : nil
        }
    }

    func testAnOfferWithAPriceIsPaid() async throws {
        let (event, asha, booking) = try await fullEvent(price: 1_500)
        let bhavin = try await system.guest("bhavin")
        _ = try await join(event, bhavin)
        try await asha.cancelBooking(booking)
        let offered = try await entry(bhavin)
        let offer = try XCTUnwrap(offered["booking_id"]?.int)
        assertProblem(
            try await bhavin.post("/bookings/\(offer)/confirmation"), 409, "payment_required")
        let page = try await bhavin.startPaying(offer)
        _ = try await bhavin.press("pay", on: page)
        let paid = try await bhavin.booking(offer, until: "confirmed")
        XCTAssertEqual(paid["amount_paid"]?.int, 1_500)
        let accepted = try await entry(bhavin)
        XCTAssertEqual(accepted["status"]?.string, "accepted")
    }

    func testTheFacilitatorSeesTheListAndEverySeat() async throws {
        let (event, asha, booking) = try await fullEvent()
        let bhavin = try await system.guest("bhavin")
        let omar = try await system.guest("omar")
        _ = try await join(event, bhavin)
        _ = try await join(event, omar)
        let arjun = try await system.arjun()
        let path = "/api/facilitator/2/events/\(event)"
        let list = try await arjun.get("\(path)/waitlist").json["data"]?.array ?? []
        XCTAssertEqual(list.compactMap { $0["user"]?["name"]?.string }, ["Bhavin", "Omar"])
        XCTAssertEqual(list.compactMap { $0["position"]?.int }, [1, 2])
        let user = try XCTUnwrap(list.last?["user"]?["id"]?.int)
        assertProblem(
            try await arjun.post("\(path)/waitlist/\(user)/offer"), 409, "event_full")
        _ = try await arjun.put(path, #"{"booking_closes_minutes_before": 14500}"#)
        try await asha.cancelBooking(booking)
        let offered = try await arjun.post("\(path)/waitlist/\(user)/offer")
        XCTAssertEqual(offered.status, 201, offered.text)
        XCTAssertEqual(offered.json["status"]?.string, "offered")
        let seats = try await arjun.get("\(path)/seats")
        XCTAssertEqual(seats.status, 200, seats.text)
        XCTAssertEqual(
            ["capacity", "confirmed", "held", "offered", "free", "contingent", "waiting"]
                .map { seats.json[$0]?.int },
            [1, 0, 0, 1, 0, 0, 1])
        XCTAssertEqual(
            seats.json["rows"]?.array?.compactMap { $0["state"]?.string }, ["offered", "waiting"])
        _ = try await omar.delete("/events/\(event)/waitlist")
        let current = try await arjun.get("\(path)/waitlist").json["data"]?.array
        XCTAssertEqual(current?.count, 1)
        let all = try await arjun.get("\(path)/waitlist?status=all").json["data"]?.array
        XCTAssertEqual(all?.compactMap { $0["status"]?.string }, ["waiting", "declined"])
        assertProblem(
            try await arjun.get("\(path)/waitlist?status=old"), 422, "validation_failed")
    }

    func testATierCanPromiseMoreOnceThePlaceIsTaken() async throws {
        let arjun = try await system.arjun()
        let event = try await system.event(capacity: 1, price: 1_000)
        let edit = try await arjun.put(
            "/api/facilitator/2/events/\(event)",
            #"{"refund_policy": [{"hours_before": 24, "percent": 50, "percent_if_filled": 90}]}"#)
        XCTAssertEqual(edit.status, 200, edit.text)
        XCTAssertEqual(edit.json["refund_policy"]?[0]?["percent_if_filled"]?.int, 90)
        let asha = try await system.guest("asha")
        let booking = try await asha.bookAndPay(event)
        let quote = try await asha.get("/bookings/\(booking)/cancellation").json
        XCTAssertEqual(quote["refund_amount"]?.int, 500)
        XCTAssertEqual(quote["refund_amount_if_filled"]?.int, 900)
        let cancelled = try await asha.post("/bookings/\(booking)/cancellation").json
        XCTAssertEqual(cancelled["contingent_refund"]?["amount"]?.int, 400)
        XCTAssertEqual(cancelled["contingent_refund"]?["status"]?.string, "open")
        _ = try await system.guest("bhavin").bookAndPay(event)
        let released = try await asha.get("/bookings/\(booking)").json
        XCTAssertEqual(released["contingent_refund"]?["released"]?.int, 400)
        XCTAssertEqual(released["contingent_refund"]?["status"]?.string, "released")
        XCTAssertEqual(released["refund_amount"]?.int, 900)
        let refused = try await arjun.put(
            "/api/facilitator/2/events/\(event)",
            #"{"refund_policy": [{"hours_before": 24, "percent": 50, "percent_if_filled": 40}]}"#)
        assertProblem(refused, 422, "validation_failed")
    }

    func testListsOfEventsFollowTheWaitingList() async throws {
        let (event, _, _) = try await fullEvent()
        func listed() async throws -> JSONValue? {
            try await system.main.get("/events").json["data"]?.array?
                .first { $0["id"]?.int == event }?["waitlist"]
        }
        let before = try await listed()
        XCTAssertEqual(before?["waiting"]?.int, 0)
        let tag = try await system.main.get("/events/\(event)")["etag"]
        _ = try await join(event, system.guest("bhavin"))
        let after = try await listed()
        XCTAssertEqual(after?["waiting"]?.int, 1)
        let newTag = try await system.main.get("/events/\(event)")["etag"]
        XCTAssertNotEqual(tag, newTag)
        // The list is cached until its next change by the clock.
        system.advance(seconds: (240 - 2) * 3_600)
        let closed = try await listed()
        XCTAssertEqual(closed?["open"]?.bool, false)
    }
}

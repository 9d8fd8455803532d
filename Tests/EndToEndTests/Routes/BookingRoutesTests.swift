import HTTPClient
import JSONCoding
import TestSupport
import Timekeeping
import XCTest

/// Booking and cancelling, and the rules that apply.
final class BookingRoutesTests: SystemTestCase {
    func testABookingOfAFreeEventIsConfirmedAndNotified() async throws {
        let event = try await system.event()
        let bhavin = try await system.guest("bhavin")

        let booked = try await bhavin.post("/book", #"{"event_id": \#(event), "seats": 2}"#)
        XCTAssertEqual(booked.status, 201, booked.text)
        XCTAssertEqual(booked.json["status"]?.string, "confirmed")
        XCTAssertEqual(booked.json["event"]?["seats_left"]?.int, 18)
        XCTAssertEqual(booked["location"], "/bookings/\(booked.json["id"]?.int ?? 0)")

        let notified = try await system.notifiedBookings(atLeast: 1)
        XCTAssertEqual(notified[0]["booking_id"], booked.json["id"])
        XCTAssertEqual(notified[0]["user"]?.string, "Bhavin")
        XCTAssertEqual(notified[0]["event"]?.string, "Meditation Retreat")
        XCTAssertEqual(notified[0]["seats"]?.int, 2)
        XCTAssertEqual(notified[0]["status"]?.string, "confirmed")
    }

    func testABookingOfAPricedEventIsHeldAndNotNotified() async throws {
        let priced = try await system.event(price: 1_500_000)
        let free = try await system.event(title: "Evening Talk")
        let bhavin = try await system.guest("bhavin")

        let held = try await bhavin.post("/book", #"{"event_id": \#(priced), "seats": 2}"#)
        XCTAssertEqual(held.status, 201, held.text)
        XCTAssertEqual(held.json["status"]?.string, "held")
        XCTAssertEqual(held.json["amount"]?.int, 3_000_000)
        XCTAssertEqual(held.json["payment_status"]?.string, "pending")
        XCTAssertNotNil(held.json["hold_expires_at"]?.string)
        _ = try await bhavin.post("/book", #"{"event_id": \#(free)}"#)
        let notified = try await system.notifiedBookings(atLeast: 1)
        XCTAssertEqual(notified.map { $0["event"]?.string }, ["Evening Talk"])
    }

    func testAnAccountThatBooksTooOftenIsRefused() async throws {
        try await restart(environment: ["LIMIT_ACCOUNTS": "1", "BOOKINGS_PER_HOUR": "2"])
        let events = [try await system.event(), try await system.event(), try await system.event()]
        let bhavin = try await system.guest("bhavin")
        for event in events.prefix(2) { try await bhavin.book(event) }
        system.clock.advance(seconds: 60)
        let refused = try await bhavin.post("/book", #"{"event_id": \#(events[2])}"#)
        assertProblem(refused, 429, "too_many_requests")
        XCTAssertEqual(refused["retry-after"], "3540")
        let asha = try await system.guest("asha")
        try await asha.book(events[2])
        system.clock.advance(seconds: 3_540)
        try await bhavin.book(events[2])
    }

    func testAnExpiredHoldFreesItsSeats() async throws {
        let event = try await system.event(capacity: 2, price: 5_000)
        let asha = try await system.guest("asha")
        let bhavin = try await system.guest("bhavin")
        let held = try await asha.post("/book", #"{"event_id": \#(event), "seats": 2}"#)
        let refused = try await bhavin.post("/book", #"{"event_id": \#(event)}"#)
        XCTAssertEqual(refused.status, 409)
        XCTAssertEqual(refused.code, "event_full")
        XCTAssertEqual(refused.json["seats_left"]?.int, 0)

        system.clock.advance(seconds: 901)
        let id = held.json["id"]?.int ?? 0
        let expired = try await asha.get("/bookings/\(id)")
        XCTAssertEqual(expired.json["status"]?.string, "expired")
        let seen = try await system.main.get("/events/\(event)")
        XCTAssertEqual(seen.json["seats_left"]?.int, 2)
        let taken = try await bhavin.post("/book", #"{"event_id": \#(event), "seats": 2}"#)
        XCTAssertEqual(taken.status, 201, taken.text)
    }

    func testConcurrentBookingsFillTheCapacityExactly() async throws {
        let event = try await system.event(capacity: 20)
        let system = system!
        let guests = try await withThrowingTaskGroup(of: TestClient.self) { group in
            for number in 0..<200 { group.addTask { try await system.guest("guest\(number)") } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
            for guest in guests {
                group.addTask { try await guest.post("/book", #"{"event_id": \#(event)}"#).status }
            }
            return try await group.reduce(into: [:]) { $0[$1, default: 0] += 1 }
        }
        XCTAssertEqual(statuses, [201: 20, 409: 180])
        let seen = try await system.main.get("/events/\(event)")
        XCTAssertEqual(seen.json["seats_left"]?.int, 0)
        let notified = try await system.notifiedBookings(atLeast: 20)
        XCTAssertEqual(Set(notified.compactMap { $0["booking_id"]?.int }).count, 20)
    }

    func testASecondActiveBookingIsRefusedWithTheFirstsID() async throws {
        for price in [0, 5_000] {
            let event = try await system.event(price: price)
            let asha = try await system.guest("asha\(price)")
            let booking = try await asha.book(event)
            let second = try await asha.post("/book", #"{"event_id": \#(event)}"#)
            assertProblem(second, 409, "already_booked")
            XCTAssertEqual(second.json["booking_id"]?.int, booking)
            let cancelled = try await asha.post("/bookings/\(booking)/cancellation")
            XCTAssertEqual(cancelled.status, 200, cancelled.text)
            let again = try await asha.book(event)
            XCTAssertNotEqual(again, booking)
        }
    }

    func testAFullEventReportsTheSeatsLeft() async throws {
        let event = try await system.event(capacity: 5)
        _ = try await system.guest("asha").book(event, seats: 3)
        let bhavin = try await system.guest("bhavin")
        let refused = try await bhavin.post("/book", #"{"event_id": \#(event), "seats": 3}"#)
        assertProblem(refused, 409, "event_full")
        XCTAssertEqual(refused.json["seats_left"]?.int, 2)
        _ = try await bhavin.book(event, seats: 2)
        let left = try await seatsLeft(event)
        XCTAssertEqual(left, 0)
    }

    func testPastStartedAndCancelledEventsCannotBeBooked() async throws {
        let asha = try await system.guest("asha")
        let event = try await system.event(startsInHours: 1)
        let cancelled = try await system.event(startsInHours: 2)
        _ = try await system.service.delete("/api/facilitator/2/events/\(cancelled)")
        let body = #"{"event_id": \#(event)}"#
        assertProblem(
            try await asha.post("/book", #"{"event_id": \#(cancelled)}"#), 409, "event_cancelled")
        system.clock.advance(seconds: 3_600)
        assertProblem(try await asha.post("/book", body), 409, "event_started")
        system.clock.advance(seconds: 7_200)
        assertProblem(try await asha.post("/book", body), 409, "event_past")
        let edit = try await system.service.put(
            "/api/facilitator/2/events/\(event)", #"{"title": "Talk"}"#)
        assertProblem(edit, 409, "event_past")
    }

    func testACancellationIsQuotedAndFreesTheSeatsOnce() async throws {
        let event = try await system.event()
        let asha = try await system.guest("asha")
        let booking = try await asha.book(event, seats: 4)
        let path = "/bookings/\(booking)/cancellation"
        let quote = try await asha.get(path)
        XCTAssertEqual(quote.status, 200, quote.text)
        let left = try await seatsLeft(event)
        XCTAssertEqual(left, 16, "a quote changes nothing")
        let cancelled = try await asha.post(path)
        XCTAssertEqual(cancelled.status, 200, cancelled.text)
        for again in [try await asha.post(path), try await asha.get(path)] {
            assertProblem(again, 409, "booking_not_cancellable")
        }
        let freed = try await seatsLeft(event)
        XCTAssertEqual(freed, 20)
        let timeline = try await asha.get("/bookings/\(booking)")
        XCTAssertEqual(timeline.json["status"]?.string, "cancelled")
        XCTAssertEqual(timeline.json["timeline"]?.array?.count, 2, timeline.text)
    }

    func testAQuoteNamesTheNoticeInDays() async throws {
        for (hours, notice) in [
            (336, "up to 14 days before the start"), (36, "up to 36 hours before the start"),
            (1, "up to 1 hour before the start"), (0, "until it starts"),
        ] {
            let event = try await system.event(
                price: 5_000, startsInHours: 400,
                refundPolicy: #"[{"hours_before": \#(hours), "percent": 75}]"#)
            let asha = try await system.guest("asha\(hours)")
            let id = try await asha.bookAndPay(event)
            let quote = try await asha.get("/bookings/\(id)/cancellation")
            XCTAssertEqual(quote.json["detail"]?.string, "75 % is refunded \(notice).")
        }
    }

    func testAnUnknownFieldOfACancellationOrAPaymentIsRefused() async throws {
        let event = try await system.event(price: 5_000)
        let asha = try await system.guest("asha")
        let booking = try await asha.book(event, seats: 3)
        for (method, client, path) in [
            ("POST", asha, "/bookings/\(booking)/cancellation"),
            ("POST", asha, "/bookings/\(booking)/payment"),
            ("DELETE", system.service, "/api/facilitator/2/events/\(event)"),
            ("POST", system.service, "/api/facilitator/2/refunds/1/retry"),
        ] {
            let refused = try await client.send(method, path, #"{"seat": 1}"#)
            assertProblem(refused, 422, "validation_failed")
            XCTAssertEqual(refused.json["errors"]?[0]?["field"]?.string, "seat", path)
            let malformed = try await client.send(method, path, "[]")
            XCTAssertEqual(malformed.status, 400, malformed.text)
        }
        let left = try await seatsLeft(event)
        XCTAssertEqual(left, 17)
        let cancelled = try await asha.post("/bookings/\(booking)/cancellation", "{}")
        XCTAssertEqual(cancelled.status, 200, cancelled.text)
    }

    func testConcurrentCancellationsFreeTheSeatsOnce() async throws {
        let event = try await system.event()
        let asha = try await system.guest("asha")
        let booking = try await asha.book(event, seats: 5)
        let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<20 {
                group.addTask { try await asha.post("/bookings/\(booking)/cancellation").status }
            }
            return try await group.reduce(into: [:]) { $0[$1, default: 0] += 1 }
        }
        XCTAssertEqual(statuses, [200: 1, 409: 19])
        let left = try await seatsLeft(event)
        XCTAssertEqual(left, 20)
    }

    func testABookingOfAStartedEventCannotBeCancelled() async throws {
        let event = try await system.event(startsInHours: 1)
        let asha = try await system.guest("asha")
        let booking = try await asha.book(event)
        system.clock.advance(seconds: 3_600)
        assertProblem(
            try await asha.post("/bookings/\(booking)/cancellation"), 409, "event_started")
    }

    func testBookingsOfOtherGuestsAreNotFound() async throws {
        let event = try await system.event()
        let booking = try await system.guest("asha").book(event)
        let bhavin = try await system.guest("bhavin")
        for (method, path) in [
            ("GET", ""), ("GET", "/cancellation"), ("POST", "/cancellation"), ("POST", "/payment"),
        ] {
            let others = try await bhavin.send(method, "/bookings/\(booking)\(path)", nil, [:])
            let missing = try await bhavin.send(method, "/bookings/99\(path)", nil, [:])
            assertProblem(others, 404, "not_found")
            XCTAssertEqual(
                others.json["detail"], missing.json["detail"], "the responses are the same")
        }
    }

    func testTheRefundPolicyIsCopiedToTheBooking() async throws {
        let event = try await system.event(price: 10_000, startsInHours: 100)
        let asha = try await system.guest("asha")
        let booking = try await asha.book(event)
        let before = try await asha.get("/bookings/\(booking)")
        let edited = try await system.service.put(
            "/api/facilitator/2/events/\(event)", #"{"refund_policy": [], "price": 20000}"#)
        XCTAssertEqual(edited.status, 200, edited.text)
        let after = try await asha.get("/bookings/\(booking)")
        XCTAssertNotNil(before.json["refund_policy"]?.array, before.text)
        XCTAssertEqual(after.json["refund_policy"], before.json["refund_policy"], after.text)
        XCTAssertEqual(after.json["amount"]?.int, 10_000)
    }
}

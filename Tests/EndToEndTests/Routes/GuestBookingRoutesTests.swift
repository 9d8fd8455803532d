import HTTPClient
import JSONCoding
import TestSupport
import XCTest

/// A guest's changes of a booking: its seats, and who comes.
final class GuestBookingRoutesTests: SystemTestCase {
    private func change(
        _ booking: Int, _ body: String, by guest: TestClient
    ) async throws -> ClientResponse {
        try await guest.patch("/bookings/\(booking)", body)
    }

    func testSeatsOfAHoldChangeItsPrice() async throws {
        let event = try await system.event(capacity: 4, price: 1_500)
        let asha = try await system.guest("asha")
        let booking = try await asha.book(event, seats: 2)
        let more = try await change(booking, #"{"seats": 3}"#, by: asha)
        XCTAssertEqual(more.status, 200, more.text)
        XCTAssertEqual(more.json["amount"]?.int, 4_500)
        XCTAssertEqual(more.json["status"]?.string, "held")
        let left = try await seatsLeft(event)
        XCTAssertEqual(left, 1)
        let full = try await change(booking, #"{"seats": 5}"#, by: asha)
        assertProblem(full, 409, "event_full")
        XCTAssertEqual(full.json["seats_left"]?.int, 1)
        let unpayable = try await change(booking, #"{"seats": 11}"#, by: asha)
        assertProblem(unpayable, 422, "validation_failed")
        _ = try await asha.startPaying(booking)
        assertProblem(
            try await change(booking, #"{"seats": 1}"#, by: asha), 409, "payment_started")
    }

    func testASumThatTheGatewayCannotTakeIsRefused() async throws {
        let event = try await system.event(price: 99_999_900)
        let asha = try await system.guest("asha")
        let booking = try await asha.book(event)
        let refused = try await change(booking, #"{"seats": 10}"#, by: asha)
        assertProblem(refused, 422, "amount_not_payable")
        let found = try await asha.get("/bookings/\(booking)").json
        XCTAssertEqual(found["seats"]?.int, 1)
    }

    func testPaidSeatsAreGivenUpByACancellationAlone() async throws {
        let event = try await system.event(price: 1_000, startsInHours: 48)
        let asha = try await system.guest("asha")
        let booking = try await asha.bookAndPay(event, seats: 3)
        assertProblem(try await change(booking, #"{"seats": 2}"#, by: asha), 409, "seats_paid")
        let path = "/bookings/\(booking)/cancellation"
        let quote = try await asha.get(path + "?seats=1").json
        XCTAssertEqual(quote["seats"]?.int, 1)
        XCTAssertEqual(quote["refund_amount"]?.int, 500)
        assertProblem(try await asha.get(path + "?seats=4"), 422, "seats_out_of_range")
        assertProblem(try await asha.get(path + "?seats=0"), 422, "validation_failed")
        let tooMany = try await asha.post(path, #"{"seats": 4}"#)
        assertProblem(tooMany, 422, "seats_out_of_range")
        XCTAssertEqual(tooMany.json["seats"]?.int, 3)
        let given = try await asha.post(path, #"{"seats": 1}"#)
        XCTAssertEqual(given.status, 200, given.text)
        XCTAssertEqual(given.json["seats"]?.int, 2)
        XCTAssertEqual(given.json["amount"]?.int, 2_000)
        XCTAssertEqual(given.json["status"]?.string, "confirmed")
        XCTAssertEqual(given.json["cancellation"], quote)
        let timeline = try await asha.get("/bookings/\(booking)").json["timeline"]?.array
        let line = timeline?.first { $0["kind"]?.string == "seats_given_up" }
        XCTAssertEqual(line?["seats"]?.int, 1)
        XCTAssertEqual(line?["amount"]?.int, 500)
        let rest = try await asha.post(path)
        XCTAssertEqual(rest.json["status"]?.string, "cancelled", rest.text)
        let left = try await seatsLeft(event)
        XCTAssertEqual(left, 20)
    }

    func testSeatsOfAFreeBookingChangeUntilTheStart() async throws {
        let event = try await system.event(capacity: 3, startsInHours: 5)
        let asha = try await system.guest("asha")
        let booking = try await asha.book(event)
        let body = #"{"seats": 3, "attendees": [{"name": "Asha"}, {"name": "Omar"}]}"#
        let more = try await change(booking, body, by: asha)
        XCTAssertEqual(more.json["seats"]?.int, 3, more.text)
        XCTAssertEqual(more.json["attendees"], [["name": "Asha"], ["name": "Omar"]])
        let fewer = try await change(booking, #"{"seats": 1}"#, by: asha)
        XCTAssertEqual(fewer.json["attendees"], [["name": "Asha"]], fewer.text)
        let tooMany = try await change(booking, body.replacing("3", with: "1"), by: asha)
        assertProblem(tooMany, 422, "validation_failed")
        XCTAssertEqual(tooMany.json["errors"]?[0]?["field"]?.string, "attendees")
        assertProblem(
            try await change(booking, #"{"name": "Omar"}"#, by: asha), 422, "validation_failed")
        let bhavin = try await system.guest("bhavin")
        assertProblem(try await change(booking, #"{"seats": 2}"#, by: bhavin), 404, "not_found")
        let none = try await change(booking, #"{"attendees": null}"#, by: asha)
        XCTAssertEqual(none.json["attendees"], [], none.text)
        system.clock.advance(seconds: 5 * 3_600)
        assertProblem(try await change(booking, #"{"seats": 2}"#, by: asha), 409, "event_started")
    }

    func testARepeatedChangeWithAKeyIsReplayed() async throws {
        let event = try await system.event(capacity: 5)
        let asha = try await system.guest("asha")
        let booking = try await asha.book(event)
        let key = ["Idempotency-Key": "seats"]
        let path = "/bookings/\(booking)"
        let first = try await asha.send("PATCH", path, #"{"seats": 2}"#, key)
        _ = try await change(booking, #"{"seats": 4}"#, by: asha)
        let again = try await asha.send("PATCH", path, #"{"seats": 2}"#, key)
        XCTAssertEqual(again.body, first.body)
        XCTAssertEqual(again["idempotent-replayed"], "true")
        let left = try await seatsLeft(event)
        XCTAssertEqual(left, 1)
    }
}

import HTTPClient
import JSONCoding
import TestSupport
import Timekeeping
import XCTest

/// `Idempotency-Key`: a repeated request has one effect and one response.
final class IdempotencyTests: SystemTestCase {
    private let key = ["Idempotency-Key": "key-1"]
    func testARepeatedRequestGetsTheFirstResponse() async throws {
        let event = try await system.event()
        let asha = try await system.guest("asha")
        let body = #"{"event_id": \#(event)}"#
        let first = try await asha.post("/book", body, key)
        XCTAssertEqual(first.status, 201, first.text)
        XCTAssertNil(first["idempotent-replayed"])
        let again = try await asha.post("/book", body, key)
        XCTAssertEqual(again.status, 201)
        XCTAssertEqual(again.body, first.body)
        XCTAssertEqual(again["location"], first["location"])
        XCTAssertEqual(again["content-type"], first["content-type"])
        XCTAssertEqual(again["idempotent-replayed"], "true")

        let booking = first.json["id"]?.int ?? 0
        let path = "/bookings/\(booking)/cancellation"
        let cancelled = try await asha.post(path, nil, ["Idempotency-Key": "key-2"])
        let cancelledAgain = try await asha.post(path, nil, ["Idempotency-Key": "key-2"])
        XCTAssertEqual(cancelled.status, 200, cancelled.text)
        XCTAssertEqual(cancelledAgain.body, cancelled.body)
    }

    func testAnotherRequestWithTheSameKeyIsRefused() async throws {
        let event = try await system.event()
        let other = try await system.event(title: "Evening Talk")
        let asha = try await system.guest("asha")
        let first = try await asha.post("/book", #"{"event_id": \#(event)}"#, key)
        let others = [
            ("/book", #"{"event_id": \#(other)}"#),
            ("/book", #"{"event_id": \#(event), "seats": 1}"#),
            ("/bookings/\(first.json["id"]?.int ?? 0)/cancellation", nil),
        ]
        for (path, body) in others {
            let refused = try await asha.post(path, body, key)
            XCTAssertEqual(refused.status, 422, refused.text)
            XCTAssertEqual(refused.code, "idempotency_key_reused")
            refused.checkProblem(path)
        }
        let bookings = try await asha.get("/bookings").json["data"]?.array ?? []
        XCTAssertEqual(bookings.map { $0["status"]?.string }, ["confirmed"])
    }

    func testConcurrentRequestsWithOneKeyHaveOneEffect() async throws {
        let event = try await system.event(price: 5_000)
        let asha = try await system.guest("asha")
        let key = key
        let responses = try await withThrowingTaskGroup(of: ClientResponse.self) { group in
            for _ in 0..<32 {
                group.addTask { try await asha.post("/book", #"{"event_id": \#(event)}"#, key) }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        XCTAssertEqual(Set(responses.map(\.status)), [201])
        XCTAssertEqual(Set(responses.map(\.body)).count, 1)
        let first = responses.filter { $0["idempotent-replayed"] == nil }
        XCTAssertEqual(first.count, 1)
        let seats = try await system.main.get("/events/\(event)").json["seats_left"]?.int
        XCTAssertEqual(seats, 19)
    }

    func testARefusalIsReplayedToo() async throws {
        let event = try await system.event(capacity: 1)
        let bhavin = try await system.guest("bhavin")
        let booking = try await bhavin.book(event)
        let asha = try await system.guest("asha")
        let body = #"{"event_id": \#(event)}"#
        let full = try await asha.post("/book", body, key)
        XCTAssertEqual(full.code, "event_full")
        _ = try await bhavin.post("/bookings/\(booking)/cancellation")
        let again = try await asha.post("/book", body, key)
        XCTAssertEqual(again.body, full.body)
        XCTAssertEqual(again.status, 409)
        XCTAssertEqual(again["content-type"], "application/problem+json")
        let retried = try await asha.post("/book", body, ["Idempotency-Key": "key-2"])
        XCTAssertEqual(retried.status, 201, retried.text)
    }

    func testAKeyExpiresAfterADayAndBelongsToItsCaller() async throws {
        let event = try await system.event(startsInHours: 400)
        let body = #"{"event_id": \#(event)}"#
        let asha = try await system.guest("asha")
        let bhavin = try await system.guest("bhavin")
        let first = try await asha.post("/book", body, key)
        let other = try await bhavin.post("/book", body, key)
        XCTAssertEqual(other.status, 201, other.text)
        XCTAssertNotEqual(other.json["id"], first.json["id"])

        system.clock.advance(seconds: 40_000)
        let same = try await asha.post("/book", body, key)
        XCTAssertEqual(same.body, first.body)
        system.clock.advance(seconds: 46_400)
        let login = try await system.main.post(
            "/auth/login", #"{"username": "asha", "password": "asha-password"}"#)
        let later = try await asha.with(token: login.json["access_token"]?.string)
            .post("/book", body, key)
        XCTAssertEqual(later.code, "already_booked", "the key has expired")
    }

    func testCRMAPIForwardsTheKeyToMainAPI() async throws {
        let arjun = try await system.arjun()
        let path = "/api/facilitator/2/events"
        let body = """
            {"title": "Talk", "kind": "session", "location": "Goa", "time_zone": "UTC",
             "starts_at": "2027-02-12T03:30:00Z", "ends_at": "2027-02-12T04:30:00Z",
             "capacity": 5, "price": 0, "currency": "INR"}
            """
        let first = try await arjun.post(path, body, key)
        let again = try await arjun.post(path, body, key)
        XCTAssertEqual(first.status, 201, first.text)
        XCTAssertEqual(again.body, first.body)
        XCTAssertNil(first["idempotent-replayed"])
        XCTAssertEqual(again["idempotent-replayed"], "true")
        let other = try await arjun.post(path, body.replacing("Talk", with: "Walk"), key)
        XCTAssertEqual(other.code, "idempotency_key_reused")
        let events = try await arjun.get(path).json["data"]?.array ?? []
        XCTAssertEqual(events.count, 1)
    }

    func testAnInvalidKeyIsRefused() async throws {
        let event = try await system.event()
        let asha = try await system.guest("asha")
        for bad in ["two words", String(repeating: "k", count: 256), "schlüssel"] {
            let refused = try await asha.post(
                "/book", #"{"event_id": \#(event)}"#, ["Idempotency-Key": bad])
            XCTAssertEqual(refused.status, 400, refused.text)
            refused.checkProblem(bad)
        }
    }
}

import JSONCoding
import Timekeeping
import XCTest

/// The rules of booking, as whoever calls the services meets them.
final class RuleTests: XCTestCase {
    private var centre: Centre!

    override func setUp() async throws { centre = try await Centre() }
    override func tearDown() async throws {
        await centre?.close()
        centre = nil
    }

    private func seatsLeft(_ event: Int) async throws -> Int? {
        try await centre.main.get("/events/\(event)").json["seats_left"]?.int
    }

    private func check(
        _ answer: Client.Answer, _ status: Int, _ code: String, line: UInt = #line
    ) {
        XCTAssertEqual(answer.status, status, answer.text, line: line)
        XCTAssertEqual(answer.code, code, answer.text, line: line)
        answer.checkProblem(answer.text, line: line)
    }

    func testASecondActiveBookingNamesTheFirst() async throws {
        for price in [0, 5_000] {
            let event = try await centre.event(price: price)
            let asha = try await centre.guest("asha\(price)")
            let booking = try await asha.book(event)
            let second = try await asha.post("/book", #"{"event_id": \#(event)}"#)
            check(second, 409, "already_booked")
            XCTAssertEqual(second.json["booking_id"]?.int, booking)
            let cancelled = try await asha.post("/bookings/\(booking)/cancellation")
            XCTAssertEqual(cancelled.status, 200, cancelled.text)
            let again = try await asha.book(event)
            XCTAssertNotEqual(again, booking)
        }
    }

    func testAFullEventSaysHowManySeatsRemain() async throws {
        let event = try await centre.event(capacity: 5)
        _ = try await centre.guest("asha").book(event, seats: 3)
        let bhavin = try await centre.guest("bhavin")
        let refused = try await bhavin.post("/book", #"{"event_id": \#(event), "seats": 3}"#)
        check(refused, 409, "event_full")
        XCTAssertEqual(refused.json["seats_left"]?.int, 2)
        _ = try await bhavin.book(event, seats: 2)
        let left = try await seatsLeft(event)
        XCTAssertEqual(left, 0)
    }

    func testWhatIsPastBegunOrCancelledCannotBeBooked() async throws {
        let asha = try await centre.guest("asha")
        let event = try await centre.event(startsInHours: 1)
        let cancelled = try await centre.event(startsInHours: 2)
        _ = try await centre.service.delete("/api/facilitator/2/events/\(cancelled)")
        let body = #"{"event_id": \#(event)}"#
        check(
            try await asha.post("/book", #"{"event_id": \#(cancelled)}"#), 409, "event_cancelled")
        centre.clock.advance(seconds: 3_600)
        check(try await asha.post("/book", body), 409, "event_started")
        centre.clock.advance(seconds: 7_200)
        check(try await asha.post("/book", body), 409, "event_past")
        let edit = try await centre.service.put(
            "/api/facilitator/2/events/\(event)", #"{"title": "Talk"}"#)
        check(edit, 409, "event_past")
    }

    func testTheCapacityCannotGoBelowWhatIsTaken() async throws {
        let event = try await centre.event(capacity: 12, price: 5_000)
        _ = try await centre.guest("asha").book(event, seats: 4)
        let path = "/api/facilitator/2/events/\(event)"
        let refused = try await centre.service.put(path, #"{"capacity": 3}"#)
        check(refused, 409, "capacity_below_taken")
        XCTAssertEqual(refused.json["seats_taken"]?.int, 4)
        let exact = try await centre.service.put(path, #"{"capacity": 4}"#)
        XCTAssertEqual(exact.json["seats_left"]?.int, 0, exact.text)
        centre.clock.advance(seconds: 900)
        let afterTheHold = try await centre.service.put(path, #"{"capacity": 1}"#)
        XCTAssertEqual(afterTheHold.json["seats_left"]?.int, 1, afterTheHold.text)
    }

    func testACancellationIsQuotedFreesTheSeatsOnceAndIsRefusedTwice() async throws {
        let event = try await centre.event()
        let asha = try await centre.guest("asha")
        let booking = try await asha.book(event, seats: 4)
        let path = "/bookings/\(booking)/cancellation"
        let quote = try await asha.get(path)
        XCTAssertEqual(quote.status, 200, quote.text)
        let left = try await seatsLeft(event)
        XCTAssertEqual(left, 16, "a quote changes nothing")
        let cancelled = try await asha.post(path)
        XCTAssertEqual(cancelled.status, 200, cancelled.text)
        for again in [try await asha.post(path), try await asha.get(path)] {
            check(again, 409, "booking_not_cancellable")
        }
        let freed = try await seatsLeft(event)
        XCTAssertEqual(freed, 20)
        let timeline = try await asha.get("/bookings/\(booking)")
        XCTAssertEqual(timeline.json["status"]?.string, "cancelled")
        XCTAssertEqual(timeline.json["timeline"]?.array?.count, 2, timeline.text)
    }

    func testManyCancellationsAtOnceFreeTheSeatsOnce() async throws {
        let event = try await centre.event()
        let asha = try await centre.guest("asha")
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

    func testABegunEventCannotBeCancelledByItsGuest() async throws {
        let event = try await centre.event(startsInHours: 1)
        let asha = try await centre.guest("asha")
        let booking = try await asha.book(event)
        centre.clock.advance(seconds: 3_600)
        check(try await asha.post("/bookings/\(booking)/cancellation"), 409, "event_started")
    }

    func testOtherPeoplesBookingsAreNotThere() async throws {
        let event = try await centre.event()
        let booking = try await centre.guest("asha").book(event)
        let bhavin = try await centre.guest("bhavin")
        for (method, path) in [
            ("GET", ""), ("GET", "/cancellation"), ("POST", "/cancellation"), ("POST", "/payment"),
        ] {
            let theirs = try await bhavin.send(method, "/bookings/\(booking)\(path)", nil, [:])
            let nobodys = try await bhavin.send(method, "/bookings/99\(path)", nil, [:])
            check(theirs, 404, "not_found")
            XCTAssertEqual(theirs.json["detail"], nobodys.json["detail"], "nor can it be told")
        }
    }

    func testTheRefundPolicyIsFrozenOntoTheBooking() async throws {
        let event = try await centre.event(price: 10_000, startsInHours: 100)
        let asha = try await centre.guest("asha")
        let booking = try await asha.book(event)
        let before = try await asha.get("/bookings/\(booking)")
        let edited = try await centre.service.put(
            "/api/facilitator/2/events/\(event)", #"{"refund_policy": [], "price": 20000}"#)
        XCTAssertEqual(edited.status, 200, edited.text)
        let after = try await asha.get("/bookings/\(booking)")
        XCTAssertNotNil(before.json["refund_policy"]?.array, before.text)
        XCTAssertEqual(after.json["refund_policy"], before.json["refund_policy"], after.text)
        XCTAssertEqual(after.json["amount"]?.int, 10_000)
    }

    func testAFacilitatorsCancellationIsOneEffectForEveryGuest() async throws {
        let event = try await centre.event()
        let guests = [try await centre.guest("asha"), try await centre.guest("bhavin")]
        for guest in guests { _ = try await guest.book(event, seats: 2) }
        let path = "/api/facilitator/2/events/\(event)"
        for _ in 1...2 {
            let cancelled = try await centre.service.delete(path)
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
        check(try await centre.service.put(path, #"{"title": "Talk"}"#), 409, "event_cancelled")
    }

    func testTheFiltersOfTheListOfEvents() async throws {
        let soon = try await centre.event(title: "Evening Talk", startsInHours: 2)
        let later = try await centre.event(title: "100% Silence", startsInHours: 48)
        let gone = try await centre.event(title: "Cancelled Walk", startsInHours: 72)
        _ = try await centre.service.delete("/api/facilitator/2/events/\(gone)")
        let start = centre.clock.now()
        let table: [(query: String, events: [Int])] = [
            ("", [soon, later]), ("status=scheduled", [soon, later]), ("status=cancelled", [gone]),
            ("status=all", [soon, later, gone]), ("kind=retreat", [soon, later]),
            ("kind=session", []), ("facilitator_id=2", [soon, later]), ("facilitator_id=1", []),
            ("q=talk", [soon]), ("q=EVENING", [soon]), ("q=100%25", [later]), ("q=%25", [later]),
            ("q=_", []), ("q=rishikesh", [soon, later]), ("q=arjun", [soon, later]),
            ("q=", [soon, later]),
            ("from=\(start.adding(seconds: 86_400).rfc3339)", [later]),
            ("to=\(start.adding(seconds: 86_400).rfc3339)", [soon]),
            ("q=silence&kind=retreat&facilitator_id=2", [later]),
        ]
        for (query, events) in table {
            let found = try await centre.main.get("/events?\(query)")
            XCTAssertEqual(
                found.json["data"]?.array?.compactMap { $0["id"]?.int }, events, query)
        }
        centre.clock.advance(seconds: 5 * 3_600)
        let ended = try await centre.main.get("/events").json["data"]?.array
        XCTAssertEqual(ended?.compactMap { $0["id"]?.int }, [later], "what has ended is left out")
        let past = try await centre.main.get("/events?from=\(start.rfc3339)").json["data"]?.array
        XCTAssertEqual(past?.compactMap { $0["id"]?.int }, [soon, later], "unless it is asked for")
    }
}

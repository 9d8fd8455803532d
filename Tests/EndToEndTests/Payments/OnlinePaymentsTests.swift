import HTTPClient
import JSONCoding
import SQLite
import TestSupport
import Timekeeping
import XCTest

/// Prices and amounts that guests cannot pay online.
final class OnlinePaymentsTests: XCTestCase {
    private var system: TestSystem!

    override func tearDown() async throws { await system.close() }

    func testAPriceBelowTheGatewaysMinimumIsRefusedWhereItChanges() async throws {
        system = try await TestSystem()
        let refused = try await create(price: 20)
        XCTAssertEqual(refused.status, 422, refused.text)
        XCTAssertEqual(refused.code, "price_not_payable")
        XCTAssertEqual(refused.json["errors"]?[0]?["field"], "price")
        let event = try await system.event(price: 5_000)
        // A price from before the gateway was chosen.
        let database = try system.openDatabase()
        defer { database.close() }
        _ = try database.writeSynchronously { tx in
            try tx.execute("UPDATE events SET price = 20 WHERE id = \(event)")
        }
        let path = "/api/facilitator/2/events/\(event)"
        let same = try await system.service.put(path, #"{"title": "Another title", "price": 20}"#)
        XCTAssertEqual(same.status, 200, same.text)
        let changed = try await system.service.put(path, #"{"price": 30}"#)
        XCTAssertEqual(changed.code, "price_not_payable", changed.text)
        let higher = try await system.service.put(path, #"{"price": 5000}"#)
        XCTAssertEqual(higher.status, 200, higher.text)
    }

    func testAPriceOfASeriesBelowTheGatewaysMinimumIsRefusedWhereItChanges() async throws {
        system = try await TestSystem()
        let series = try await system.series(price: 5_000, currency: "INR")
        let new = """
            {"title": "Yoga", "starts_on": "2027-02-02T18:00", "duration_minutes": 60,
             "capacity": 5, "rule": "FREQ=DAILY;COUNT=3", "price": 20, "currency": "INR"}
            """
        let path = "/api/facilitator/2/series/\(series.id)?from=\(series.events[2])"
        for (query, following) in [("", ""), ("?dry_run=1", "&dry_run=1")] {
            let created = try await system.service.post("/api/facilitator/2/series" + query, new)
            XCTAssertEqual(created.status, 422, created.text)
            XCTAssertEqual(created.code, "price_not_payable")
            XCTAssertEqual(created.json["errors"]?[0]?["field"], "price")
            let changed = try await system.service.put(path + following, #"{"price": 20}"#)
            XCTAssertEqual(changed.code, "price_not_payable", changed.text)
        }
        let database = try system.openDatabase()
        defer { database.close() }
        for table: SQL in ["events", "series"] {
            _ = try database.writeSynchronously { tx in
                try tx.execute("UPDATE \(fragment: table) SET price = 20")
            }
        }
        let same = try await system.service.put(path, #"{"title": "Quiet Yoga", "price": 20}"#)
        XCTAssertEqual(same.status, 200, same.text)
        XCTAssertEqual(same.json["events"]?.array?.count, 2)
    }

    func testAnAmountOverTheGatewaysMaximumHoldsNoSeats() async throws {
        system = try await TestSystem()
        let event = try await system.event(capacity: 5, price: 60_000_000)
        let asha = try await system.guest("asha")
        let refused = try await asha.post("/book", #"{"event_id": \#(event), "seats": 2}"#)
        XCTAssertEqual(refused.status, 422, refused.text)
        XCTAssertEqual(refused.code, "amount_not_payable")
        let left = try await system.main.get("/events/\(event)")
        XCTAssertEqual(left.json["seats_left"], 5)
        let one = try await asha.post("/book", #"{"event_id": \#(event), "seats": 1}"#)
        XCTAssertEqual(one.status, 201, one.text)
    }

    func testWithoutAGatewayGuestsBookFreeEventsAlone() async throws {
        system = try await TestSystem(environment: ["PAYMENT_PROVIDER": "none"])
        let asha = try await system.guest("asha")
        let free = try await system.event()
        let booked = try await asha.post("/book", #"{"event_id": \#(free)}"#)
        XCTAssertEqual(booked.status, 201, booked.text)
        let priced = try await system.event(capacity: 5, price: 20)
        let refused = try await asha.post("/book", #"{"event_id": \#(priced)}"#)
        XCTAssertEqual(refused.status, 409, refused.text)
        XCTAssertEqual(refused.code, "no_online_payment")
        let left = try await system.main.get("/events/\(priced)")
        XCTAssertEqual(left.json["seats_left"], 5)
        let page = try await system.main.get("/e/\(priced)")
        XCTAssertTrue(page.text.contains("cannot be paid online"), page.text)
        let freePage = try await system.main.get("/e/\(free)")
        XCTAssertTrue(freePage.text.contains(">Book</button>"), freePage.text)
    }

    private func create(price: Int) async throws -> ClientResponse {
        let start = system.clock.now().adding(seconds: 864_000)
        return try await system.service.post(
            "/api/facilitator/2/events",
            """
            {"title": "Tea", "kind": "session", "location": "Here", "time_zone": "UTC",
             "starts_at": "\(start.rfc3339)", "ends_at": "\(start.adding(seconds: 60).rfc3339)",
             "capacity": 5, "price": \(price), "currency": "INR"}
            """)
    }
}

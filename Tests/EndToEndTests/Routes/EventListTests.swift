import Foundation
import HTTPClient
import JSONCoding
import TestSupport
import Timekeeping
import XCTest

/// `GET /events` is answered from a cache that is never stale.
final class EventListTests: SystemTestCase {
    func testChangesAreListedImmediately() async throws {
        let event = try await system.event()
        let bhavin = try await system.guest("bhavin")
        try await assertSeatsLeft(20)

        let booked = try await bhavin.post("/book", #"{"event_id": \#(event), "seats": 2}"#)
        try await assertSeatsLeft(18)
        _ = try await bhavin.post("/bookings/\(booked.json["id"]?.int ?? 0)/cancellation")
        try await assertSeatsLeft(20)

        let path = "/api/facilitator/2/events/\(event)"
        _ = try await system.service.put(path, #"{"title": "Silent Retreat"}"#)
        for _ in 1...8 {
            let list = try await system.main.get("/events")
            XCTAssertEqual(list.json["data"]?[0]?["title"]?.string, "Silent Retreat")
        }
        _ = try await system.service.delete(path)
        for _ in 1...8 { try await assertCount(0) }
    }

    func testChangesByAnotherProcessAreListedImmediately() async throws {
        let event = try await system.event()
        for title in ["By Hand", "By Hand Again"] {
            try await assertCount(1)
            let sqlite = Process()
            sqlite.executableURL = URL(fileURLWithPath: "/usr/bin/sqlite3")
            sqlite.arguments = [
                system.folder + "/main.sqlite",
                "UPDATE events SET title = '\(title)' WHERE id = \(event)",
            ]
            try sqlite.run()
            sqlite.waitUntilExit()
            XCTAssertEqual(sqlite.terminationStatus, 0)
            for _ in 1...8 {
                let list = try await system.main.get("/events")
                XCTAssertEqual(list.json["data"]?[0]?["title"]?.string, title)
            }
        }
    }

    func testAnExpiredHoldFreesItsSeatsWithoutAWrite() async throws {
        let event = try await system.event(price: 500)
        let bhavin = try await system.guest("bhavin")
        _ = try await bhavin.post("/book", #"{"event_id": \#(event), "seats": 3}"#)
        try await assertSeatsLeft(17)
        system.clock.advance(seconds: 899)
        try await assertSeatsLeft(17)
        system.clock.advance(seconds: 1)
        try await assertSeatsLeft(20)
    }

    func testAnEndedEventIsRemovedWithoutAWrite() async throws {
        _ = try await system.event(startsInHours: 1)
        try await assertCount(1)
        system.clock.advance(seconds: 3 * 3_600 - 1)
        try await assertCount(1)
        system.clock.advance(seconds: 1)
        try await assertCount(0)
    }

    func testTheEntityTagChangesWithTheContent() async throws {
        let event = try await system.event()
        let bhavin = try await system.guest("bhavin")
        let first = try await system.main.get("/events")
        let tag = try XCTUnwrap(first["etag"])
        for _ in 1...4 {
            let again = try await system.main.get("/events", ["If-None-Match": tag])
            XCTAssertEqual(again.status, 304)
            XCTAssertEqual(again["etag"], tag)
        }
        _ = try await bhavin.post("/book", #"{"event_id": \#(event)}"#)
        let changed = try await system.main.get("/events", ["If-None-Match": tag])
        XCTAssertEqual(changed.status, 200)
        XCTAssertNotEqual(changed["etag"], tag)
    }

    func testQueriesAreCachedSeparatelyAndErrorsAreNot() async throws {
        _ = try await system.event(title: "Evening Talk")
        for _ in 1...3 {
            try await assertCount(1, "/events")
            try await assertCount(1, "/events?q=evening")
            try await assertCount(0, "/events?q=morning")
            try await assertCount(0, "/events?kind=session")
            let faulty = try await system.main.get("/events?kind=party")
            XCTAssertEqual(faulty.status, 422)
        }
    }

    func testEveryFilterSelectsItsEvents() async throws {
        let soon = try await system.event(title: "Evening Talk", startsInHours: 2)
        let later = try await system.event(title: "100% Silence", startsInHours: 48)
        let gone = try await system.event(title: "Cancelled Walk", startsInHours: 72)
        _ = try await system.service.delete("/api/facilitator/2/events/\(gone)")
        let start = system.clock.now()
        let table: [(query: String, events: [Int])] = [
            ("", [soon, later]), ("status=scheduled", [soon, later]), ("status=cancelled", [gone]),
            ("status=all", [soon, later, gone]), ("kind=retreat", [soon, later]),
            ("kind=session", []), ("facilitator_id=2", [soon, later]), ("facilitator_id=1", []),
            ("q=talk", [soon]), ("q=EVENING", [soon]), ("q=100%25", [later]), ("q=%25", []),
            ("q=_", []), ("q=rishikesh", [soon, later]), ("q=arjun", [soon, later]),
            ("q=", [soon, later]),
            ("from=\(start.adding(seconds: 86_400).rfc3339)", [later]),
            ("to=\(start.adding(seconds: 86_400).rfc3339)", [soon]),
            ("q=silence&kind=retreat&facilitator_id=2", [later]),
        ]
        for (query, events) in table {
            let found = try await system.main.get("/events?\(query)")
            XCTAssertEqual(
                found.json["data"]?.array?.compactMap { $0["id"]?.int }, events, query)
        }
        system.clock.advance(seconds: 5 * 3_600)
        let ended = try await system.main.get("/events").json["data"]?.array
        XCTAssertEqual(ended?.compactMap { $0["id"]?.int }, [later], "ended events are omitted")
        let past = try await system.main.get("/events?from=\(start.rfc3339)").json["data"]?.array
        XCTAssertEqual(
            past?.compactMap { $0["id"]?.int }, [soon, later], "unless `from` includes them")
    }

    /// Repeats the request so that every event loop answers once.
    private func assertSeatsLeft(_ seats: Int, line: UInt = #line) async throws {
        for _ in 1...8 {
            let list = try await system.main.get("/events")
            XCTAssertEqual(list.json["data"]?[0]?["seats_left"]?.int, seats, line: line)
        }
    }

    private func assertCount(
        _ count: Int, _ path: String = "/events", line: UInt = #line
    ) async throws {
        let list = try await system.main.get(path)
        XCTAssertEqual(list.json["data"]?.array?.count, count, line: line)
    }
}

import Foundation
import JSONCoding
import Timekeeping
import XCTest

/// GET /events is answered with octets kept ready, and never with ones that are no longer true.
final class EventListTests: XCTestCase {
    private var centre: Centre!

    override func setUp() async throws { centre = try await Centre() }
    override func tearDown() async throws {
        await centre?.close()
        centre = nil
    }

    func testABookingAnEditAndACancellationShowAtOnce() async throws {
        let event = try await centre.event()
        let bhavin = try await centre.guest("bhavin")
        try await assertSeatsLeft(20)

        let booked = try await bhavin.post("/book", #"{"event_id": \#(event), "seats": 2}"#)
        try await assertSeatsLeft(18)
        _ = try await bhavin.post("/bookings/\(booked.json["id"]?.int ?? 0)/cancellation")
        try await assertSeatsLeft(20)

        let path = "/api/facilitator/2/events/\(event)"
        _ = try await centre.service.put(path, #"{"title": "Silent Retreat"}"#)
        for _ in 1...8 {
            let list = try await centre.main.get("/events")
            XCTAssertEqual(list.json["data"]?[0]?["title"]?.string, "Silent Retreat")
        }
        _ = try await centre.service.delete(path)
        for _ in 1...8 { try await assertCount(0) }
    }

    func testWhatAnotherProcessWritesShowsAtOnce() async throws {
        let event = try await centre.event()
        for title in ["By Hand", "By Hand Again"] {
            try await assertCount(1)
            let sqlite = Process()
            sqlite.executableURL = URL(fileURLWithPath: "/usr/bin/sqlite3")
            sqlite.arguments = [
                centre.folder + "/main.sqlite",
                "UPDATE events SET title = '\(title)' WHERE id = \(event)",
            ]
            try sqlite.run()
            sqlite.waitUntilExit()
            XCTAssertEqual(sqlite.terminationStatus, 0)
            for _ in 1...8 {
                let list = try await centre.main.get("/events")
                XCTAssertEqual(list.json["data"]?[0]?["title"]?.string, title)
            }
        }
    }

    func testAHoldThatRunsOutFreesItsSeatsWithoutAWrite() async throws {
        let event = try await centre.event(price: 500)
        let bhavin = try await centre.guest("bhavin")
        _ = try await bhavin.post("/book", #"{"event_id": \#(event), "seats": 3}"#)
        try await assertSeatsLeft(17)
        centre.clock.advance(seconds: 899)
        try await assertSeatsLeft(17)
        centre.clock.advance(seconds: 1)
        try await assertSeatsLeft(20)
    }

    func testAnEventLeavesTheListWhenItEndsWithoutAWrite() async throws {
        _ = try await centre.event(startsInHours: 1)
        try await assertCount(1)
        centre.clock.advance(seconds: 3 * 3_600 - 1)
        try await assertCount(1)
        centre.clock.advance(seconds: 1)
        try await assertCount(0)
    }

    func testTheTagIsTheContentsOwn() async throws {
        let event = try await centre.event()
        let bhavin = try await centre.guest("bhavin")
        let first = try await centre.main.get("/events")
        let tag = try XCTUnwrap(first[header: "etag"])
        for _ in 1...4 {
            let again = try await centre.main.get("/events", ["If-None-Match": tag])
            XCTAssertEqual(again.status, 304)
            XCTAssertEqual(again[header: "etag"], tag)
        }
        _ = try await bhavin.post("/book", #"{"event_id": \#(event)}"#)
        let changed = try await centre.main.get("/events", ["If-None-Match": tag])
        XCTAssertEqual(changed.status, 200)
        XCTAssertNotEqual(changed[header: "etag"], tag)
    }

    func testQueriesAreKeptApartAndFaultyOnesStayFaulty() async throws {
        _ = try await centre.event(title: "Evening Talk")
        for _ in 1...3 {
            try await assertCount(1, "/events")
            try await assertCount(1, "/events?q=evening")
            try await assertCount(0, "/events?q=morning")
            try await assertCount(0, "/events?kind=session")
            let faulty = try await centre.main.get("/events?kind=party")
            XCTAssertEqual(faulty.status, 422)
        }
    }

    /// Asked often enough that every event loop has answered.
    private func assertSeatsLeft(_ seats: Int, line: UInt = #line) async throws {
        for _ in 1...8 {
            let list = try await centre.main.get("/events")
            XCTAssertEqual(list.json["data"]?[0]?["seats_left"]?.int, seats, line: line)
        }
    }

    private func assertCount(
        _ count: Int, _ path: String = "/events", line: UInt = #line
    ) async throws {
        let list = try await centre.main.get(path)
        XCTAssertEqual(list.json["data"]?.array?.count, count, line: line)
    }
}

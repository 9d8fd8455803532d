import HTTPClient
import JSONCoding
import TestSupport
import Timekeeping
import XCTest

/// `GET /bookings` is answered from a cache that is never stale or another guest's.
final class BookingListTests: SystemTestCase {
    func testEachGuestSeesTheirOwnBookings() async throws {
        let event = try await system.event()
        let bhavin = try await system.guest("bhavin")
        let meera = try await system.guest("meera")
        for _ in 1...4 {
            try await assertStatuses([], of: bhavin)
            try await assertStatuses([], of: meera)
        }
        _ = try await bhavin.post("/book", #"{"event_id": \#(event)}"#)
        for _ in 1...4 {
            try await assertStatuses(["confirmed"], of: bhavin)
            try await assertStatuses([], of: meera)
        }
    }

    func testACancellationIsListedImmediately() async throws {
        let event = try await system.event()
        let bhavin = try await system.guest("bhavin")
        let booked = try await bhavin.post("/book", #"{"event_id": \#(event)}"#)
        for _ in 1...8 { try await assertStatuses(["confirmed"], of: bhavin) }
        _ = try await bhavin.post("/bookings/\(booked.json["id"]?.int ?? 0)/cancellation")
        for _ in 1...8 { try await assertStatuses(["cancelled"], of: bhavin) }
    }

    func testAnExpiredHoldIsListedWithoutAWrite() async throws {
        let event = try await system.event(price: 500)
        let bhavin = try await system.guest("bhavin")
        _ = try await bhavin.post("/book", #"{"event_id": \#(event)}"#)
        system.clock.advance(seconds: 899)
        for _ in 1...8 { try await assertStatuses(["held"], of: bhavin) }
        system.clock.advance(seconds: 1)
        for _ in 1...8 { try await assertStatuses(["expired"], of: bhavin) }
    }

    private func assertStatuses(
        _ statuses: [String], of guest: TestClient, line: UInt = #line
    ) async throws {
        let list = try await guest.get("/bookings")
        XCTAssertEqual(
            list.json["data"]?.array?.map { $0["status"]?.string }, statuses, line: line)
    }
}

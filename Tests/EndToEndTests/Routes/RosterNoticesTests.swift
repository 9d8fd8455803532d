import BookingStore
import HTTPClient
import JSONCoding
import SQLite
import TestSupport
import XCTest

/// CRMAPI's log follows what facilitators do with bookings.
final class RosterNoticesTests: SystemTestCase {
    private func command(
        _ method: String, _ path: String, _ body: String? = nil
    ) async throws -> JSONValue {
        let response = try await system.service.send(method, "/api/facilitator/2" + path, body, [:])
        XCTAssertTrue(response.isSuccess, response.text)
        return response.json
    }

    /// Waits until the log has this state of the only booking.
    private func logged(_ name: String, _ value: JSONValue) async throws -> JSONValue {
        try await eventually {
            let rows = try await system.service.get("/api/facilitator/2/bookings").json["data"]
            return rows?[0]?[name] == value ? rows?[0] : nil
        }
    }

    private func notices() throws -> [String] {
        try DatabaseContents(path: system.folder + "/crm.sqlite").rows["notices"] ?? []
    }

    private func reconcile() throws -> Program.Exit {
        try Program.crmAPI.run(
            ["reconcile", "--database", system.folder + "/crm.sqlite"],
            environment: ["MAIN_URL": system.main.base, "CRM_TOKEN": TestSystem.serviceToken])
    }

    func testTheLogFollowsABookingOfAFacilitator() async throws {
        let event = try await system.event(title: "Morning")
        let evening = try await system.event(title: "Evening")
        let added = try await command(
            "POST", "/events/\(event)/bookings", #"{"name": "Meera", "seats": 3}"#)
        let path = "/bookings/\(added["id"]?.int ?? 0)"
        let confirmed = try await logged("status", "confirmed")
        XCTAssertEqual(confirmed["source"]?.string, "facilitator")
        XCTAssertEqual(confirmed["user"]?.string, "Meera")
        XCTAssertEqual(confirmed["user_id"], .null)
        _ = try await command("POST", path + "/cancellation", #"{"seats": 1}"#)
        let fewer = try await logged("seats", 2)
        XCTAssertEqual(fewer["event_id"]?.int, event)
        _ = try await command("PATCH", path, #"{"event_id": \#(evening), "note": "Late"}"#)
        let moved = try await logged("event", "Evening")
        XCTAssertEqual(moved["event_id"]?.int, evening)
        XCTAssertEqual(moved["seats"]?.int, 2)
        _ = try await command("PATCH", path, #"{"name": "Erased guest"}"#)
        _ = try await logged("user", "Erased guest")

        _ = try await system.settledContents()
        let types = try notices().map {
            $0.split(separator: "|").filter { $0.hasPrefix("booking.") }
        }
        XCTAssertEqual(
            types.flatMap(\.self),
            ["booking.confirmed", "booking.changed", "booking.moved", "booking.changed"])
        let filtered = try await system.service.get(
            "/api/facilitator/2/bookings?event_id=\(evening)"
        ).json
        XCTAssertEqual(filtered["data"]?.array?.count, 1)
        XCTAssertEqual(
            try reconcile().output, "bookings: 1, notices: 4, pending: 0, differences: 0\n")
    }

    func testARedeliveryOfAMoveIsNoSecondNotice() async throws {
        let event = try await system.event(title: "Morning")
        let evening = try await system.event(title: "Evening")
        let asha = try await system.guest("asha")
        let booking = try await asha.book(event)
        _ = try await command("PATCH", "/bookings/\(booking)", #"{"event_id": \#(evening)}"#)
        let moved = try await logged("event_id", .integer(Int64(evening)))
        XCTAssertEqual(moved["source"]?.string, "guest")
        let before = try await system.settledContents()
        let database = try system.openDatabase()
        defer { database.close() }
        try database.writeSynchronously { try $0.outbox.resend() }
        system.advance(seconds: 60)
        let after = try await system.settledContents()
        XCTAssertEqual(before[1].rows["notices"], after[1].rows["notices"])
        XCTAssertEqual(try notices().count, 2)
    }

    func testTheReconciliationReportsAnotherEvent() async throws {
        let event = try await system.event()
        let asha = try await system.guest("asha")
        let booking = try await asha.book(event)
        _ = try await system.notifiedBookings(atLeast: 1)
        _ = try await system.settledContents()
        try changeDatabase(at: system.folder + "/crm.sqlite", "UPDATE bookings SET event_id = 99")
        let result = try reconcile()
        XCTAssertNotEqual(result.status, 0)
        XCTAssertTrue(
            result.output.contains("booking \(booking): of event 99 here, \(event) at MainAPI"),
            result.output)
    }
}

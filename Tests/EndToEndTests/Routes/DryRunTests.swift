import HTTPClient
import JSONCoding
import TestSupport
import XCTest

/// `dry_run=1` reports what a command would do, at both services, and changes nothing.
final class DryRunTests: SystemTestCase {
    func testADryRunReportsTheEffectsAndChangesNothing() async throws {
        let event = try await system.event(price: 50_000)
        let asha = try await system.guest("asha")
        try await asha.bookAndPay(event, seats: 2)
        try await system.guest("bhavin").bookAndPay(event)
        _ = try await system.notifiedBookings(atLeast: 2)
        let before = try await system.settledContents()
        for (client, path) in clients(event) {
            let cancelled = try await client.send("DELETE", path + "?dry_run=1")
            XCTAssertEqual(cancelled.status, 200, cancelled.text)
            XCTAssertNil(cancelled["etag"])
            XCTAssertEqual(cancelled.json["event"]?["status"]?.string, "cancelled")
            XCTAssertEqual(
                cancelled.json["affected"],
                try JSONValue(
                    parsing: Array(
                        """
                        {"bookings": 2, "seats": 3, "letters": 2, "refunds":
                         {"count": 2, "amounts": [{"currency": "INR", "amount": 150000}]}}
                        """.utf8)), path)
        }
        let moved = try await system.service.put(
            "/api/facilitator/2/events/\(event)?dry_run=1", #"{"location": "Goa"}"#)
        XCTAssertEqual(moved.json["event"]?["location"]?.string, "Goa", moved.text)
        XCTAssertEqual(moved.json["affected"]?["bookings"]?.int, 2)
        XCTAssertEqual(moved.json["affected"]?["refunds"]?["count"]?.int, 0)
        let after = try await system.settledContents()
        XCTAssertEqual(after, before)
    }

    func testADryRunStoresNoIdempotencyKey() async throws {
        let event = try await system.event()
        for (client, path) in clients(event) {
            let malformed = ["Idempotency-Key": "not a key"]
            let preview = try await client.put(
                path + "?dry_run=1", content(path, #"{"title": "Preview"}"#), malformed)
            XCTAssertEqual(preview.status, 200, preview.text)
        }
        let key = ["Idempotency-Key": "the-key"]
        let path = "/api/facilitator/2/events/\(event)"
        for title in ["One", "Two"] {
            let preview = try await system.service.put(
                path + "?dry_run=1", "{\"title\": \"\(title)\"}", key)
            XCTAssertEqual(preview.json["event"]?["title"]?.string, title, preview.text)
        }
        let edited = try await system.service.put(path + "?dry_run=0", #"{"title": "Three"}"#, key)
        XCTAssertEqual(edited.json["title"]?.string, "Three", edited.text)
        XCTAssertEqual(edited.json["version"]?.int, 2)
    }

    func testADryRunIsRefusedAsTheCommandIs() async throws {
        let event = try await system.event()
        try await system.guest("asha").book(event, seats: 4)
        for (client, path) in clients(event) {
            let dry = path + "?dry_run=1"
            let small = try await client.put(dry, content(path, #"{"capacity": 3}"#))
            assertProblem(small, 409, "capacity_below_taken")
            let wrong = try await client.put(dry, content(path, #"{"capacity": 0}"#))
            assertProblem(wrong, 422, "validation_failed")
            let stale = try await client.put(
                dry, content(path, #"{"title": "Talk"}"#), ["If-Match": "\"7\""])
            assertProblem(stale, 412, "version_stale")
            let unknown = try await client.send(
                "DELETE", path.replacing("events/\(event)", with: "events/999") + "?dry_run=1")
            assertProblem(unknown, 404, "not_found")
            for value in ["2", "yes", ""] {
                let invalid = try await client.send("DELETE", path + "?dry_run=\(value)")
                assertProblem(invalid, 422, "validation_failed")
                XCTAssertEqual(invalid.json["errors"]?[0]?["field"]?.string, "dry_run")
            }
        }
        let open = try await system.main.get("/events/\(event)")
        XCTAssertEqual(open.json["status"]?.string, "scheduled")
        XCTAssertEqual(open.json["version"]?.int, 1)
    }

    /// A client of each service, with the path of the event.
    private func clients(_ event: Int) -> [(TestClient, String)] {
        [
            (system.service, "/api/facilitator/2/events/\(event)"),
            (
                system.main.with(token: TestSystem.serviceToken),
                "/internal/facilitators/2/events/\(event)"
            ),
        ]
    }

    /// The content of an edit at the service with this path.
    private func content(_ path: String, _ fields: String) -> String {
        path.hasPrefix("/api")
            ? fields : #"{"facilitator": {"id": 2, "name": "Arjun Patel"}, "event": \#(fields)}"#
    }
}

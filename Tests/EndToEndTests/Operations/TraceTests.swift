import Foundation
import HTTPClient
import JSONCoding
import TestSupport
import XCTest

/// A request's ID reaches both services' logs and databases.
final class TraceTests: XCTestCase {
    private var installation: Installation!

    override func setUp() async throws { installation = try await Installation() }
    override func tearDown() async throws { await installation?.close() }

    func testTheRequestIDOfABookingReachesBothLogsAndDatabases() async throws {
        let asha = try await installation.main.client.registered("asha")
        let booked = try await asha.post(
            "/book", #"{"event_id": 1}"#, ["X-Request-Id": "asha-1"])
        XCTAssertEqual(booked.status, 201, booked.text)
        XCTAssertEqual(booked["x-request-id"], "asha-1")
        let id = booked.json["id"]?.int ?? 0
        // A notice sent alone has the ID in the request's header field too.
        try await installation.waitForLines(
            of: "asha-1", "main: .*path=/book status=201",
            "crm: .*event=notice_received booking=\(id)", "crm: .*path=/notify status=200")
        for (file, table) in [("main", "outbox"), ("crm", "notices")] {
            let kept = try DatabaseContents(path: "\(installation.folder)/\(file).sqlite")
            XCTAssertEqual(kept.rows[table]?.first?.hasSuffix("|asha-1"), true, table)
        }
    }

    func testTheRequestIDOfACancellationReachesBothLogs() async throws {
        let asha = try await installation.main.client.registered("asha")
        _ = try await asha.book(1)
        let facilitator = installation.crm.client.with(token: Installation.token)
        let cancelled = try await facilitator.delete(
            "/api/facilitator/1/events/1", ["X-Request-Id": "priya-1"])
        XCTAssertEqual(cancelled.status, 200, cancelled.text)
        try await installation.waitForLines(
            of: "priya-1", "crm: .*path=/api/facilitator/1/events/1 status=200",
            "main: .*path=/internal/facilitators/1/events/1 status=200",
            "crm: .*event=notice_received .*type=booking.cancelled")
    }

    func testTheLogHasThePatternOfAPathWithAToken() async throws {
        let client = installation.main.client
        for path in [
            "/unsubscribe/7-secret", "/unsubscribe/7-secret/undo", "/unsubscribe/7-secret%",
        ] {
            _ = try await client.get(path, ["X-Request-Id": "stop-1"])
            _ = try await client.post(path)
        }
        let asha = try await client.registered("asha")
        let calendar = try await asha.get("/me/calendar").json["url"]?.string ?? ""
        let address = String(calendar.dropFirst(client.base.count))
        let code = address.dropFirst("/calendars/1-".count).prefix(20)
        for path in [address, "/%63alendars" + address.dropFirst("/calendars".count)] {
            let opened = try await client.get(path, ["X-Request-Id": "calendar-1"])
            XCTAssertEqual(opened.status, 200, opened.text)
            _ = try await client.post(path)
        }
        // Such as with a PUBLIC_URL that ends with a slash.
        for prefix in ["/", "/book"] {
            let unknown = try await client.get(prefix + address)
            XCTAssertEqual(unknown.status, 404)
        }
        // With an invalid escape.
        for end in ["%", "%2", "/%zz"] {
            let invalid = try await client.get(address + end)
            XCTAssertEqual(invalid.status, 400)
            let id = try XCTUnwrap(invalid["x-request-id"])
            try await installation.waitForLines(of: id, "main: .*path=invalid status=400")
        }
        try await installation.waitForLines(
            of: "stop-1", "main: .*path=/unsubscribe/\\{token\\} status=404")
        try await installation.waitForLines(
            of: "calendar-1", "main: .*path=/calendars/\\{token\\}.ics status=200")
        await installation.stop()
        XCTAssertFalse(try installation.log("main").contains("7-secret"))
        XCTAssertFalse(try installation.log("main").contains(code))
    }

    func testTheLogHasTheClientAddressAndNoPersonalData() async throws {
        let client = installation.main.client
        let form = #"{"username": "asha", "password": "asha-password", "email": "a@example.org"}"#
        let registered = try await client.post(
            "/auth/register", form, ["X-Forwarded-For": "10.9.8.7, 203.0.113.5"])
        XCTAssertEqual(registered.status, 201, registered.text)
        _ = try await client.post(
            "/auth/login", #"{"username": "asha", "password": "not-hers-at-all"}"#,
            ["X-Forwarded-For": "203.0.113.6"])
        let asha = try await client.logIn("asha", "asha-password")
        let token = try XCTUnwrap(asha.json["access_token"]?.string)
        _ = try await client.with(token: token).get("/me/export")
        _ = try await client.with(token: token).get("/events?q=asha%40example.org")
        _ = try await client.with(token: token).post("/book", #"{"event_id": 1}"#)
        _ = try await client.with(token: token).eraseAccount(of: "asha")
        await installation.stop()
        let log = try installation.log("main") + installation.log("crm")
        XCTAssertTrue(log.contains("path=/auth/register status=201"), log)
        XCTAssertTrue(log.contains("client=203.0.113.5"), log)
        XCTAssertTrue(log.contains(try Regex("event=login_failed client=203\\.0\\.113\\.6")), log)
        XCTAssertTrue(log.contains("event=login_succeeded"), log)
        for secret in [
            "asha", "not-hers", "example.org", token, String(token.suffix(20)), "10.9.8.7",
            Installation.token,
        ] {
            XCTAssertFalse(log.contains(secret), "\(secret) is in the log")
        }
    }
}

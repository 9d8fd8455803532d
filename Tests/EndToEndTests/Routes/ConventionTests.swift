import CRMAPI
import HTTP
import HTTPClient
import JSONCoding
import MainAPI
import TestSupport
import XCTest

/// Conventions of all routes: paging, entity tags, request IDs, methods, origins, caching.
final class ConventionTests: SystemTestCase {
    // Paging

    func testPagingReturnsEveryRowOnceInOrder() async throws {
        for number in 1...23 {
            _ = try await system.event(
                title: "Talk \(number)", startsInHours: Int64(24 + (number * 7) % 5))
        }
        let asha = try await system.guest("asha")
        for event in try await rows(of: system.main, "/events", limit: 7) {
            _ = try await asha.book(try XCTUnwrap(event["id"]?.int))
        }
        _ = try await system.notifiedBookings(atLeast: 23)
        let peer = system.main.with(token: TestSystem.serviceToken)
        let lists: [(TestClient, String)] = [
            (system.main, "/events"), (asha, "/bookings"),
            (peer, "/internal/facilitators/2/events"), (peer, "/internal/reconciliation"),
            (system.service, "/api/facilitator/2/events"),
            (system.service, "/api/facilitator/2/bookings"),
        ]
        for (client, path) in lists {
            let whole = try await client.get(path + "?limit=200").json["data"]?.array ?? []
            XCTAssertEqual(whole.count, 23, path)
            for limit in [1, 7, 22, 23] {
                let paged = try await rows(of: client, path, limit: limit)
                XCTAssertEqual(paged, whole, "\(path) by \(limit)")
            }
        }
        let starts = try await rows(of: system.main, "/events", limit: 7)
            .map { $0["starts_at"]?.string ?? "" }
        XCTAssertEqual(starts, starts.sorted(), "soonest first")
        let bookings = try await rows(of: asha, "/bookings", limit: 7).compactMap { $0["id"]?.int }
        XCTAssertEqual(bookings, bookings.sorted(by: >), "newest first")
    }

    func testTheDefaultPageLimitIsFifty() async throws {
        let asha = try await system.guest("asha")
        let lists: [(TestClient, String)] = [
            (system.main, "/events"), (asha, "/bookings"), (asha, "/notifications"),
            (system.service, "/api/facilitator/2/events"),
            (system.service, "/api/facilitator/2/bookings"),
            (system.service, "/api/facilitator/2/users"),
        ]
        for (client, path) in lists {
            let page = try await client.get(path).json["page"]
            XCTAssertEqual(page?["limit"]?.int, 50, path)
            XCTAssertEqual(page?["next"], .null, path)
        }
    }

    func testEachRouteBoundsItsContent() {
        for route in system.mainService.routes.all + system.crmService.routes.all {
            if route.method == .get {
                XCTAssertEqual(route.bodyLimit, 0, route.label)
            } else if route.authenticator == "anyone" {
                XCTAssertLessThanOrEqual(route.bodyLimit, 16_384, route.label)
            } else {
                let isPicture = ["/picture", "/logo"].contains { route.label.hasSuffix($0) }
                XCTAssertLessThanOrEqual(
                    route.bodyLimit, isPicture ? 2_097_152 : 1_048_576, route.label)
            }
        }
    }

    // Entity tags

    func testAMatchingEntityTagIsAnsweredNotModified() async throws {
        let event = try await system.event()
        let asha = try await system.guest("asha")
        let responses = [
            (system.main, "/events"), (system.main, "/events/\(event)"),
            (system.main, "/events?q=retreat&limit=3"), (system.main, "/openapi.json"),
            (system.crm, "/openapi.json"),
        ]
        for (service, path) in responses {
            let first = try await service.get(path)
            let tag = try XCTUnwrap(first["etag"], path)
            for condition in [tag, "W/\(tag)", "\"other\", \(tag)", "*"] {
                let again = try await service.get(path, ["If-None-Match": condition])
                XCTAssertEqual(again.status, 304, "\(path) \(condition)")
                XCTAssertEqual(again.body, [], path)
                XCTAssertEqual(again["etag"], tag, path)
            }
            let other = try await service.get(path, ["If-None-Match": "\"other\""])
            XCTAssertEqual(other.status, 200, path)
        }
        let before = try await system.main.get("/events/\(event)")["etag"] ?? ""
        let list = try await system.main.get("/events")["etag"] ?? ""
        _ = try await asha.book(event)
        for (path, tag) in [("/events/\(event)", before), ("/events", list)] {
            let changed = try await system.main.get(path, ["If-None-Match": tag])
            XCTAssertEqual(changed.status, 200, "\(path): the seats left have changed")
        }
    }

    func testAnEditOfAStaleVersionIsRefused() async throws {
        let event = try await system.event()
        let path = "/api/facilitator/2/events/\(event)"
        let arjun = try await system.arjun()
        let tag = try await system.main.get("/events/\(event)")["etag"] ?? ""
        let stale = "\"99-20\""
        let table: [(condition: String?, status: Int)] = [
            (stale, 412), ("W/\(tag)", 412), ("\"x\"", 412), ("x", 400), (tag, 200), (tag, 412),
            ("*", 200), (nil, 200),
        ]
        for (number, (condition, status)) in table.enumerated() {
            let headers = condition.map { ["If-Match": $0] } ?? [:]
            let response = try await arjun.put(path, #"{"title": "Talk \#(number)"}"#, headers)
            XCTAssertEqual(response.status, status, "\(condition ?? "none"): \(response.text)")
            if status == 412 { XCTAssertEqual(response.code, "version_stale") }
            if status == 200 {
                let seen = try await system.main.get("/events/\(event)")
                XCTAssertEqual(response["etag"], seen["etag"])
            }
        }
        let cancelled = try await arjun.delete(path, ["If-Match": stale])
        XCTAssertEqual(cancelled.status, 412, cancelled.text)
        let taken = try await system.guest("asha").book(event)
        XCTAssertGreaterThan(taken, 0, "a refused cancellation has cancelled nothing")
    }

    func testARefusalOfAWeakEntityTagNamesATagThatMatches() async throws {
        let event = try await system.event()
        let path = "/api/facilitator/2/events/\(event)"
        let tag = try await system.main.get("/events/\(event)")["etag"] ?? ""
        let refused = try await system.service.put(path, "{}", ["If-Match": "W/\(tag)"])
        assertProblem(refused, 412, "version_stale")
        XCTAssertTrue(refused.text.contains("the version in quotes"), refused.text)
        let version = try await system.main.get("/events/\(event)").json["version"]?.int ?? 0
        let edited = try await system.service.put(path, "{}", ["If-Match": "\"\(version)\""])
        XCTAssertEqual(edited.status, 200, edited.text)
    }

    // Request IDs

    func testTheClientsRequestIDIsReturnedAndForwarded() async throws {
        let response = try await system.crm.get("/healthz", ["X-Request-Id": "asha-1"])
        XCTAssertEqual(response["x-request-id"], "asha-1")
        // MainAPI wrote the problem, so its ID was forwarded.
        let relayed = try await system.service.send(
            "PUT", "/api/facilitator/2/events/99", #"{"title": "Talk"}"#,
            ["X-Request-Id": "asha-2"])
        XCTAssertEqual(relayed.status, 404, relayed.text)
        XCTAssertEqual(relayed.json["request_id"]?.string, "asha-2")
        for bad in ["two words", "a\"b", String(repeating: "x", count: 200)] {
            let response = try await system.main.get("/healthz", ["X-Request-Id": bad])
            XCTAssertNotEqual(response["x-request-id"], bad)
            XCTAssertNotEqual(response["x-request-id"] ?? "", "")
        }
    }

    // Methods

    func testHEADReturnsTheHeadersOfGET() async throws {
        let event = try await system.event()
        for path in ["/events", "/events/\(event)", "/events/99", "/me", "/healthz"] {
            let got = try await system.main.get(path)
            let head = try await system.main.send("HEAD", path, nil, [:])
            XCTAssertEqual(head.status, got.status, path)
            XCTAssertEqual(head.body, [], path)
            for field in ["content-type", "content-length", "etag", "www-authenticate"] {
                if field == "content-length", got.status >= 400 { continue }
                XCTAssertEqual(head[field], got[field], "\(path) \(field)")
            }
        }
    }

    func testAnUnsupportedMethodIsRefusedWithTheAllowedOnes() async throws {
        let table: [(TestClient, method: String, path: String, allow: String)] = [
            (system.main, "DELETE", "/events", "GET, HEAD, OPTIONS"),
            (system.main, "GET", "/book", "OPTIONS, POST"),
            (system.main, "PUT", "/me", "DELETE, GET, HEAD, OPTIONS, PATCH"),
            (system.crm, "GET", "/notify", "OPTIONS, POST"),
            (system.crm, "PATCH", "/api/facilitator/2/events/1", "DELETE, GET, HEAD, OPTIONS, PUT"),
        ]
        for (client, method, path, allow) in table {
            let refused = try await client.send(method, path, nil, [:])
            XCTAssertEqual(refused.status, 405, "\(method) \(path)")
            XCTAssertEqual(refused.code, "method_not_allowed")
            XCTAssertEqual(refused["allow"], allow)
            refused.checkProblem(path)
            let options = try await client.send("OPTIONS", path, nil, [:])
            XCTAssertEqual(options.status, 204, path)
            XCTAssertEqual(options["allow"], allow)
        }
    }

    // Origins

    func testOnlyMainAPIsOriginMayCallCRMAPI() async throws {
        let asked = [
            "Access-Control-Request-Method": "PUT",
            "Access-Control-Request-Headers": "authorization, content-type, if-match",
        ]
        let path = "/api/facilitator/2/events/1"
        let own = system.main.base
        let preflight = try await system.crm.send(
            "OPTIONS", path, nil, asked.merging(["Origin": own]) { $1 })
        XCTAssertEqual(preflight.status, 204)
        XCTAssertEqual(preflight["access-control-allow-origin"], own)
        XCTAssertEqual(
            preflight["access-control-allow-methods"]?.contains("PUT"), true)
        let allowed = preflight["access-control-allow-headers"]?.lowercased() ?? ""
        for name in ["authorization", "content-type", "if-match", "idempotency-key"] {
            XCTAssertTrue(allowed.contains(name), name)
        }
        XCTAssertNil(preflight["access-control-allow-credentials"])
        let read = try await system.crm.get("/healthz", ["Origin": own])
        XCTAssertEqual(read["access-control-allow-origin"], own)
        XCTAssertEqual(read["vary"], "Origin")

        for origin in ["https://evil.example", "null", own + "0", "*"] {
            let headers = asked.merging(["Origin": origin]) { $1 }
            let refused = try await system.crm.send("OPTIONS", path, nil, headers)
            XCTAssertNil(refused["access-control-allow-origin"], origin)
            XCTAssertNil(refused["access-control-allow-methods"], origin)
        }
    }

    // Caching

    func testPersonalResponsesAreNotCached() async throws {
        let event = try await system.event()
        let asha = try await system.guest("asha")
        let booking = try await asha.book(event)
        let arjun = try await system.arjun()
        for (client, path) in [
            (asha, "/me"), (asha, "/me/export"), (asha, "/bookings"),
            (asha, "/bookings/\(booking)"), (asha, "/bookings/\(booking)/cancellation"),
            (asha, "/notifications"), (arjun, "/api/facilitator/2/users"),
            (arjun, "/api/facilitator/2/bookings"), (arjun, "/api/facilitator/2/events"),
        ] {
            let response = try await client.get(path)
            XCTAssertEqual(response.status, 200, path)
            XCTAssertEqual(response["cache-control"], "no-store", path)
            XCTAssertEqual(response["x-content-type-options"], "nosniff", path)
        }
    }

    // Values

    func testMoneyIsWholeMinorUnitsAndTimesAreUTC() async throws {
        let event = try await system.event(price: 1_500_000)
        let asha = try await system.guest("asha")
        let booking = try await asha.book(event, seats: 2)
        let responses = [
            try await system.main.get("/events/\(event)"), try await system.main.get("/events"),
            try await asha.get("/bookings/\(booking)"), try await asha.get("/bookings"),
            try await asha.get("/me/export"),
        ]
        for response in responses { check(response.json, at: "") }
    }

    private func check(_ value: JSONValue, at name: String) {
        switch value {
        case .object(let object):
            for member in object.members { check(member.value, at: member.name) }
        case .array(let values):
            for value in values { check(value, at: name) }
        case .string(let text) where name.hasSuffix("_at"):
            XCTAssertNotNil(
                text.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/), "\(name): \(text)")
        case .number: XCTFail("\(name) is not a whole number")
        case .null, .bool, .integer, .string: break
        }
    }

    /// All rows of a list, read page by page.
    private func rows(of client: TestClient, _ path: String, limit: Int) async throws -> [JSONValue]
    {
        var rows: [JSONValue] = []
        var cursor: String?
        repeat {
            let next = cursor.map { "&cursor=\($0)" } ?? ""
            let response = try await client.get("\(path)?limit=\(limit)\(next)")
            let page = response.json["data"]?.array ?? []
            XCTAssertLessThanOrEqual(page.count, limit, response.text)
            rows += page
            cursor = response.json["page"]?["next"]?.string
        } while cursor != nil
        return rows
    }
}

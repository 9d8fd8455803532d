import JSONCoding
import XCTest

/// What every route has in common: lists, entity tags, request ids, methods, other origins.
final class ConventionTests: XCTestCase {
    private var centre: Centre!

    override func setUp() async throws { centre = try await Centre() }
    override func tearDown() async throws {
        await centre?.close()
        centre = nil
    }

    // Lists

    func testACursorLeadsThroughManyRowsOnceEachInOrder() async throws {
        for number in 1...23 {
            _ = try await centre.event(
                title: "Talk \(number)", startsInHours: Int64(24 + (number * 7) % 5))
        }
        let asha = try await centre.guest("asha")
        for event in try await rows(of: centre.main, "/events", limit: 7) {
            _ = try await asha.book(try XCTUnwrap(event["id"]?.int))
        }
        _ = try await centre.notifiedBookings(atLeast: 23)
        let peer = centre.main.with(token: Centre.serviceToken)
        let lists: [(Client, String)] = [
            (centre.main, "/events"), (asha, "/bookings"),
            (peer, "/internal/facilitators/2/events"), (peer, "/internal/reconciliation"),
            (centre.service, "/api/facilitator/2/events"),
            (centre.service, "/api/facilitator/2/bookings"),
        ]
        for (client, path) in lists {
            let whole = try await client.get(path + "?limit=200").json["data"]?.array ?? []
            XCTAssertEqual(whole.count, 23, path)
            for limit in [1, 7, 22, 23] {
                let paged = try await rows(of: client, path, limit: limit)
                XCTAssertEqual(paged, whole, "\(path) by \(limit)")
            }
        }
        let starts = try await rows(of: centre.main, "/events", limit: 7)
            .map { $0["starts_at"]?.string ?? "" }
        XCTAssertEqual(starts, starts.sorted(), "soonest first")
        let bookings = try await rows(of: asha, "/bookings", limit: 7).compactMap { $0["id"]?.int }
        XCTAssertEqual(bookings, bookings.sorted(by: >), "newest first")
    }

    func testAListSaysItsLimitAndFiftyIsTheDefault() async throws {
        let asha = try await centre.guest("asha")
        let lists: [(Client, String)] = [
            (centre.main, "/events"), (asha, "/bookings"), (asha, "/notifications"),
            (centre.service, "/api/facilitator/2/events"),
            (centre.service, "/api/facilitator/2/bookings"),
            (centre.service, "/api/facilitator/2/users"),
        ]
        for (client, path) in lists {
            let page = try await client.get(path).json["page"]
            XCTAssertEqual(page?["limit"]?.int, 50, path)
            XCTAssertEqual(page?["next"], .null, path)
        }
    }

    // Entity tags

    func testWhatTheClientHasAlreadyIsNotSentAgain() async throws {
        let event = try await centre.event()
        let asha = try await centre.guest("asha")
        let answers = [
            (centre.main, "/events"), (centre.main, "/events/\(event)"),
            (centre.main, "/events?q=retreat&limit=3"), (centre.main, "/openapi.json"),
            (centre.crm, "/openapi.json"),
        ]
        for (service, path) in answers {
            let first = try await service.get(path)
            let tag = try XCTUnwrap(first[header: "etag"], path)
            for condition in [tag, "W/\(tag)", "\"other\", \(tag)", "*"] {
                let again = try await service.get(path, ["If-None-Match": condition])
                XCTAssertEqual(again.status, 304, "\(path) \(condition)")
                XCTAssertEqual(again.body, [], path)
                XCTAssertEqual(again[header: "etag"], tag, path)
            }
            let other = try await service.get(path, ["If-None-Match": "\"other\""])
            XCTAssertEqual(other.status, 200, path)
        }
        let before = try await centre.main.get("/events/\(event)")[header: "etag"] ?? ""
        let list = try await centre.main.get("/events")[header: "etag"] ?? ""
        _ = try await asha.book(event)
        for (path, tag) in [("/events/\(event)", before), ("/events", list)] {
            let changed = try await centre.main.get(path, ["If-None-Match": tag])
            XCTAssertEqual(changed.status, 200, "\(path): a seat is taken, so it is another")
        }
    }

    func testAnEditOfAnOldVersionIsRefused() async throws {
        let event = try await centre.event()
        let path = "/api/facilitator/2/events/\(event)"
        let arjun = try await centre.arjun()
        let tag = try await centre.main.get("/events/\(event)")[header: "etag"] ?? ""
        let stale = "\"99-20\""
        let table: [(condition: String?, status: Int)] = [
            (stale, 412), ("W/\(tag)", 412), ("\"x\"", 412), ("x", 400), (tag, 200), (tag, 412),
            ("*", 200), (nil, 200),
        ]
        for (number, (condition, status)) in table.enumerated() {
            let headers = condition.map { ["If-Match": $0] } ?? [:]
            let answer = try await arjun.put(path, #"{"title": "Talk \#(number)"}"#, headers)
            XCTAssertEqual(answer.status, status, "\(condition ?? "none"): \(answer.text)")
            if status == 412 { XCTAssertEqual(answer.code, "version_stale") }
            if status == 200 {
                let seen = try await centre.main.get("/events/\(event)")
                XCTAssertEqual(answer[header: "etag"], seen[header: "etag"])
            }
        }
        let cancelled = try await arjun.delete(path, ["If-Match": stale])
        XCTAssertEqual(cancelled.status, 412, cancelled.text)
        let taken = try await centre.guest("asha").book(event)
        XCTAssertGreaterThan(taken, 0, "a refused cancellation has cancelled nothing")
    }

    // Request ids

    func testTheRequestIDOfTheClientComesBackAndTravelsOn() async throws {
        let answer = try await centre.crm.get("/healthz", ["X-Request-Id": "asha-1"])
        XCTAssertEqual(answer[header: "x-request-id"], "asha-1")
        // Its content is MainAPI's own word, so the id in it has been there and back.
        let relayed = try await centre.service.send(
            "PUT", "/api/facilitator/2/events/99", #"{"title": "Talk"}"#,
            ["X-Request-Id": "asha-2"])
        XCTAssertEqual(relayed.status, 404, relayed.text)
        XCTAssertEqual(relayed.json["request_id"]?.string, "asha-2")
        for bad in ["two words", "a\"b", String(repeating: "x", count: 200)] {
            let answer = try await centre.main.get("/healthz", ["X-Request-Id": bad])
            XCTAssertNotEqual(answer[header: "x-request-id"], bad)
            XCTAssertNotEqual(answer[header: "x-request-id"] ?? "", "")
        }
    }

    // Methods

    func testHEADAnswersAsGETWithoutTheContent() async throws {
        let event = try await centre.event()
        for path in ["/events", "/events/\(event)", "/events/99", "/me", "/healthz"] {
            let got = try await centre.main.get(path)
            let head = try await centre.main.send("HEAD", path, nil, [:])
            XCTAssertEqual(head.status, got.status, path)
            XCTAssertEqual(head.body, [], path)
            for field in ["content-type", "content-length", "etag", "www-authenticate"] {
                if field == "content-length", got.status >= 400 { continue }
                XCTAssertEqual(head[header: field], got[header: field], "\(path) \(field)")
            }
        }
    }

    func testAnotherMethodIsRefusedWithThoseThatThereAre() async throws {
        let table: [(Client, method: String, path: String, allow: String)] = [
            (centre.main, "DELETE", "/events", "GET, HEAD, OPTIONS"),
            (centre.main, "GET", "/book", "OPTIONS, POST"),
            (centre.main, "PUT", "/me", "DELETE, GET, HEAD, OPTIONS, PATCH"),
            (centre.crm, "GET", "/notify", "OPTIONS, POST"),
            (centre.crm, "PATCH", "/api/facilitator/2/events/1", "DELETE, OPTIONS, PUT"),
        ]
        for (client, method, path, allow) in table {
            let refused = try await client.send(method, path, nil, [:])
            XCTAssertEqual(refused.status, 405, "\(method) \(path)")
            XCTAssertEqual(refused.code, "method_not_allowed")
            XCTAssertEqual(refused[header: "allow"], allow)
            refused.checkProblem(path)
            let options = try await client.send("OPTIONS", path, nil, [:])
            XCTAssertEqual(options.status, 204, path)
            XCTAssertEqual(options[header: "allow"], allow)
        }
    }

    // Other origins

    func testMainAPIsPagesMayCallCRMAPIAndNoOthers() async throws {
        let asked = [
            "Access-Control-Request-Method": "PUT",
            "Access-Control-Request-Headers": "authorization, content-type, if-match",
        ]
        let path = "/api/facilitator/2/events/1"
        let own = centre.main.base
        let preflight = try await centre.crm.send(
            "OPTIONS", path, nil, asked.merging(["Origin": own]) { $1 })
        XCTAssertEqual(preflight.status, 204)
        XCTAssertEqual(preflight[header: "access-control-allow-origin"], own)
        XCTAssertEqual(
            preflight[header: "access-control-allow-methods"]?.contains("PUT"), true)
        let allowed = preflight[header: "access-control-allow-headers"]?.lowercased() ?? ""
        for name in ["authorization", "content-type", "if-match", "idempotency-key"] {
            XCTAssertTrue(allowed.contains(name), name)
        }
        XCTAssertNil(preflight[header: "access-control-allow-credentials"])
        let read = try await centre.crm.get("/healthz", ["Origin": own])
        XCTAssertEqual(read[header: "access-control-allow-origin"], own)
        XCTAssertEqual(read[header: "vary"], "Origin")

        for origin in ["https://evil.example", "null", own + "0", "*"] {
            let headers = asked.merging(["Origin": origin]) { $1 }
            let refused = try await centre.crm.send("OPTIONS", path, nil, headers)
            XCTAssertNil(refused[header: "access-control-allow-origin"], origin)
            XCTAssertNil(refused[header: "access-control-allow-methods"], origin)
        }
    }

    // Values

    func testMoneyIsWholeMinorUnitsAndTimesAreUTC() async throws {
        let event = try await centre.event(price: 1_500_000)
        let asha = try await centre.guest("asha")
        let booking = try await asha.book(event, seats: 2)
        let answers = [
            try await centre.main.get("/events/\(event)"), try await centre.main.get("/events"),
            try await asha.get("/bookings/\(booking)"), try await asha.get("/bookings"),
            try await asha.get("/me/export"),
        ]
        for answer in answers { check(answer.json, at: "") }
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
        case .number: XCTFail("\(name) is no whole number")
        case .null, .bool, .integer, .string: break
        }
    }

    /// All rows of a list, gathered page by page.
    private func rows(of client: Client, _ path: String, limit: Int) async throws -> [JSONValue] {
        var rows: [JSONValue] = []
        var cursor: String?
        repeat {
            let next = cursor.map { "&cursor=\($0)" } ?? ""
            let answer = try await client.get("\(path)?limit=\(limit)\(next)")
            let page = answer.json["data"]?.array ?? []
            XCTAssertLessThanOrEqual(page.count, limit, answer.text)
            rows += page
            cursor = answer.json["page"]?["next"]?.string
        } while cursor != nil
        return rows
    }
}

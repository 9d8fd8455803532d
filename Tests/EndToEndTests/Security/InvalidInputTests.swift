import CRMAPI
import Foundation
import HTTP
import HTTPClient
import JSONCoding
import MainAPI
import TestSupport
import XCTest

/// Invalid input gets a 4xx with a code, never a 500, and changes nothing.
final class InvalidInputTests: SystemTestCase {
    private var forms: [ContentForm] = []

    override func setUp() async throws {
        try await super.setUp()
        forms = try await ContentForm.all(of: system)
    }

    /// Bodies that are not a JSON object.
    private func malformed(_ good: String) -> [(label: String, body: [UInt8])] {
        let deep = String(repeating: "[", count: 3_000)
        let name = good.split(separator: "\"")[1]
        return [
            ("nothing", []), ("words", Array("hello".utf8)), ("a form", Array("a=1&b=2".utf8)),
            ("an array", Array("[\(good)]".utf8)), ("a string", Array("\"x\"".utf8)),
            ("null", Array("null".utf8)), ("half of it", Array(good.utf8.dropLast())),
            ("twice", Array((good + good).utf8)), ("deep", Array("{\"a\": \(deep)".utf8)),
            ("invalid UTF-8", Array(#"{"\#(name)": ""#.utf8) + [0xC3, 0x28] + Array("\"}".utf8)),
            ("a lone surrogate", Array(#"{"\#(name)": "\ud800"}"#.utf8)),
            ("a raw NUL", Array(#"{"\#(name)": "a"#.utf8) + [0] + Array("\"}".utf8)),
            ("a raw newline", Array("{\"\(name)\": \"a\nb\"}".utf8)),
            ("a byte order mark", [0xEF, 0xBB, 0xBF] + Array(good.utf8)),
            ("past every double", Array(#"{"\#(name)": 1e400}"#.utf8)),
            ("a repeated name", Array("{\"\(name)\": 1, \(good.dropFirst())".utf8)),
            ("UTF-16", Array(good.data(using: .utf16LittleEndian) ?? Data())),
        ]
    }

    func testMalformedJSONIsRefused() async throws {
        let before = try await system.settledContents()
        for form in forms {
            for (label, body) in malformed(form.body()) {
                try await check(form, body, 400, "malformed_json", label)
            }
        }
        XCTAssertEqual(try system.contents(), before)
    }

    func testAnInvalidFieldIsNamed() async throws {
        let before = try await system.settledContents()
        for form in forms {
            for (field, _, values) in form.fields {
                for value in values where value != "1e400" {
                    let code = value == "99" ? "unknown_facilitator" : "validation_failed"
                    let response = try await check(
                        form, Array(form.body(field, value).utf8), 422, code,
                        "\(field) = \(value.prefix(60))")
                    let named = response.json["errors"]?.array?.compactMap { $0["field"]?.string }
                    XCTAssertTrue(
                        named?.contains { $0.hasPrefix(field) } == true
                            || field == "event" && value.hasPrefix("{"),
                        "\(form.path): \(field) = \(value): \(response.text)")
                }
            }
        }
        XCTAssertEqual(try system.contents(), before)
    }

    func testAMissingFieldIsNamed() async throws {
        let before = try await system.settledContents()
        for form in forms where form.method == "POST" {
            let response = try await check(
                form, Array("{}".utf8), 422, "validation_failed", "{}")
            let codes = response.json["errors"]?.array?.compactMap { $0["code"]?.string } ?? []
            XCTAssertTrue(codes.contains("required"), "\(form.path): \(response.text)")
        }
        XCTAssertEqual(try system.contents(), before)
    }

    func testTheTableCoversEveryRouteWithJSON() {
        let withoutJSON: Set = [
            "PUT /api/facilitator/{id}/picture", "PUT /api/centre/logo",
            "PUT /api/facilitator/{id}/events/{event_id}/picture",
            "PUT /api/facilitator/{id}/series/{series_id}/picture",
            "PUT /internal/facilitators/{facilitator_id}/picture", "PUT /internal/centre/logo",
            "PUT /internal/facilitators/{facilitator_id}/events/{event_id}/picture",
            "PUT /internal/facilitators/{facilitator_id}/series/{series_id}/picture",
            "POST /auth/logout", "POST /me/email/confirmation",
            "POST /api/facilitator/{id}/email/confirmation",
            "POST /me/calendar", "POST /api/facilitator/{id}/calendar",
            "POST /internal/facilitators/{facilitator_id}/calendar",
            "POST /bookings/{id}/cancellation", "POST /bookings/{id}/payment",
            "POST /events/{id}/waitlist", "POST /bookings/{id}/confirmation",
            "POST /internal/facilitators/{facilitator_id}/events/{event_id}/waitlist/{user_id}/offer",
            "POST /api/facilitator/{id}/events/{event_id}/waitlist/{user_id}/offer",
            "POST /internal/centre/guests/{user_id}/email-confirmation",
            "POST /api/centre/guests/{user_id}/email-confirmation",
            "POST /api/centre/facilitators/{account_id}/password-reset",
            "POST /notifications/{id}/read", "POST /webhooks/{provider}",
            "POST /me/calendar", "POST /internal/facilitators/{facilitator_id}/calendar",
            "POST /api/facilitator/{id}/calendar",
            "POST /internal/facilitators/{facilitator_id}/refunds/{refund_id}/retry",
            "POST /api/facilitator/{id}/refunds/{refund_id}/retry",
            "POST /internal/facilitators/{facilitator_id}/refunds/{refund_id}/handed-back",
            "POST /api/facilitator/{id}/refunds/{refund_id}/handed-back",
            "POST /internal/facilitators/{facilitator_id}/bookings/{booking_id}/cancellation",
            "POST /api/facilitator/{id}/bookings/{booking_id}/cancellation",
        ]
        let takesJSON = { (route: Routes.Route) in
            [.post, .put, .patch].contains(route.method) && !withoutJSON.contains(route.label)
        }
        for (base, routes) in [
            (system.main.base, system.mainService.routes),
            (system.crm.base, system.crmService.routes),
        ] {
            let known = forms.filter { $0.client.base == base }.count
            XCTAssertEqual(known, routes.all.filter(takesJSON).count)
        }
    }

    func testContentOfAnUnsupportedTypeIsRefused() async throws {
        let before = try await system.settledContents()
        for form in forms {
            for type in ["text/plain", "application/x-www-form-urlencoded", "application/xml"] {
                let response = try await form.client.send(
                    form.method, form.path, form.body(), ["Content-Type": type])
                XCTAssertEqual(response.status, 415, "\(form.path) \(type)")
                XCTAssertEqual(response.code, "unsupported_media_type")
                response.checkProblem()
            }
            let packed = try await form.client.send(
                form.method, form.path, form.body(), ["Content-Encoding": "gzip"])
            XCTAssertEqual(packed.status, 415, form.path)
            XCTAssertEqual(packed["accept-encoding"], "identity")
            packed.checkProblem()
        }
        XCTAssertEqual(try system.contents(), before)
    }

    func testTenMegabytesOfContentAreRefused() async throws {
        let before = try await system.settledContents()
        let body = [UInt8](repeating: UInt8(ascii: " "), count: 10_000_000)
        for form in forms {
            let authorization = form.client.token.map { "\nAuthorization: Bearer \($0)" } ?? ""
            let response = try RawClient.exchange(
                "\(form.method) \(form.path) HTTP/1.1\nContent-Type: application/json"
                    + authorization, body: body, with: form.client.base)
            XCTAssertEqual(response.status, 413, form.path)
            XCTAssertEqual(response.code, "content_too_large")
            let detail = response.json["detail"]?.string ?? ""
            XCTAssertNotNil(
                detail.wholeMatch(of: /The content may have at most [0-9]+ bytes\./), detail)
            response.checkProblem(form.path)
        }
        XCTAssertEqual(try system.contents(), before)
    }

    func testAnUnknownEventIsNotFound() async throws {
        let before = try await system.settledContents()
        let asha = try await system.main.post(
            "/auth/login", #"{"username": "asha", "password": "asha-password"}"#)
        let client = system.main.with(token: asha.json["access_token"]?.string)
        for id in ["99", "9223372036854775807", "1e3"] {
            let response = try await client.post("/book", #"{"event_id": \#(id)}"#)
            XCTAssertEqual(response.status, 404, id)
            response.checkProblem(id)
        }
        for id in ["0", "-1", "+1", "1.0", "x", "99", "9223372036854775808", "%31%00", "1%2F2"] {
            let response = try RawClient.exchange("GET /events/\(id) HTTP/1.1", with: client.base)
            XCTAssertEqual(response.status, id.hasSuffix("%00") ? 400 : 404, id)
            response.checkProblem(id)
        }
        XCTAssertEqual(try system.contents(), before)
    }

    func testAnInvalidQueryParameterIsNamed() async throws {
        let table: [(query: String, status: Int, field: String?)] = [
            ("limit=0", 422, "limit"), ("limit=201", 422, "limit"), ("limit=-1", 422, "limit"),
            ("limit=%2B5", 422, "limit"), ("limit=", 422, "limit"), ("limit=ten", 422, "limit"),
            ("limit=99999999999999999999", 422, "limit"), ("limit=5&limit=6", 422, "limit"),
            ("cursor=x", 422, "cursor"), ("cursor=", 422, "cursor"), ("cursor=1-+1", 422, "cursor"),
            ("cursor=9223372036854775808-1", 422, "cursor"), ("from=yesterday", 422, "from"),
            ("from=2027-02-30T00:00:00Z", 422, "from"), ("to=1", 422, "to"),
            ("kind=party", 422, "kind"), ("status=gone", 422, "status"),
            ("facilitator_id=0", 422, "facilitator_id"), ("q=%00", 422, "q"),
            ("q=\(String(repeating: "q", count: 101))", 422, "q"), ("q=%zz", 400, nil),
            ("q=%ff", 400, nil), ("q=%e0%80%80", 400, nil), ("%", 400, nil),
            (String(repeating: "a&", count: 65), 400, nil),
        ]
        for (query, status, field) in table {
            let response = try RawClient.exchange(
                "GET /events?\(query) HTTP/1.1", with: system.main.base)
            XCTAssertEqual(response.status, status, "\(query): \(response.text)")
            response.checkProblem(query)
            XCTAssertEqual(response.json["errors"]?[0]?["field"]?.string, field, query)
        }
    }

    @discardableResult
    private func check(
        _ form: ContentForm, _ body: [UInt8], _ status: Int, _ code: String, _ label: String
    ) async throws -> ClientResponse {
        let response = try await form.client.send(form.method, form.path, body: body, [:])
        let label = "\(form.method) \(form.path), \(label): \(response.text.prefix(300))"
        XCTAssertEqual(response.status, status, label)
        XCTAssertEqual(response.code, code, label)
        response.checkProblem(label)
        return response
    }
}

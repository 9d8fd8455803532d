import Foundation
import HTTP
import XCTest

/// Whatever anybody sends: a clear 4xx with a code, never a 500, and nothing has changed.
final class BadInputTests: XCTestCase {
    private typealias Fields = [(name: String, good: String?, bad: [String])]

    /// A route that takes content, who may send it, and its fields: a good value, where it needs
    /// the field, and bad ones.
    private struct Form {
        let method: String
        let path: String
        let client: Client
        let fields: Fields

        /// Content that would be good, but for what takes the place of one field's value.
        func body(_ field: String? = nil, _ value: String? = nil) -> String {
            let members = fields.compactMap { name, good, _ in
                (name == field ? value : good).map { "\"\(name)\": \($0)" }
            }
            return "{\(members.joined(separator: ", "))}"
        }
    }

    private var centre: Centre!
    private var forms: [Form] = []

    override func setUp() async throws {
        centre = try await Centre()
        let event = try await centre.event(capacity: 12)
        let asha = try await centre.guest("asha")
        let arjun = try await centre.arjun()
        let peer = centre.main.with(token: Centre.serviceToken)
        func form(_ route: String, _ client: Client, _ fields: Fields) -> Form {
            let words = route.split(separator: " ").map(String.init)
            return Form(method: words[0], path: words[1], client: client, fields: fields)
        }
        forms = [
            form("POST /auth/register", centre.main, Self.registration),
            form("POST /auth/login", centre.main, Self.login),
            form("PATCH /me", asha, Self.account),
            form("POST /book", asha, Self.order(of: event)),
            form("POST /internal/facilitators/2/events", peer, Self.command),
            form("PUT /internal/facilitators/2/events/\(event)", peer, Self.command),
            form("POST /notify", centre.service, Self.notice),
            form("POST /auth/login", centre.crm, Self.login),
            form("POST /api/facilitator/2/events", arjun, Self.event),
            form("PUT /api/facilitator/2/events/\(event)", arjun, Self.event),
        ]
    }

    override func tearDown() async throws { await centre?.close() }

    private static let number = ["\"1\"", "true", "1.5", "[1]", "0", "-1", "1e400"]
    private static let id = number + ["9223372036854775808", "1e99", "null"]
    private static let line = ["7", "false", "[]", #""a\u0000b""#, #""a\u001b[2J""#, #""\u202e""#]
    /// As many characters as are allowed, and more bytes than can be hashed.
    private static let longPassword = "\"\(String(repeating: "धूप", count: 80))\""

    private static let registration: Fields = [
        ("username", #""kabir""#, line + ["null", #""""#, #""a""#, #""two words""#, #""ashа""#]),
        (
            "password", #""good-password""#,
            ["7", "null", #""short""#, #""pass\u0000word""#, longPassword]
        ),
        ("email", nil, ["7", #""nobody""#, #""a@b@c.org""#, #""a b@c.org""#]),
        ("name", nil, line + [#""""#, "\"\(String(repeating: "n", count: 101))\""]),
    ]
    private static let login: Fields = [
        ("username", #""asha""#, ["7", "null", #""""#]),
        ("password", #""asha-password""#, ["7", "null", #""""#]),
    ]
    private static let account: Fields = [
        ("name", nil, line + [#""""#]), ("email", nil, ["7", #""nobody""#]),
        ("current_password", #""asha-password""#, ["7", "null", #""not-the-password""#]),
        ("password", #""another-password""#, [#""short""#, "7", longPassword]),
    ]
    private static func order(of event: Int) -> Fields {
        [
            ("event_id", "\(event)", id),
            ("seats", nil, number + ["11", "9223372036854775807", "1e99"]),
        ]
    }
    private static let notice: Fields = [
        ("booking_id", "101", id), ("facilitator_id", "2", id + ["99"]),
        ("user", #""Bhavin""#, line + ["null", #""""#]),
        ("event", #""Yoga""#, line + ["null", #""""#]), ("seats", nil, ["-1", "\"2\"", "1e99"]),
        ("amount_paid", nil, ["-1", "0.5"]), ("currency", nil, ["7", #""rupees""#]),
        ("occurred_at", nil, ["7", #""yesterday""#, #""2027-02-30T00:00:00Z""#]),
        ("notices", nil, ["7", "[]", "{}"]),
    ]
    private static let command: Fields = [
        (
            "facilitator", #"{"id": 2, "name": "Arjun Patel"}"#,
            ["null", "7", #"{"id": 3, "name": "Kavya"}"#, #"{"id": 2}"#]
        ),
        (
            "event",
            "{\(event.compactMap { "\"\($0.name)\": \($0.good ?? "null")" }.joined(separator: ", "))}",
            ["null", "[]", #"{"capacity": 0}"#, #"{"title": ""}"#]
        ),
    ]
    private static let event: Fields = [
        ("title", #""Sunrise Yoga""#, line + [#""""#]),
        ("kind", #""session""#, ["7", #""party""#]),
        ("location", #""Goa""#, line),
        ("time_zone", #""Asia/Kolkata""#, ["7", #""Mars/Olympus""#, #""../../etc/passwd""#]),
        (
            "starts_at", #""2027-02-12T03:30:00Z""#,
            ["7", #""tomorrow""#, #""2027-02-29T00:00:00Z""#, #""1969-12-31T00:00:00Z""#]
        ),
        (
            "ends_at", #""2027-02-12T04:30:00Z""#,
            [#""2027-02-12T03:30:60Z""#, #""2001-01-01T00:00:00Z""#]
        ),
        ("capacity", "12", number + ["1e99", "9223372036854775807"]),
        ("price", "0", ["-1", "0.5", "\"5\"", "1e99", "9223372036854775807"]),
        ("currency", #""INR""#, ["7", #""inr""#, #""XXXX""#]),
        (
            "refund_policy", "[]",
            [
                "7", "{}", "[7]", "[{}]", #"[{"hours_before": -1, "percent": 50}]"#,
                #"[{"hours_before": 24, "percent": 101}]"#,
                #"[{"hours_before": 1, "percent": 50}, {"hours_before": 1, "percent": 40}]"#,
            ]
        ),
    ]

    /// What is no JSON object, whoever it is for.
    private func malformed(_ good: String) -> [(label: String, body: [UInt8])] {
        let deep = String(repeating: "[", count: 10_000)
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

    func testWhatIsNotAJSONObjectIsRefused() async throws {
        let before = try centre.contents()
        for form in forms {
            for (label, body) in malformed(form.body()) {
                try await check(form, body, 400, "malformed_json", label)
            }
        }
        XCTAssertEqual(try centre.contents(), before)
    }

    func testEveryFieldIsRefusedByItsNameWhenItIsWrong() async throws {
        let before = try centre.contents()
        for form in forms {
            for (field, _, values) in form.fields {
                for value in values where value != "1e400" {
                    let code = value == "99" ? "unknown_facilitator" : "validation_failed"
                    let answer = try await check(
                        form, Array(form.body(field, value).utf8), 422, code,
                        "\(field) = \(value.prefix(60))")
                    let named = answer.json["errors"]?.array?.compactMap { $0["field"]?.string }
                    XCTAssertTrue(
                        named?.contains { $0.hasPrefix(field) } == true
                            || field == "event" && value.hasPrefix("{"),
                        "\(form.path): \(field) = \(value): \(answer.text)")
                }
            }
        }
        XCTAssertEqual(try centre.contents(), before)
    }

    func testAMissingFieldIsNamed() async throws {
        let before = try centre.contents()
        for form in forms where form.method == "POST" {
            let answer = try await check(
                form, Array("{}".utf8), 422, "validation_failed", "{}")
            let codes = answer.json["errors"]?.array?.compactMap { $0["code"]?.string } ?? []
            XCTAssertTrue(codes.contains("required"), "\(form.path): \(answer.text)")
        }
        XCTAssertEqual(try centre.contents(), before)
    }

    func testTheTableHasEveryRouteThatTakesContent() {
        let withoutContent: Set = [
            "POST /auth/logout",
            "POST /bookings/{id}/cancellation", "POST /bookings/{id}/payment",
            "POST /notifications/{id}/read", "POST /webhooks/{provider}",
            "POST /internal/facilitators/{facilitator_id}/refunds/{refund_id}/retry",
            "POST /api/facilitator/{id}/refunds/{refund_id}/retry",
        ]
        let takesContent = { (route: Routes.Route) in
            [.post, .put, .patch].contains(route.method) && !withoutContent.contains(route.label)
        }
        for (base, routes) in [
            (centre.main.base, centre.mainService.routes),
            (centre.crm.base, centre.crmService.routes),
        ] {
            let known = forms.filter { $0.client.base == base }.count
            XCTAssertEqual(known, routes.all.filter(takesContent).count)
        }
    }

    func testContentOfAnotherTypeIsRefused() async throws {
        let before = try centre.contents()
        for form in forms {
            for type in ["text/plain", "application/x-www-form-urlencoded", "application/xml"] {
                let answer = try await form.client.send(
                    form.method, form.path, form.body(), ["Content-Type": type])
                XCTAssertEqual(answer.status, 415, "\(form.path) \(type)")
                XCTAssertEqual(answer.code, "unsupported_media_type")
                answer.checkProblem()
            }
        }
        XCTAssertEqual(try centre.contents(), before)
    }

    func testTenMegabytesAreTooMuch() async throws {
        let before = try centre.contents()
        let body = [UInt8](repeating: UInt8(ascii: " "), count: 10_000_000)
        for form in forms {
            let authorization = form.client.token.map { "\nAuthorization: Bearer \($0)" } ?? ""
            let answer = try Wire.exchange(
                "\(form.method) \(form.path) HTTP/1.1\nContent-Type: application/json"
                    + authorization, body: body, with: form.client.base)
            XCTAssertEqual(answer.status, 413, form.path)
            XCTAssertEqual(answer.code, "content_too_large")
            answer.checkProblem(form.path)
        }
        XCTAssertEqual(try centre.contents(), before)
    }

    func testAnEventThatNobodyKnowsIsNotFound() async throws {
        let before = try centre.contents()
        let asha = try await centre.main.post(
            "/auth/login", #"{"username": "asha", "password": "asha-password"}"#)
        let client = centre.main.with(token: asha.json["access_token"]?.string)
        for id in ["99", "9223372036854775807", "1e3"] {
            let answer = try await client.post("/book", #"{"event_id": \#(id)}"#)
            XCTAssertEqual(answer.status, 404, id)
            answer.checkProblem(id)
        }
        for id in ["0", "-1", "+1", "1.0", "x", "99", "9223372036854775808", "%31%00", "1%2F2"] {
            let answer = try Wire.exchange("GET /events/\(id) HTTP/1.1", with: client.base)
            XCTAssertEqual(answer.status, id.hasSuffix("%00") ? 400 : 404, id)
            answer.checkProblem(id)
        }
        XCTAssertEqual(try centre.contents(), before)
    }

    func testAQueryIsRefusedByItsParametersNames() async throws {
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
            let answer = try Wire.exchange("GET /events?\(query) HTTP/1.1", with: centre.main.base)
            XCTAssertEqual(answer.status, status, "\(query): \(answer.text)")
            answer.checkProblem(query)
            XCTAssertEqual(answer.json["errors"]?[0]?["field"]?.string, field, query)
        }
    }

    @discardableResult
    private func check(
        _ form: Form, _ body: [UInt8], _ status: Int, _ code: String, _ label: String
    ) async throws -> Client.Answer {
        let answer = try await form.client.send(form.method, form.path, body: Data(body), [:])
        let label = "\(form.method) \(form.path), \(label): \(answer.text.prefix(300))"
        XCTAssertEqual(answer.status, status, label)
        XCTAssertEqual(answer.code, code, label)
        answer.checkProblem(label)
        return answer
    }
}

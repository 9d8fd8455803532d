import Foundation
import HTTP
import HTTPClient
import TestSupport
import XCTest

/// Swift normalizes strings to compare them, in quadratic time for the worst runs of combining
/// marks. Wherever a service takes text, such text must cost about as much as ASCII.
final class CombiningMarksTests: SystemTestCase {
    /// A place that takes text: the length of a long text in bytes, and the request with a text.
    private struct Place {
        let name: String
        let client: TestClient
        let length: Int
        /// The head without the fields that all requests have, and the content.
        let request: ([UInt8]) -> (head: [UInt8], body: [UInt8])
    }

    /// The first is compared with the others. The second has descending combining classes.
    private static let units = [
        "a", "\u{301}\u{323}", "\u{301}", "\u{1161}", "\u{1F469}\u{200D}",
    ]
    private static let rounds = 3
    /// ASCII that costs less is as good as free; the rest of this process works meanwhile.
    private static let leastNanoseconds: UInt64 = 2_000_000

    private static let headerFields = [
        "Accept", "Accept-Encoding", "Access-Control-Request-Method", "Authorization", "Connection",
        "Content-Encoding", "Content-Type", "Cookie", "Expect", "Idempotency-Key", "If-Match",
        "If-None-Match", "Origin", "Referer", "Stripe-Signature", "User-Agent", "X-Forwarded-For",
        "X-Razorpay-Event-Id", "X-Razorpay-Signature", "X-Request-Id",
    ]

    override var environment: [String: String] { ["BEHIND_PROXY": "1"] }

    func testMarksInHeaderFieldsCostAsMuchAsASCII() async throws {
        var places: [Place] = []
        for client in [system.main, system.crm] {
            for line in ["GET /", "GET /nothing", "POST /auth/login", "POST /webhooks/sandbox"] {
                for field in Self.headerFields {
                    places.append(
                        Place(name: "\(line) \(field)", client: client, length: 30_000) { text in
                            (Array("\(line) HTTP/1.1\r\n\(field): a".utf8) + text, [])
                        })
                }
            }
        }
        try compare(places)
    }

    func testMarksInTargetsCostAsMuchAsASCII() async throws {
        let targets = [
            (system.main, "GET /events/"), (system.main, "GET /e/"),
            (system.main, "GET /events?q="),
            (system.main, "GET /events?kind="), (system.main, "GET /events?from="),
            (system.main, "GET /events?cursor="), (system.main, "GET /events?"),
            (system.main, "GET /?q="), (system.main, "GET /login?next=/"),
            (system.main, "GET /sandbox/pay/"), (system.main, "POST /webhooks/"),
            (system.main, "GET /payment/"), (system.main, "GET /assets/a/"),
            (system.crm, "GET /api/facilitator/"), (system.crm, "GET /"), (system.crm, "GET /?"),
        ]
        try compare(
            targets.map { client, target in
                Place(name: target, client: client, length: 5_000) { text in
                    let encoded = text.map { String(format: "%%%02X", $0) }.joined()
                    return (Array("\(target)\(encoded) HTTP/1.1".utf8), [])
                }
            })
    }

    func testMarksInJSONCostAsMuchAsASCII() async throws {
        var places: [Place] = []
        for form in try await ContentForm.all(of: system) {
            let length = form.path.contains("facilitator") ? 96_000 : 3_000
            let head = Self.head("\(form.method) \(form.path)", "application/json", form.client)
            for name in form.fields.map(\.name) {
                places.append(
                    Place(
                        name: "\(form.path) \(name)", client: form.client,
                        length: min(length, 24_000)
                    ) {
                        text in
                        let value = "\"\(String(decoding: text, as: UTF8.self))\""
                        return (head, Array(form.body(name, value).utf8))
                    })
            }
            places.append(
                Place(name: "\(form.path), a name", client: form.client, length: length) { text in
                    (head, Array("{\"".utf8) + text + Array("\": 1}".utf8))
                })
            // As long as names may be, so that all are compared with each other.
            places.append(
                Place(name: "\(form.path), names", client: form.client, length: length) { text in
                    let members = stride(from: 0, to: text.count, by: 1_000).map { start in
                        Array("\"\(start)".utf8)
                            + text[start..<min(start + 1_000, text.count)] + Array("\": 1".utf8)
                    }
                    return (head, Array("{".utf8) + members.joined(separator: [0x2C]) + [0x7D])
                })
            places.append(
                Place(name: "\(form.path), a value", client: form.client, length: length) { text in
                    (head, Array("{\"unknown\": \"".utf8) + text + Array("\"}".utf8))
                })
        }
        try compare(places)
    }

    func testMarksInFormsAndWebhooksCostAsMuchAsASCII() async throws {
        let form = "application/x-www-form-urlencoded"
        var places: [Place] = []
        for (path, length) in [("/sandbox/pay/x", 900), ("/payment/razorpay/order_x", 16_000)] {
            for (before, after) in [("choice=", ""), ("", "=1"), ("razorpay_signature=", "&b=c")] {
                let head = Self.head("POST \(path)", form, system.main)
                places.append(
                    Place(name: "\(path) \(before)", client: system.main, length: length) { text in
                        (head, Array(before.utf8) + text + Array(after.utf8))
                    })
            }
        }
        let head = Self.head(
            "POST /webhooks/sandbox", "application/json\r\nStripe-Signature: t=1,v1=00", system.main
        )
        places.append(
            Place(name: "/webhooks/sandbox", client: system.main, length: 200_000) { text in
                (head, Array("{\"type\": \"".utf8) + text + Array("\"}".utf8))
            })
        try compare(places)
    }

    private static func head(_ line: String, _ type: String, _ client: TestClient) -> [UInt8] {
        let authorization = client.token.map { "\r\nAuthorization: Bearer \($0)" } ?? ""
        return Array("\(line) HTTP/1.1\r\nContent-Type: \(type)\(authorization)".utf8)
    }

    private func compare(_ places: [Place]) throws {
        for place in places {
            let costs = try Self.units.map { unit in
                let count = place.length / unit.utf8.count
                let text = Array(String(repeating: unit, count: count).utf8)
                let (head, body) = place.request(text)
                let costs = try (0..<Self.rounds).map { _ in
                    try cost(of: head, body, to: place.client, place.name)
                }
                // The services' other work is in some of the rounds.
                return costs.min() ?? 0
            }
            let limit = 10 * max(costs[0], Self.leastNanoseconds)
            for (unit, cost) in zip(Self.units, costs) {
                XCTAssertLessThan(
                    cost, limit, "\(place.name): \(unit.unicodeScalars.map(\.value)) \(costs)")
            }
        }
    }

    /// The processor time that this process, which the services run in, takes for a request.
    private func cost(
        of head: [UInt8], _ body: [UInt8], to client: TestClient, _ name: String
    ) throws -> UInt64 {
        let port = try XCTUnwrap(client.base.split(separator: ":").last.flatMap { Int($0) })
        let address = try XCTUnwrap(SocketAddress(host: "127.0.0.1", port: port))
        let fields = "\r\nHost: a\r\nConnection: close\r\nContent-Length: \(body.count)\r\n\r\n"
        let request = head + Array(fields.utf8) + body
        let start = processorNanoseconds()
        let connection = try RawClient(address)
        // A service may respond and close before it has read the whole request.
        try? connection.send(request)
        let response = try connection.restToTheEnd()
        let end = processorNanoseconds()
        let status = try ClientResponse(parsing: response).status
        XCTAssertLessThan(status, 500, name)
        return end - start
    }

    private func processorNanoseconds() -> UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }
}

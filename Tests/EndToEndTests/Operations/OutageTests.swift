import Foundation
import HTTP
import HTTPClient
import JSONCoding
import Platform
import TestSupport
import XCTest

/// One service is down or is killed: no confirmed booking is lost or delivered twice.
final class OutageTests: XCTestCase {
    private var folder = ""
    private var ports: (main: ReservedPort, crm: ReservedPort)!
    private var main: RunningProgram!
    private var crm: RunningProgram!

    override func setUp() async throws {
        folder = NSTemporaryDirectory() + "outage-\(UUID().uuidString)"
        ports = (try ReservedPort(), try ReservedPort())
        main = try startMain()
        crm = try startCRM()
    }

    override func tearDown() async throws {
        main.kill()
        crm.kill()
        ports.main.release()
        ports.crm.release()
        try FileManager.default.removeItem(atPath: folder)
    }

    private func startMain() throws -> RunningProgram {
        try Program.mainAPI.start(
            ["--port", "\(ports.main.number)", "--database", folder + "/main.sqlite"],
            environment: ["CRM_URL": "http://127.0.0.1:\(ports.crm.number)"])
    }

    private func startCRM(mainAt address: String? = nil) throws -> RunningProgram {
        try Program.crmAPI.start(
            ["--port", "\(ports.crm.number)", "--database", folder + "/crm.sqlite", "--demo"],
            environment: ["MAIN_URL": address ?? main.address])
    }

    private var service: TestClient { crm.client.with(token: TestSystem.serviceToken) }

    private func events(_ count: Int) async throws -> [Int] {
        var events: [Int] = []
        for number in 1...count {
            let created = try await service.post(
                "/api/facilitator/2/events",
                """
                {"title": "Talk \(number)", "kind": "session", "location": "Goa",
                 "time_zone": "Asia/Kolkata", "starts_at": "2099-02-12T03:30:00Z",
                 "ends_at": "2099-02-12T04:30:00Z", "capacity": 20, "price": 0,
                 "currency": "INR"}
                """)
            events.append(try XCTUnwrap(created.json["id"]?.int, created.text))
        }
        return events
    }

    private func notifiedBookings(_ count: Int) async throws -> [JSONValue] {
        try await eventually {
            let rows =
                try await service.get("/api/facilitator/2/bookings?limit=200")
                .json["data"]?.array ?? []
            return rows.count >= count ? rows : nil
        }
    }

    func testBookingsDuringACRMAPIOutageAreDeliveredOnce() async throws {
        let events = try await events(20)
        var guests: [TestClient] = []
        for number in 1...10 { guests.append(try await main.client.registered("guest\(number)")) }
        crm.kill()
        let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
            for guest in guests {
                for event in events {
                    group.addTask {
                        try await guest.post("/book", #"{"event_id": \#(event)}"#).status
                    }
                }
            }
            return try await group.reduce(into: [:]) { $0[$1, default: 0] += 1 }
        }
        XCTAssertEqual(statuses, [201: 200])
        let readiness = try await main.client.get("/readyz")
        XCTAssertEqual(readiness.json["status"]?.string, "degraded", readiness.text)

        crm = try startCRM()
        let rows = try await notifiedBookings(200)
        XCTAssertEqual(Set(rows.compactMap { $0["booking_id"]?.int }).count, 200)
        let notices = try DatabaseContents(path: folder + "/crm.sqlite").rows["notices"]
        XCTAssertEqual(notices?.count, 200)
        let reconciled = try await eventually {
            let result = try Program.crmAPI.run(
                ["reconcile", "--database", folder + "/crm.sqlite"],
                environment: ["MAIN_URL": main.address])
            return result.output.contains("pending: 0") ? result : nil
        }
        XCTAssertEqual(
            reconciled.output,
            "bookings: 200, notices: 200, pending: 0, differences: 0\n")
        XCTAssertEqual(reconciled.status, 0)
    }

    func testAConfirmedBookingAndItsNoticeSurviveAPowerCut() async throws {
        let event = try await events(1)[0]
        let asha = try await main.client.registered("asha")
        crm.kill()
        let booking = try await asha.book(event, seats: 2)
        main.kill()

        main = try startMain()
        let kept = try await asha.get("/bookings/\(booking)")
        XCTAssertEqual(kept.json["status"]?.string, "confirmed", kept.text)
        crm = try startCRM()
        let rows = try await notifiedBookings(1)
        XCTAssertEqual(rows.map { $0["booking_id"]?.int }, [booking])
        XCTAssertEqual(rows[0]["seats"]?.int, 2)
    }

    func testAnInvalidResponseInPlaceOfMainAPIIsNotForwarded() async throws {
        var routes = Routes()
        routes.get("/internal/facilitators/2/events", by: .anyone) { _, _ in
            Response(.ok, body: Array("<html>".utf8)).with(.contentType, "text/html")
        }
        routes.get("/internal/facilitators/2/users", by: .anyone) { _, _ in Response(.noContent) }
        let stranger = try Server(
            ServerConfiguration(address: .anyLoopbackPort),
            router: Router(routes, cors: CORS(origins: []))
        ).start()
        defer { stranger.stop() }
        crm.kill()
        crm = try startCRM(mainAt: "http://\(stranger.address)")
        for list in ["events", "users"] {
            let response = try await service.get("/api/facilitator/2/" + list)
            XCTAssertEqual(response.status, 502, response.text)
            XCTAssertEqual(response.code, "main_api_failed")
            response.checkProblem(response.text)
        }
    }

    func testFacilitatorRoutesAnswer503WhileMainAPIIsDown() async throws {
        let event = try await events(1)[0]
        let booking = try await main.client.registered("asha").book(event)
        _ = try await notifiedBookings(1)
        main.kill()
        let path = "/api/facilitator/2"
        let away = [
            try await service.get(path + "/events"), try await service.get(path + "/users"),
            try await service.post(path + "/events", #"{"title": "Talk"}"#),
            try await service.put(path + "/events/\(event)", #"{"title": "Talk"}"#),
            try await service.delete(path + "/events/\(event)"),
        ]
        for response in away {
            XCTAssertEqual(response.status, 503, response.text)
            XCTAssertEqual(response.code, "main_api_unavailable")
            XCTAssertNotNil(response["retry-after"])
            response.checkProblem(response.text)
        }
        let log = try await service.get(path + "/bookings")
        XCTAssertEqual(log.json["data"]?[0]?["booking_id"]?.int, booking, log.text)
        let ready = try await crm.client.get("/readyz")
        XCTAssertEqual(ready.status, 200, ready.text)
        XCTAssertEqual(ready.json["status"]?.string, "degraded")
    }
}

import Foundation
import HTTP
import HTTPClient
import JSONCoding
import Synchronization
import TestSupport
import XCTest

/// MainAPI sends notices to a CRM that accepts one at a time.
final class OutboxRelayTests: XCTestCase {
    private var folder = ""
    private var crm: PlainCRM!
    private var main: RunningProgram!

    override func setUp() async throws {
        folder = NSTemporaryDirectory() + "relay-\(UUID().uuidString)"
        crm = try PlainCRM()
        main = try Program.mainAPI.start(
            ["--port", "0", "--database", folder + "/main.sqlite", "--demo"],
            environment: ["CRM_URL": crm.address])
    }

    override func tearDown() async throws {
        main.kill()
        crm.stop()
        try FileManager.default.removeItem(atPath: folder)
    }

    /// Waits until the CRM has received notices of this many bookings.
    private func receivedBookings(_ count: Int) async throws -> [Int] {
        try await eventually {
            let bookings = self.crm.received.compactMap { $0["booking_id"]?.int }
            return bookings.count >= count ? bookings : nil
        }
    }

    private func waitForDelivery() async throws {
        try await waitUntil {
            let metrics = try await self.main.client.get("/metrics").text
            return metrics.contains("outbox_pending 0\n")
        }
    }

    func testNoticesAreSentOneByOneToACRMWithoutBatches() async throws {
        let demo = try await receivedBookings(11)
        let booking = try await main.client.registered("asha").book(6)
        let received = try await receivedBookings(12)
        XCTAssertEqual(received, demo + [booking])
        for notice in crm.received {
            XCTAssertNotNil(notice["user"]?.string)
            XCTAssertNotNil(notice["event"]?.string)
            XCTAssertNotNil(notice["facilitator_id"]?.int)
        }
        try await waitForDelivery()
    }

    func testAnUnexpectedResponseMakesTheRelayRetry() async throws {
        _ = try await receivedBookings(11)
        try await waitForDelivery()
        let guests = ["asha", "bhavin", "chitra"]
        for (guest, response) in zip(guests, ["", "{}", #"{"ok": true}"#]) {
            crm.setResponse(response)
            let booking = try await main.client.registered(guest).book(6)
            try await waitForDelivery()
            XCTAssertEqual(crm.received.filter { $0["booking_id"]?.int == booking }.count, 1)
        }
        for (guest, response) in [("dev", "<html>"), ("esha", #"{"status": "error"}"#)] {
            crm.setResponse(response)
            let booking = try await main.client.registered(guest).book(6)
            try await waitUntil {
                let tries = self.crm.received.filter { $0["booking_id"]?.int == booking }
                return tries.count >= 2
            }
            crm.setResponse("{}")
            try await waitForDelivery()
        }
    }
}

/// A CRM without batches that stores every notice and sends a configured response.
private final class PlainCRM: Sendable {
    private let notices = Mutex<[JSONValue]>([])
    private let response = Mutex(#"{"status": "success"}"#)
    private let server = Mutex<RunningServer?>(nil)
    var address: String { server.withLock { $0.map { "http://\($0.address)" } } ?? "" }
    var received: [JSONValue] { notices.withLock { $0 } }

    init() throws {
        var routes = Routes()
        routes.post("/notify", by: .anyone) { [weak self] request, _ in
            let notice = JSONValue.object(try request.jsonObject())
            self?.notices.withLock { $0.append(notice) }
            let text = self?.response.withLock { $0 } ?? ""
            return Response(.ok, body: Array(text.utf8)).with(.contentType, "application/json")
        }
        let running = try Server(
            ServerConfiguration(address: .anyLoopbackPort),
            router: Router(routes, cors: CORS(origins: []))
        ).start()
        server.withLock { $0 = running }
    }

    func setResponse(_ text: String) { response.withLock { $0 = text } }

    func stop() { server.withLock { $0 }?.stop() }
}

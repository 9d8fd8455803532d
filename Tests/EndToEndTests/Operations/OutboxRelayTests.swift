import Foundation
import HTTP
import HTTPClient
import JSONCoding
import Synchronization
import TestSupport
import XCTest

/// What MainAPI says to a CRM that knows no more than that it takes a notice at a time.
final class OutboxRelayTests: XCTestCase {
    private var folder = ""
    private var crm: PlainCRM!
    private var main: RunningProgram!

    override func setUp() async throws {
        folder = NSTemporaryDirectory() + "courier-\(UUID().uuidString)"
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

    /// The bookings of which the CRM was told, in the order in which they came.
    private func told(_ count: Int) async throws -> [Int] {
        try await eventually {
            let bookings = self.crm.received.compactMap { $0["booking_id"]?.int }
            return bookings.count >= count ? bookings : nil
        }
    }

    private func settled() async throws {
        try await waitUntil {
            let metrics = try await self.main.client.get("/metrics").text
            return metrics.contains("outbox_pending 0\n")
        }
    }

    func testNoticesAreSentOneByOneToACRMWithoutBatches() async throws {
        let demo = try await told(11)
        let booking = try await main.client.registered("asha").book(6)
        let told = try await told(12)
        XCTAssertEqual(told, demo + [booking])
        for notice in crm.received {
            XCTAssertNotNil(notice["user"]?.string)
            XCTAssertNotNil(notice["event"]?.string)
            XCTAssertNotNil(notice["facilitator_id"]?.int)
        }
        try await settled()
    }

    func testAnUnexpectedResponseMakesTheRelayRetry() async throws {
        _ = try await told(11)
        try await settled()
        let guests = ["asha", "bhavin", "chitra"]
        for (guest, response) in zip(guests, ["", "{}", #"{"ok": true}"#]) {
            crm.answer(response)
            let booking = try await main.client.registered(guest).book(6)
            try await settled()
            XCTAssertEqual(crm.received.filter { $0["booking_id"]?.int == booking }.count, 1)
        }
        for (guest, response) in [("dev", "<html>"), ("esha", #"{"status": "error"}"#)] {
            crm.answer(response)
            let booking = try await main.client.registered(guest).book(6)
            try await waitUntil {
                let tries = self.crm.received.filter { $0["booking_id"]?.int == booking }
                return tries.count >= 2
            }
            crm.answer("{}")
            try await settled()
        }
    }
}

/// Takes every notice, says what it is told to say, and knows nothing of batches.
private final class PlainCRM: Sendable {
    private let notices = Mutex<[JSONValue]>([])
    private let saying = Mutex(#"{"status": "success"}"#)
    private let server = Mutex<RunningServer?>(nil)
    var address: String { server.withLock { $0.map { "http://\($0.address)" } } ?? "" }
    var received: [JSONValue] { notices.withLock { $0 } }

    init() throws {
        var routes = Routes()
        routes.post("/notify", by: .anyone) { [weak self] request, _ in
            let notice = JSONValue.object(try request.jsonObject())
            self?.notices.withLock { $0.append(notice) }
            let text = self?.saying.withLock { $0 } ?? ""
            return Response(.ok, body: Array(text.utf8)).with(.contentType, "application/json")
        }
        let running = try Server(
            ServerConfiguration(address: .anyLoopbackPort),
            router: Router(routes, cors: CORS(origins: []))
        ).start()
        server.withLock { $0 = running }
    }

    func answer(_ text: String) { saying.withLock { $0 = text } }

    func stop() { server.withLock { $0 }?.stop() }
}

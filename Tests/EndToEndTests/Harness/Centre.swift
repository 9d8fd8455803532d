import CRMAPI
import Configuration
import Foundation
import Glibc
import JSONCoding
import MainAPI
import Observability
import Platform
import Timekeeping
import XCTest

/// A centre with both services running in this process, each on a port of its own choosing, with
/// empty databases in a folder of their own and a clock that is turned by hand.
final class Centre: Sendable {
    static let serviceToken = "CRM_SECRET_123"

    let clock: SettableClock
    let folder: String
    let main: Client
    let crm: Client
    let mainService: MainService
    let crmService: CRMService
    private let mainPort: ReservedPort

    /// - Parameters:
    ///   - demo: Whether the demo data is wanted; the facilitators are there in any case.
    ///   - environment: Further settings of both services.
    init(demo: Bool = false, environment: [String: String] = [:]) async throws {
        clock = SettableClock(.init(clamping: 1_800_000_000))
        folder = NSTemporaryDirectory() + "centre-\(UUID().uuidString)"
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        let log = Log(level: .error, requests: false)
        mainPort = try ReservedPort()
        var settings = ["CRM_TOKEN": Self.serviceToken, "PORT": "0", "LIMIT_ADDRESSES": "0"]
        settings.merge(environment) { $1 }
        settings["DATABASE"] = folder + "/crm.sqlite"
        settings["MAIN_URL"] = "http://127.0.0.1:\(mainPort.number)"
        settings["DEMO"] = "1"
        var reader = SettingsReader(arguments: [], environment: settings)
        crmService = try await CRMService(
            CRMSettings(&reader), clock: clock.clock, log: log)
        settings["DATABASE"] = folder + "/main.sqlite"
        settings["CRM_URL"] = "http://\(crmService.address)"
        settings["PORT"] = "\(mainPort.number)"
        settings["DEMO"] = demo ? "1" : "0"
        reader = SettingsReader(arguments: [], environment: settings)
        mainService = try await MainService(
            MainSettings(&reader), clock: clock.clock, log: log)
        main = Client(base: "http://\(mainService.address)")
        crm = Client(base: "http://\(crmService.address)")
    }

    /// Stops both and takes the folder away.
    func close() async {
        await mainService.stop()
        await crmService.stop()
        mainPort.release()
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// Turns the clock, and has the services see it at once.
    func advance(seconds: Int64) {
        clock.advance(seconds: seconds)
        mainService.clockWasTurned()
    }

    // The cast

    /// A guest who has registered and logged in.
    func guest(_ username: String) async throws -> Client {
        try await main.registered(username)
    }

    /// Arjun Patel, facilitator 2, logged in at CRMAPI.
    func arjun() async throws -> Client {
        try await facilitator("arjun")
    }

    /// One of the demo facilitators, logged in at CRMAPI.
    func facilitator(_ username: String) async throws -> Client {
        let login = try await crm.logIn(username, username + "123")
        return crm.with(token: try XCTUnwrap(login.json["access_token"]?.string, login.text))
    }

    /// CRMAPI for whoever holds the service token.
    var service: Client { crm.with(token: Self.serviceToken) }

    /// An event of Arjun's, ten days from now, put up through CRMAPI; answers its id.
    func event(
        title: String = "Meditation Retreat", capacity: Int = 20, price: Int = 0,
        startsInHours: Int64 = 240
    ) async throws -> Int {
        let start = clock.now().adding(seconds: startsInHours * 3_600)
        let created = try await service.post(
            "/api/facilitator/2/events",
            """
            {"title": "\(title)", "description": "Three quiet days.", "kind": "retreat",
             "location": "Rishikesh", "time_zone": "Asia/Kolkata",
             "starts_at": "\(start.rfc3339)", "ends_at": "\(start.adding(seconds: 7_200).rfc3339)",
             "capacity": \(capacity), "price": \(price), "currency": "INR",
             "refund_policy": [{"hours_before": 168, "percent": 100},
                               {"hours_before": 24, "percent": 50}]}
            """)
        XCTAssertEqual(created.status, 201, created.text)
        return try XCTUnwrap(created.json["id"]?.int)
    }

    /// Arjun's bookings as CRMAPI knows them, as soon as there are so many.
    func notifiedBookings(atLeast count: Int) async throws -> [JSONValue] {
        try await eventually {
            let rows =
                try await service.get("/api/facilitator/2/bookings?limit=200")
                .json["data"]?.array ?? []
            return rows.count >= count ? rows : nil
        }
    }
}

/// Waits for a condition, with a deadline that is there for what never happens, however slow the
/// machine.
func eventually<Value>(
    within seconds: Double = 60, _ condition: () async throws -> Value?
) async throws -> Value {
    let deadline = ContinuousClock.now + .seconds(seconds)
    while ContinuousClock.now < deadline {
        if let value = try await condition() { return value }
        try await Task.sleep(for: .milliseconds(5))
    }
    throw NeverHappened()
}

struct NeverHappened: Error {}

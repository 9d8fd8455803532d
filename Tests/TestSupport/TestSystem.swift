import CRMAPI
import Configuration
import Foundation
import HTTPClient
import JSONCoding
import MainAPI
import Observability
import Platform
import Timekeeping
import XCTest

/// Both services in this process, on free ports, with new databases and a settable clock.
package final class TestSystem: Sendable {
    package static let serviceToken = "CRM_SECRET_123"

    package let clock: SettableClock
    /// Holds the database files and the mail folder.
    package let folder: String
    package let main: TestClient
    package let crm: TestClient
    package let mainService: MainService
    package let crmService: CRMService
    private let mainPort: ReservedPort
    /// A database of CRMAPI with the demo facilitators, whose passwords take long to hash.
    private static let facilitators = Task { try await makeFacilitators() }

    /// Starts both services; CRMAPI always has the demo facilitators.
    ///
    /// - Parameters:
    ///   - demo: Whether MainAPI gets the demo data.
    ///   - now: The clock's first moment.
    ///   - environment: Further settings of both services.
    package init(
        demo: Bool = false, now: Timestamp = Timestamp(clamping: 1_800_000_000),
        environment: [String: String] = [:]
    ) async throws {
        clock = SettableClock(now)
        folder = NSTemporaryDirectory() + "system-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try FileManager.default.copyItem(
            atPath: try await Self.facilitators.value, toPath: folder + "/crm.sqlite")
        let log = Log(level: .error, requests: false)
        mainPort = try ReservedPort()
        var settings = [
            "CRM_TOKEN": Self.serviceToken, "PORT": "0", "LIMIT_ADDRESSES": "0",
            "LIMIT_ACCOUNTS": "0",
        ]
        settings.merge(environment) { $1 }
        settings["DATABASE"] = folder + "/crm.sqlite"
        settings["MAIN_URL"] = "http://127.0.0.1:\(mainPort.number)"
        settings["DEMO"] = "1"
        var reader = SettingsReader(arguments: [], environment: settings)
        crmService = try await CRMService(CRMSettings(&reader), clock: clock.clock, log: log)
        settings["DATABASE"] = folder + "/main.sqlite"
        settings["CRM_URL"] = "http://\(crmService.address)"
        settings["PORT"] = "\(mainPort.number)"
        settings["DEMO"] = demo ? "1" : "0"
        reader = SettingsReader(arguments: [], environment: settings)
        mainService = try await MainService(MainSettings(&reader), clock: clock.clock, log: log)
        main = TestClient(base: "http://\(mainService.address)")
        crm = TestClient(base: "http://\(crmService.address)")
    }

    /// Starts and stops CRMAPI.
    ///
    /// - Returns: The path of its database.
    private static func makeFacilitators() async throws -> String {
        let folder = NSTemporaryDirectory() + "facilitators-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let path = folder + "/crm.sqlite"
        var reader = SettingsReader(
            arguments: [], environment: ["PORT": "0", "DEMO": "1", "DATABASE": path])
        let service = try await CRMService(
            CRMSettings(&reader), log: Log(level: .error, requests: false))
        await service.stop()
        return path
    }

    /// Stops both services and deletes the folder.
    package func close() async {
        await mainService.stop()
        await crmService.stop()
        mainPort.release()
        try? FileManager.default.removeItem(atPath: folder)
    }

    package func stopCRM() async { await crmService.stop() }

    /// Advances the clock and makes the services notice at once.
    package func advance(seconds: Int64) {
        clock.advance(seconds: seconds)
        mainService.clockDidChange()
        crmService.clockDidChange()
    }

    /// Registers a guest who gets letters, and logs in.
    package func guest(
        _ username: String, name: String? = nil, email: String? = nil
    ) async throws -> TestClient {
        let guest = try await main.registered(username, name: name, email: email)
        try acceptLetters(of: username)
        return guest
    }

    /// Makes letters go to the guest's address, as to one from before addresses were confirmed.
    package func acceptLetters(of username: String) throws {
        try changeDatabase(
            at: folder + "/main.sqlite",
            "UPDATE users SET inherited_email = email WHERE username = '\(username)'")
    }

    /// Logs in a demo facilitator at CRMAPI.
    package func facilitator(_ username: String) async throws -> TestClient {
        let login = try await crm.logIn(username, username + "123")
        return crm.with(token: try XCTUnwrap(login.json["access_token"]?.string, login.text))
    }

    /// Arjun Patel, facilitator 2, logged in at CRMAPI.
    package func arjun() async throws -> TestClient { try await facilitator("arjun") }

    /// A client of CRMAPI with the service token.
    package var service: TestClient { crm.with(token: Self.serviceToken) }

    /// Creates an event of two hours for Arjun through CRMAPI and returns its ID.
    package func event(
        title: String = "Meditation Retreat", description: String = "Three quiet days.",
        kind: String = "retreat", location: String = "Rishikesh",
        timeZone: String = "Asia/Kolkata", capacity: Int = 20, price: Int = 0,
        currency: String = "INR", startsInHours: Int64 = 240,
        refundPolicy: String = """
        [{"hours_before": 168, "percent": 100}, {"hours_before": 24, "percent": 50}]
        """
    ) async throws -> Int {
        let start = clock.now().adding(seconds: startsInHours * 3_600)
        let created = try await service.post(
            "/api/facilitator/2/events",
            """
            {"title": \(title.asJSON), "description": \(description.asJSON), "kind": "\(kind)",
             "location": \(location.asJSON), "time_zone": "\(timeZone)",
             "starts_at": "\(start.rfc3339)", "ends_at": "\(start.adding(seconds: 7_200).rfc3339)",
             "capacity": \(capacity), "price": \(price), "currency": "\(currency)",
             "refund_policy": \(refundPolicy)}
            """)
        XCTAssertEqual(created.status, 201, created.text)
        return try XCTUnwrap(created.json["id"]?.int)
    }

    /// Creates a series of Arjun's through CRMAPI, on Tuesdays and Thursdays at 18:00 for an hour.
    ///
    /// - Returns: Its ID, and those of its events.
    package func series(
        title: String = "Evening Yoga", rule: String = "FREQ=WEEKLY;BYDAY=TU,TH;COUNT=4",
        timeZone: String = "Europe/Berlin", startsOn: String = "2027-02-02T18:00",
        capacity: Int = 20, price: Int = 0, currency: String = "EUR", refundPolicy: String = "[]"
    ) async throws -> (id: Int, events: [Int]) {
        let created = try await service.post(
            "/api/facilitator/2/series",
            """
            {"title": \(title.asJSON), "location": "Studio 1", "time_zone": "\(timeZone)",
             "starts_on": "\(startsOn)", "duration_minutes": 60, "rule": "\(rule)",
             "capacity": \(capacity), "price": \(price), "currency": "\(currency)",
             "refund_policy": \(refundPolicy)}
            """)
        XCTAssertEqual(created.status, 201, created.text)
        let id = try XCTUnwrap(created.json["series"]?["id"]?.int)
        return (id, created.json["events"]?.array?.compactMap { $0["id"]?.int } ?? [])
    }

    /// Cancels an event of Arjun's through CRMAPI.
    package func cancel(_ event: Int) async throws {
        let cancelled = try await service.delete("/api/facilitator/2/events/\(event)")
        XCTAssertEqual(cancelled.status, 200, cancelled.text)
    }

    /// Waits until CRMAPI lists this many of Arjun's bookings.
    package func notifiedBookings(atLeast count: Int) async throws -> [JSONValue] {
        try await eventually {
            let rows =
                try await service.get("/api/facilitator/2/bookings?limit=200")
                .json["data"]?.array ?? []
            return rows.count >= count ? rows : nil
        }
    }

    /// The letters about bookings in the mail folder.
    package func mails() throws -> [String] { try letters(prefix: "mail-") }

    /// The letters about accounts in a service's mail folder, oldest first.
    package func accountLetters(in mailFolder: String = "mail") throws -> [String] {
        try letters(prefix: "account-", in: mailFolder)
    }

    /// The letters whose files have a prefix, oldest first.
    package func letters(prefix: String, in mailFolder: String = "mail") throws -> [String] {
        let mail = "\(folder)/\(mailFolder)"
        return try ((try? FileManager.default.contentsOfDirectory(atPath: mail)) ?? [])
            .filter { $0.hasPrefix(prefix) && $0.hasSuffix(".eml") }
            .sorted { $0.utf8.count == $1.utf8.count ? $0 < $1 : $0.utf8.count < $1.utf8.count }
            .map { try String(contentsOfFile: "\(mail)/\($0)", encoding: .utf8) }
    }
}

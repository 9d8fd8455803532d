import CRMAPI
import Configuration
import Foundation
import FoundationNetworking
import JSONCoding
import MainAPI
import Observability
import Platform
import Timekeeping
import XCTest

/// A centre with demo data, both services running in this process, whose clock starts at the
/// present moment and is turned by hand.
final class Centre: Sendable {
    let clock = SettableClock(WallClock.system.now())
    let site: String
    let crm: String
    private let folder: String
    private let mainService: MainService
    private let crmService: CRMService
    private let port: ReservedPort

    init() async throws {
        folder = NSTemporaryDirectory() + "pages-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let log = Log(level: .error, requests: false)
        port = try ReservedPort()
        site = "http://127.0.0.1:\(port.number)"
        var settings = ["DEMO": "1", "PORT": "0", "LIMIT_ADDRESSES": "0", "MAIN_URL": site]
        settings["DATABASE"] = folder + "/crm.sqlite"
        var reader = SettingsReader(arguments: [], environment: settings)
        crmService = try await CRMService(
            CRMSettings(&reader), clock: clock.clock, log: log)
        crm = "http://\(crmService.address)"
        settings["DATABASE"] = folder + "/main.sqlite"
        settings["PORT"] = "\(port.number)"
        settings["CRM_URL"] = crm
        reader = SettingsReader(arguments: [], environment: settings)
        mainService = try await MainService(
            MainSettings(&reader), clock: clock.clock, log: log)
    }

    /// Stops both and takes the folder away.
    func close() async {
        await mainService.stop()
        await crmService.stop()
        port.release()
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// CRMAPI goes away.
    func stopCRM() async {
        await crmService.stop()
    }

    /// Puts an event up as Arjun, ten days from now; answers its id.
    func event(
        title: String = "Evening Talk", description: String = "By the fire.",
        location: String = "Berlin", price: Int64 = 0, capacity: Int64 = 20
    ) async throws -> Int64 {
        let start = clock.now().adding(seconds: 864_000)
        let created = try await post(
            crm + "/api/facilitator/2/events",
            [
                "title": .string(title), "description": .string(description), "kind": "session",
                "location": .string(location), "time_zone": "Europe/Berlin",
                "starts_at": .string(start.rfc3339),
                "ends_at": .string(start.adding(seconds: 7_200).rfc3339),
                "capacity": .integer(capacity), "price": .integer(price), "currency": "EUR",
                "refund_policy": [["hours_before": 48, "percent": 50]],
            ], token: Self.serviceToken)
        return try XCTUnwrap(created["id"]?.integer)
    }

    /// Registers a guest; answers their token.
    func register(
        _ username: String, name: String, email: String? = nil
    ) async throws -> String {
        let password: JSONValue = .string(Self.password)
        _ = try await post(
            site + "/auth/register",
            [
                "username": .string(username), "password": password, "name": .string(name),
                "email": .string(email ?? "\(username)@example.org"),
            ])
        let login = try await post(
            site + "/auth/login", ["username": .string(username), "password": password])
        return try XCTUnwrap(login["access_token"]?.string)
    }

    /// Books seats with a token; answers the booking's id.
    @discardableResult
    func book(_ event: Int64, seats: Int64 = 1, token: String) async throws -> Int64 {
        let booking = try await post(
            site + "/book", ["event_id": .integer(event), "seats": .integer(seats)], token: token)
        return try XCTUnwrap(booking["id"]?.integer)
    }

    /// Begins to pay for a booking; answers the path of the sandbox's page.
    func startPaying(_ booking: Int64, token: String) async throws -> String {
        let started = try await post(site + "/bookings/\(booking)/payment", [:], token: token)
        let address = try XCTUnwrap(started["payment_url"]?.string)
        return try XCTUnwrap(URL(string: address)?.path)
    }

    /// Presses a button of the sandbox's page, such as `pay`; waits until the booking is confirmed
    /// where it was that one.
    func press(_ choice: String, at path: String, booking: Int64, token: String) async throws {
        var request = URLRequest(url: try XCTUnwrap(URL(string: site + path)))
        request.httpMethod = "POST"
        request.httpBody = Data("choice=\(choice)".utf8)
        _ = try await URLSession.shared.data(for: request)
        guard choice == "pay" else { return }
        try await eventually {
            try await send("GET", site + "/bookings/\(booking)", nil, token: token)["status"]
                == "confirmed"
        }
    }

    /// Books and pays; answers the booking's id.
    @discardableResult
    func bookAndPay(_ event: Int64, seats: Int64 = 1, token: String) async throws -> Int64 {
        let booking = try await book(event, seats: seats, token: token)
        let path = try await startPaying(booking, token: token)
        try await press("pay", at: path, booking: booking, token: token)
        return booking
    }

    /// Cancels a booking as its guest.
    func cancelBooking(_ booking: Int64, token: String) async throws {
        _ = try await post(site + "/bookings/\(booking)/cancellation", [:], token: token)
    }

    /// Tells CRMAPI of a booking, as MainAPI does.
    func notify(user: String, event: String) async throws {
        _ = try await post(
            crm + "/notify",
            [
                "booking_id": 9_001, "user": .string(user), "event": .string(event),
                "facilitator_id": 2,
            ], token: Self.serviceToken)
    }

    /// The letters that were written to guests, as they lie in the folder.
    func letters() throws -> [String] {
        let mail = folder + "/mail"
        return try ((try? FileManager.default.contentsOfDirectory(atPath: mail)) ?? [])
            .filter { $0.hasSuffix(".eml") }
            .map { try String(contentsOfFile: "\(mail)/\($0)", encoding: .utf8) }
    }

    /// Cancels an event as Arjun.
    func cancel(_ event: Int64) async throws {
        _ = try await send(
            "DELETE", crm + "/api/facilitator/2/events/\(event)", nil, token: Self.serviceToken)
    }

    private static let serviceToken = "CRM_SECRET_123"

    /// Everybody's password.
    static let password = "correct horse"

    private func post(
        _ address: String, _ body: JSONValue, token: String? = nil
    ) async throws -> JSONValue {
        try await send("POST", address, body, token: token)
    }

    private func send(
        _ method: String, _ address: String, _ body: JSONValue?, token: String?
    ) async throws -> JSONValue {
        var request = URLRequest(url: try XCTUnwrap(URL(string: address)))
        request.httpMethod = method
        if let token { request.setValue("Bearer \(token)", forHTTPHeaderField: "Authorization") }
        if let body {
            var json = JSONWriter(reservingCapacity: 256)
            body.write(to: &json)
            request.httpBody = Data(json.bytes)
            request.setValue("application/json", forHTTPHeaderField: "Content-Type")
        }
        let (data, response) = try await URLSession.shared.data(for: request)
        let status = (response as? HTTPURLResponse)?.statusCode ?? 0
        let text = String(decoding: data, as: UTF8.self)
        XCTAssertTrue((200..<300).contains(status), "\(address): \(status) \(text)")
        return try JSONValue(parsing: [UInt8](data))
    }
}

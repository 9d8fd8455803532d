import HTTPClient
import JSONCoding
import TestSupport
import Timekeeping
import XCTest

/// Registration and `/me`: changes, export, erasure.
final class AccountRoutesTests: SystemTestCase {
    func testANewPasswordInvalidatesTheOldOneAndItsTokens() async throws {
        let asha = try await system.guest("asha")
        let wrong = try await asha.patch(
            "/me", #"{"password": "another-password", "current_password": "not-the-password"}"#)
        XCTAssertEqual(wrong.status, 422, "the token stays valid")
        XCTAssertEqual(wrong.json["errors"]?[0]?["field"]?.string, "current_password")
        let changed = try await asha.patch(
            "/me", #"{"password": "another-password", "current_password": "asha-password"}"#)
        XCTAssertEqual(changed.status, 200, changed.text)
        let before = try await asha.get("/me")
        XCTAssertEqual(before.status, 401)
        let after = try await asha.with(token: changed.json["access_token"]?.string).get("/me")
        XCTAssertEqual(after.json["username"]?.string, "asha")
        let old = try await system.main.logIn("asha", "asha-password")
        XCTAssertEqual(old.status, 401)
        let new = try await system.main.logIn("asha", "another-password")
        XCTAssertEqual(new.status, 200)
    }

    func testACommonPasswordIsRefusedOnAReachableService() async throws {
        try await restart(environment: ["BEHIND_PROXY": "1"])
        let asha = try await system.guest("asha")
        for password in ["password", "Password123", "iloveyou!", "12345678", "qwertyuiop"] {
            let registered = try await system.main.post(
                "/auth/register", #"{"username": "bhavin", "password": "\#(password)"}"#)
            let changed = try await asha.patch(
                "/me",
                #"{"password": "\#(password)", "current_password": "asha-password"}"#)
            for response in [registered, changed] {
                XCTAssertEqual(response.status, 422, password)
                XCTAssertEqual(response.json["errors"]?[0]?["code"]?.string, "too_common", password)
            }
        }
    }

    func testACommonPasswordIsAcceptedOnALocalService() async throws {
        let registered = try await system.main.post(
            "/auth/register", #"{"username": "bhavin", "password": "password123"}"#)
        XCTAssertEqual(registered.status, 201, registered.text)
        let login = try await system.main.logIn("bhavin", "password123")
        XCTAssertEqual(login.status, 200, login.text)
    }

    func testOmittedFieldsAreNotChanged() async throws {
        let asha = try await system.guest("asha")
        let renamed = try await asha.patch("/me", #"{"name": "Asha Rao"}"#)
        XCTAssertEqual(renamed.json["name"]?.string, "Asha Rao")
        XCTAssertEqual(renamed.json["email"]?.string, "asha@example.org")
        let removed = try await asha.patch("/me", #"{"email": null}"#)
        XCTAssertEqual(removed.json["email"], .null)
        XCTAssertEqual(removed.json["name"]?.string, "Asha Rao")
        let seen = try await asha.get("/me")
        XCTAssertEqual(seen.json, removed.json)
    }

    func testErasingAnAccountRemovesTheNameAndFreesTheSeats() async throws {
        let event = try await system.event()
        let asha = try await system.guest("asha")
        let booking = try await asha.book(event, seats: 3)
        _ = try await system.notifiedBookings(atLeast: 1)
        let erased = try await asha.delete("/me")
        XCTAssertEqual(erased.status, 204, erased.text)

        let seats = try await system.main.get("/events/\(event)").json["seats_left"]?.int
        XCTAssertEqual(seats, 20)
        let login = try await system.main.logIn("asha", "asha-password")
        XCTAssertEqual(login.status, 401)
        let users = try await system.service.get("/api/facilitator/2/users")
        XCTAssertFalse(users.text.lowercased().contains("asha"), users.text)
        try await waitUntil {
            let rows = try await system.service.get("/api/facilitator/2/bookings").json["data"]
            let isForgotten = rows?[0]?["user"]?.string != "Asha"
            return isForgotten && rows?[0]?["status"]?.string == "cancelled"
        }
        let traces = try system.contents().flatMap { $0.rows }
            .flatMap { table, rows in rows.map { "\(table): \($0)" } }
            .filter { $0.lowercased().contains("asha") }
        XCTAssertEqual(traces, [], "booking \(booking) remains without a name")
        let bookings = try await system.guest("asha").get("/bookings")
        XCTAssertEqual(bookings.json["data"]?.array, [], "the new account has no bookings")
    }

    func testTheExportHasAllDataOfTheGuestOnly() async throws {
        let event = try await system.event()
        let asha = try await system.guest("asha")
        let bhavin = try await system.guest("bhavin")
        let hers = try await asha.book(event)
        let his = try await bhavin.book(event)
        let export = try await asha.get("/me/export")
        XCTAssertEqual(export.status, 200, export.text)
        XCTAssertEqual(export["cache-control"], "no-store")
        XCTAssertEqual(
            export["content-disposition"]?.hasPrefix("attachment"), true)
        let bookings = export.json["bookings"]?.array ?? []
        XCTAssertEqual(bookings.compactMap { $0["id"]?.int }, [hers])
        XCTAssertTrue(export.text.contains("asha@example.org"))
        XCTAssertFalse(export.text.contains("bhavin"), "\(his)")
        XCTAssertFalse(export.text.contains("$y$"), "no password hash is exported")
    }
}

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
        let kabir = try await system.guest("kabir")
        let booking = try await kabir.book(event, seats: 3)
        _ = try await system.notifiedBookings(atLeast: 1)
        let erased = try await kabir.eraseAccount(of: "kabir")
        XCTAssertEqual(erased.status, 204, erased.text)

        let seats = try await system.main.get("/events/\(event)").json["seats_left"]?.int
        XCTAssertEqual(seats, 20)
        let login = try await system.main.logIn("kabir", "kabir-password")
        XCTAssertEqual(login.status, 401)
        let users = try await system.service.get("/api/facilitator/2/users")
        XCTAssertFalse(users.text.lowercased().contains("kabir"), users.text)
        try await waitUntil {
            let rows = try await system.service.get("/api/facilitator/2/bookings").json["data"]
            let isForgotten = rows?[0]?["user"]?.string != "Kabir"
            return isForgotten && rows?[0]?["status"]?.string == "cancelled"
        }
        let traces = try system.contents().flatMap { $0.rows }
            .flatMap { table, rows in rows.map { "\(table): \($0)" } }
            .filter { $0.lowercased().contains("kabir") }
        XCTAssertEqual(traces, [], "booking \(booking) remains without a name")
        let bookings = try await system.guest("kabir").get("/bookings")
        XCTAssertEqual(bookings.json["data"]?.array, [], "the new account has no bookings")
    }

    func testRegistrationsAreLimitedPerNetwork() async throws {
        try await restart(environment: ["LIMIT_ADDRESSES": "1", "BEHIND_PROXY": "1"])
        var statuses: [Int: Int] = [:]
        for number in 1...40 {
            let response = try await system.main.register("guest\(number)", from: "203.0.113.7")
            statuses[response.status, default: 0] += 1
            guard response.status != 201 else { continue }
            assertProblem(response, 429, "too_many_requests")
            XCTAssertEqual(response["retry-after"], "120")
        }
        XCTAssertEqual(statuses, [201: 30, 429: 10])
        let other = try await system.main.register("bhavin", from: "203.0.113.8")
        XCTAssertEqual(other.status, 201, other.text)
        system.clock.advance(seconds: 120)
        let later = try await system.main.register("chitra", from: "203.0.113.7")
        XCTAssertEqual(later.status, 201, later.text)
        let early = try await system.main.register("deepa", from: "203.0.113.7")
        XCTAssertEqual(early.status, 429, "30 an hour after the first 30")
    }

    func testAFloodOfRegistrationsDoesNotDelayThoseOfOtherNetworks() async throws {
        try await restart(environment: [
            "LIMIT_ADDRESSES": "1", "BEHIND_PROXY": "1", "REGISTRATIONS_PER_HOUR": "3600",
            "HASHING_QUEUE": "40",
        ])
        let main = system.main
        let flood = Task {
            try await withThrowingTaskGroup(of: Int.self) { group in
                for number in 0..<1_000 {
                    group.addTask {
                        try await main.register("flood\(number)", from: "203.0.113.7").status
                    }
                }
                return try await group.reduce(into: [:]) { $0[$1, default: 0] += 1 }
            }
        }
        var honest: [Int] = []
        for number in 0..<20 {
            let response = try await main.register(
                "honest\(number)", from: "192.0.2.\(number)")
            honest.append(response.status)
        }
        XCTAssertEqual(honest, Array(repeating: 201, count: 20))
        let refused = try await flood.value[503] ?? 0
        XCTAssertGreaterThan(refused, 0, "the queue was full")
    }

    func testErasingAnAccountRequiresTheCurrentPassword() async throws {
        let asha = try await system.guest("asha")
        for (content, code) in [
            (nil, "required"), ("{}", "required"), (#"{"current_password": ""}"#, "too_short"),
            (#"{"current_password": "wrong"}"#, "wrong"),
        ] {
            let response = try await asha.send("DELETE", "/me", content)
            XCTAssertEqual(response.status, 422, response.text)
            XCTAssertEqual(
                response.json["errors"]?[0]?["field"]?.string, "current_password", response.text)
            XCTAssertEqual(response.json["errors"]?[0]?["code"]?.string, code, response.text)
        }
        let kept = try await asha.get("/me")
        XCTAssertEqual(kept.status, 200, kept.text)
        XCTAssertEqual(try knownNetworks(), 1)
        let erased = try await asha.eraseAccount(of: "asha")
        XCTAssertEqual(erased.status, 204, erased.text)
        XCTAssertEqual(try knownNetworks(), 0)
    }

    /// The number of networks that MainAPI has stored.
    private func knownNetworks() throws -> Int {
        try system.contents().flatMap { $0.rows }
            .filter { $0.key == "known_networks" }.reduce(0) { $0 + $1.value.count }
    }

    func testPasswordsForAnErasureAreThrottledLikeLogins() async throws {
        try await restart(environment: ["LIMIT_ADDRESSES": "1"])
        let asha = try await system.guest("asha")
        for _ in 1...20 {
            let wrong = try await asha.send("DELETE", "/me", #"{"current_password": "wrong"}"#)
            XCTAssertEqual(wrong.status, 422, wrong.text)
        }
        let throttled = try await asha.eraseAccount(of: "asha")
        assertProblem(throttled, 429, "too_many_attempts")
        XCTAssertEqual(throttled["retry-after"], "60")
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

extension TestClient {
    /// Registers a guest through a trusted proxy.
    fileprivate func register(_ name: String, from address: String) async throws -> ClientResponse {
        try await post(
            "/auth/register", #"{"username": "\#(name)", "password": "\#(name)-password"}"#,
            ["X-Forwarded-For": address])
    }
}

import HTTPClient
import JSONCoding
import TestSupport
import Timekeeping
import XCTest

/// Login, its throttling and logout, at both services.
final class LoginRoutesTests: SystemTestCase {
    func testAnUnknownUsernameAndAWrongPasswordGetTheSameResponse() async throws {
        _ = try await system.guest("asha")
        for (service, known) in [(system.main, "asha"), (system.crm, "arjun")] {
            let wrong = try await service.logIn(known, "not-the-password")
            let unknown = try await service.logIn("unknown", "not-the-password")
            XCTAssertEqual(wrong.status, 401)
            XCTAssertEqual(wrong.code, "invalid_credentials")
            for member in ["type", "title", "status", "detail", "code"] {
                XCTAssertEqual(wrong.json[member], unknown.json[member], member)
            }
            XCTAssertEqual(wrong["www-authenticate"], unknown["www-authenticate"])
        }
    }

    func testLoginIgnoresTheCaseOfTheUsernameOnly() async throws {
        _ = try await system.guest("asha")
        let upperCase = try await system.main.logIn("ASHA", "asha-password")
        XCTAssertEqual(upperCase.status, 200, upperCase.text)
        XCTAssertEqual(upperCase.json["token_type"]?.string, "Bearer")
        XCTAssertEqual(upperCase.json["expires_in"]?.int, 43_200)
        XCTAssertEqual(upperCase.json["user"]?["username"]?.string, "asha")
        XCTAssertEqual(upperCase["cache-control"], "no-store")
        let wrongPassword = try await system.main.logIn("asha", "ASHA-PASSWORD")
        XCTAssertEqual(wrongPassword.status, 401)
    }

    func testLoginFailuresAreThrottledPerAccount() async throws {
        _ = try await system.guest("asha")
        _ = try await system.guest("bhavin")
        for (service, name, other) in [
            (system.main, "asha", "bhavin"), (system.crm, "arjun", "priya"),
        ] {
            let password = { (name: String) in
                service.base == self.system.main.base
                    ? "\(name)-password" : "\(name)123"
            }
            for _ in 1...5 {
                let wrong = try await service.logIn(name, "wrong")
                XCTAssertEqual(wrong.status, 401)
            }
            let throttled = try await service.logIn(name.uppercased(), password(name))
            XCTAssertEqual(throttled.status, 429, "the correct password is throttled too")
            XCTAssertEqual(throttled.code, "too_many_attempts")
            XCTAssertEqual(throttled["retry-after"], "1")
            throttled.checkProblem()
            let unaffected = try await service.logIn(other, password(other))
            XCTAssertEqual(unaffected.status, 200)

            var waits: [Int] = []
            for _ in 1...9 {
                let early = try await service.logIn(name, "wrong")
                XCTAssertEqual(early.status, 429)
                let wait = Int(early["retry-after"] ?? "") ?? 0
                waits.append(wait)
                system.clock.advance(seconds: Int64(wait))
                let wrong = try await service.logIn(name, "wrong")
                XCTAssertEqual(wrong.status, 401)
            }
            XCTAssertEqual(waits, [1, 2, 4, 8, 16, 32, 64, 128, 256])
            system.clock.advance(seconds: 300)
            let right = try await service.logIn(name, password(name))
            XCTAssertEqual(right.status, 200, right.text)
            let wrongAgain = try await service.logIn(name, "wrong")
            XCTAssertEqual(wrongAgain.status, 401, "a success resets the failures")
        }
    }

    func testConcurrentLoginAttemptsAreThrottledLikeSequentialOnes() async throws {
        _ = try await system.guest("asha")
        let system = system!
        for _ in 1...2 { _ = try await system.main.logIn("asha", "wrong") }
        let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
            for number in 0..<40 {
                group.addTask {
                    try await system.main.logIn("asha", "guess-\(number)").status
                }
            }
            return try await group.reduce(into: [:]) { $0[$1, default: 0] += 1 }
        }
        XCTAssertEqual(statuses, [401: 3, 429: 37])
    }

    func testLoginFailuresAreThrottledPerAddress() async throws {
        try await restart(environment: ["LIMIT_ADDRESSES": "1"])
        _ = try await system.guest("asha")
        for number in 1...30 {
            let wrong = try await system.main.logIn("victim\(number)", "password")
            XCTAssertEqual(wrong.status, 401)
            if number.isMultiple(of: 10) {
                system.clock.advance(seconds: 1)
                if number < 30 { _ = try await system.main.logIn("asha", "asha-password") }
            }
        }
        let throttled = try await system.main.logIn("victim31", "password")
        XCTAssertEqual(throttled.status, 401)
        let early = try await system.main.logIn("victim32", "password")
        XCTAssertEqual(early.status, 429)
    }

    func testLogoutInvalidatesAllTokensOfTheAccountOnly() async throws {
        _ = try await system.guest("asha")
        let people = [
            (system.main, "asha", "asha-password", "/me"),
            (system.crm, "arjun", "arjun123", "/api/facilitator/2/bookings"),
        ]
        let bhavin = try await system.guest("bhavin")
        let priya = try await system.facilitator("priya")
        for (service, name, password, own) in people {
            var tokens: [TestClient] = []
            for _ in 1...2 {
                let login = try await service.logIn(name, password)
                tokens.append(service.with(token: login.json["access_token"]?.string))
            }
            let loggedOut = try await tokens[0].post("/auth/logout")
            XCTAssertEqual(loggedOut.status, 204, loggedOut.text)
            for token in tokens {
                let rejected = try await token.get(own)
                XCTAssertEqual(rejected.status, 401, name)
            }
            let again = try await service.logIn(name, password)
            let back = try await service.with(token: again.json["access_token"]?.string).get(own)
            XCTAssertEqual(back.status, 200, name)
        }
        let statuses = [
            try await bhavin.get("/me").status,
            try await priya.get("/api/facilitator/1/bookings").status,
        ]
        XCTAssertEqual(statuses, [200, 200])
    }
}

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

    func testLoginIgnoresSpaceAroundTheUsername() async throws {
        _ = try await system.guest("asha")
        for (service, name, password) in [
            (system.main, "asha", "asha-password"), (system.crm, "arjun", "arjun123"),
        ] {
            for typed in [name + " ", " " + name, "  \(name)  "] {
                let login = try await service.logIn(typed, password)
                XCTAssertEqual(login.status, 200, login.text)
            }
            let spaced = try await service.logIn(name, password + " ")
            XCTAssertEqual(spaced.status, 401, "the password is compared as it is")
        }
    }

    func testLoginFailuresAreThrottledPerAccount() async throws {
        try await restart(environment: Self.limits)
        _ = try await system.guest("asha")
        _ = try await system.guest("bhavin")
        let stranger = "203.0.113.7"
        for (service, name, other, suffix) in [
            (system.main, "asha", "bhavin", "-password"), (system.crm, "arjun", "priya", "123"),
        ] {
            for _ in 1...5 {
                let wrong = try await service.logIn(name, "wrong", from: stranger)
                XCTAssertEqual(wrong.status, 401)
            }
            let throttled = try await service.logIn(
                name.uppercased(), name + suffix, from: stranger)
            assertProblem(throttled, 429, "too_many_attempts")
            XCTAssertEqual(throttled["retry-after"], "1", "the correct password is throttled too")
            let unaffected = try await service.logIn(other, other + suffix, from: stranger)
            XCTAssertEqual(unaffected.status, 200)

            var waits: [Int] = []
            for _ in 1...9 {
                let early = try await service.logIn(name, "wrong", from: stranger)
                XCTAssertEqual(early.status, 429)
                let wait = Int(early["retry-after"] ?? "") ?? 0
                waits.append(wait)
                system.clock.advance(seconds: Int64(wait))
                let wrong = try await service.logIn(name, "wrong", from: stranger)
                XCTAssertEqual(wrong.status, 401)
            }
            XCTAssertEqual(waits, [1, 2, 4, 8, 16, 32, 64, 128, 256])
            system.clock.advance(seconds: 300)
            let right = try await service.logIn(name, name + suffix, from: stranger)
            XCTAssertEqual(right.status, 200, right.text)
            let wrongAgain = try await service.logIn(name, "wrong", from: stranger)
            XCTAssertEqual(wrongAgain.status, 401, "a success resets the failures")
        }
    }

    func testConcurrentLoginAttemptsAreThrottledLikeSequentialOnes() async throws {
        try await restart(environment: Self.limits)
        _ = try await system.guest("asha")
        let system = system!
        let stranger = "203.0.113.7"
        for _ in 1...2 { _ = try await system.main.logIn("asha", "wrong", from: stranger) }
        let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
            for number in 0..<40 {
                group.addTask {
                    try await system.main.logIn("asha", "guess-\(number)", from: stranger).status
                }
            }
            return try await group.reduce(into: [:]) { $0[$1, default: 0] += 1 }
        }
        XCTAssertEqual(statuses, [401: 3, 429: 37])
    }

    func testAnOwnerLogsInFromAKnownNetworkWhileStrangersGuess() async throws {
        try await restart(environment: Self.limits)
        let owner = "192.0.2.1"
        for (service, name, password) in [
            (system.main, "asha", "asha-password"), (system.crm, "arjun", "arjun123"),
        ] {
            if service.base == system.main.base { _ = try await system.guest(name) }
            let first = try await service.logIn(name, password, from: owner)
            XCTAssertEqual(first.status, 200, first.text)
            var statuses: [Int: Int] = [:]
            for second in 0..<200 {
                system.clock.advance(seconds: 3)
                let guess = try await service.logIn(
                    name, "guess", from: "198.51.\(second / 100).\(second % 100)")
                statuses[guess.status, default: 0] += 1
            }
            // 50 at once, and one more each 72 seconds of the ten minutes.
            XCTAssertEqual(statuses, [401: 58, 429: 142])
            let known = try await service.logIn(name, password, from: owner)
            XCTAssertEqual(known.status, 200, known.text)
            let unknown = try await service.logIn(name, password, from: "192.0.2.2")
            XCTAssertEqual(unknown.status, 429, "unknown networks share the account's limit")
            system.clock.advance(seconds: 90 * 86_400 + 3_600)
            for number in 0..<50 {
                _ = try await service.logIn(name, "guess", from: "198.51.3.\(number)")
            }
            let forgotten = try await service.logIn(name, password, from: owner)
            XCTAssertEqual(forgotten.status, 429, "a network is known for 90 days")
        }
    }

    func testAKnownNetworkHasTwentyFailuresAndThenOneAMinute() async throws {
        try await restart(environment: Self.limits)
        _ = try await system.guest("asha")
        for _ in 1...20 {
            let wrong = try await system.main.logIn("asha", "wrong")
            XCTAssertEqual(wrong.status, 401)
        }
        for _ in 1...3 {
            let early = try await system.main.logIn("asha", "asha-password")
            XCTAssertEqual(early["retry-after"], "60")
            system.clock.advance(seconds: 60)
            let wrong = try await system.main.logIn("asha", "wrong")
            XCTAssertEqual(wrong.status, 401)
        }
        system.clock.advance(seconds: 60)
        let right = try await system.main.logIn("asha", "asha-password")
        XCTAssertEqual(right.status, 200, right.text)
    }

    func testAnUnknownUsernameIsThrottledLikeAnAccount() async throws {
        try await restart(environment: Self.limits)
        _ = try await system.guest("asha")
        for name in ["asha", "unknown", "no such name"] {
            var statuses: [Int] = []
            for number in 0..<56 {
                let address = "203.0.\(name.utf8.count).\(number < 6 ? 0 : number)"
                statuses.append(try await system.main.logIn(name, "wrong", from: address).status)
            }
            XCTAssertEqual(
                statuses,
                Array(repeating: 401, count: 5) + [429]
                    + Array(repeating: 401, count: 45) + Array(repeating: 429, count: 5), name)
        }
    }

    /// The proxy's header is trusted, so that a test can choose its clients' addresses.
    private static let limits = [
        "LIMIT_ADDRESSES": "1", "LIMIT_ACCOUNTS": "1", "BEHIND_PROXY": "1",
    ]

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

extension TestClient {
    /// Attempts a login through a trusted proxy.
    fileprivate func logIn(
        _ username: String, _ password: String, from address: String
    ) async throws -> ClientResponse {
        try await post(
            "/auth/login", #"{"username": "\#(username)", "password": "\#(password)"}"#,
            ["X-Forwarded-For": address])
    }
}

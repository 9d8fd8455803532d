import JSONCoding
import Timekeeping
import XCTest

/// Logging in, changing the password, leaving: from the first try to the last trace.
final class CredentialTests: XCTestCase {
    private var centre: Centre!

    override func setUp() async throws { centre = try await Centre() }
    override func tearDown() async throws {
        await centre?.close()
        centre = nil
    }

    func testAnUnknownNameAndAWrongPasswordAreOneAnswer() async throws {
        _ = try await centre.guest("asha")
        for (service, known) in [(centre.main, "asha"), (centre.crm, "arjun")] {
            let wrong = try await service.logIn(known, "not-the-password")
            let unknown = try await service.logIn("nobody", "not-the-password")
            XCTAssertEqual(wrong.status, 401)
            XCTAssertEqual(wrong.code, "invalid_credentials")
            for member in ["type", "title", "status", "detail", "code"] {
                XCTAssertEqual(wrong.json[member], unknown.json[member], member)
            }
            XCTAssertEqual(wrong[header: "www-authenticate"], unknown[header: "www-authenticate"])
        }
    }

    func testALoginIgnoresTheCaseOfTheNameAndNotOfThePassword() async throws {
        _ = try await centre.guest("asha")
        let loud = try await centre.main.logIn("ASHA", "asha-password")
        XCTAssertEqual(loud.status, 200, loud.text)
        XCTAssertEqual(loud.json["token_type"]?.string, "Bearer")
        XCTAssertEqual(loud.json["expires_in"]?.int, 43_200)
        XCTAssertEqual(loud.json["user"]?["username"]?.string, "asha")
        XCTAssertEqual(loud[header: "cache-control"], "no-store")
        let shouted = try await centre.main.logIn("asha", "ASHA-PASSWORD")
        XCTAssertEqual(shouted.status, 401)
    }

    func testRepeatedFailuresAreSlowedForTheAccountAloneAndEnd() async throws {
        _ = try await centre.guest("asha")
        _ = try await centre.guest("bhavin")
        for (service, name, other) in [
            (centre.main, "asha", "bhavin"), (centre.crm, "arjun", "priya"),
        ] {
            let password = { (name: String) in
                service.base == self.centre.main.base
                    ? "\(name)-password" : "\(name)123"
            }
            for _ in 1...5 {
                let wrong = try await service.logIn(name, "wrong")
                XCTAssertEqual(wrong.status, 401)
            }
            let slowed = try await service.logIn(name.uppercased(), password(name))
            XCTAssertEqual(slowed.status, 429, "even the right one has to wait")
            XCTAssertEqual(slowed.code, "too_many_attempts")
            XCTAssertEqual(slowed[header: "retry-after"], "1")
            slowed.checkProblem()
            let unaffected = try await service.logIn(other, password(other))
            XCTAssertEqual(unaffected.status, 200)

            var waits: [Int] = []
            for _ in 1...9 {
                let early = try await service.logIn(name, "wrong")
                XCTAssertEqual(early.status, 429)
                let wait = Int(early[header: "retry-after"] ?? "") ?? 0
                waits.append(wait)
                centre.clock.advance(seconds: Int64(wait))
                let wrong = try await service.logIn(name, "wrong")
                XCTAssertEqual(wrong.status, 401)
            }
            XCTAssertEqual(waits, [1, 2, 4, 8, 16, 32, 64, 128, 256])
            centre.clock.advance(seconds: 300)
            let right = try await service.logIn(name, password(name))
            XCTAssertEqual(right.status, 200, right.text)
            let wrongAgain = try await service.logIn(name, "wrong")
            XCTAssertEqual(wrongAgain.status, 401, "a success forgets the failures")
        }
    }

    func testManyGuessesAtOnceAreNotMoreThanOneAfterAnother() async throws {
        _ = try await centre.guest("asha")
        let centre = centre!
        for _ in 1...2 { _ = try await centre.main.logIn("asha", "wrong") }
        let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
            for number in 0..<40 {
                group.addTask {
                    try await centre.main.logIn("asha", "guess-\(number)").status
                }
            }
            return try await group.reduce(into: [:]) { $0[$1, default: 0] += 1 }
        }
        XCTAssertEqual(statuses, [401: 3, 429: 37])
    }

    func testAnAddressIsSlowedTooAndAnAccountOfItsOwnDoesNotHelpIt() async throws {
        await centre.close()
        centre = try await Centre(environment: ["LIMIT_ADDRESSES": "1"])
        _ = try await centre.guest("asha")
        for number in 1...30 {
            let wrong = try await centre.main.logIn("victim\(number)", "password")
            XCTAssertEqual(wrong.status, 401)
            if number.isMultiple(of: 10) {
                centre.clock.advance(seconds: 1)
                if number < 30 { _ = try await centre.main.logIn("asha", "asha-password") }
            }
        }
        let slowed = try await centre.main.logIn("victim31", "password")
        XCTAssertEqual(slowed.status, 401)
        let early = try await centre.main.logIn("victim32", "password")
        XCTAssertEqual(early.status, 429)
    }

    func testANewPasswordEndsOlderTokensAndTheOldPassword() async throws {
        let asha = try await centre.guest("asha")
        let wrong = try await asha.patch(
            "/me", #"{"password": "another-password", "current_password": "not-the-password"}"#)
        XCTAssertEqual(wrong.status, 422, "the token still holds, only the field is wrong")
        XCTAssertEqual(wrong.json["errors"]?[0]?["field"]?.string, "current_password")
        let changed = try await asha.patch(
            "/me", #"{"password": "another-password", "current_password": "asha-password"}"#)
        XCTAssertEqual(changed.status, 200, changed.text)
        let before = try await asha.get("/me")
        XCTAssertEqual(before.status, 401)
        let after = try await asha.with(token: changed.json["access_token"]?.string).get("/me")
        XCTAssertEqual(after.json["username"]?.string, "asha")
        let old = try await centre.main.logIn("asha", "asha-password")
        XCTAssertEqual(old.status, 401)
        let new = try await centre.main.logIn("asha", "another-password")
        XCTAssertEqual(new.status, 200)
    }

    func testLoggingOutEndsEveryTokenOfThatPersonAndNobodyElses() async throws {
        _ = try await centre.guest("asha")
        let people = [
            (centre.main, "asha", "asha-password", "/me"),
            (centre.crm, "arjun", "arjun123", "/api/facilitator/2/bookings"),
        ]
        let bhavin = try await centre.guest("bhavin")
        let priya = try await centre.facilitator("priya")
        for (service, name, password, own) in people {
            var tokens: [Client] = []
            for _ in 1...2 {
                let login = try await service.logIn(name, password)
                tokens.append(service.with(token: login.json["access_token"]?.string))
            }
            let left = try await tokens[0].post("/auth/logout")
            XCTAssertEqual(left.status, 204, left.text)
            for token in tokens {
                let dead = try await token.get(own)
                XCTAssertEqual(dead.status, 401, name)
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

    func testAPasswordThatManyUseIsRefusedWhereOthersCanReachTheService() async throws {
        let centre = try await Centre(environment: ["BEHIND_PROXY": "1"])
        let asha = try await centre.guest("asha")
        for password in ["password", "Password123", "iloveyou!", "12345678", "qwertyuiop"] {
            let registered = try await centre.main.post(
                "/auth/register", #"{"username": "bhavin", "password": "\#(password)"}"#)
            let changed = try await asha.patch(
                "/me",
                #"{"password": "\#(password)", "current_password": "asha-password"}"#)
            for answer in [registered, changed] {
                XCTAssertEqual(answer.status, 422, password)
                XCTAssertEqual(answer.json["errors"]?[0]?["code"]?.string, "too_common", password)
            }
        }
        await centre.close()
    }

    func testWhoeverTriesTheServiceOutMayTakeAnyPassword() async throws {
        let registered = try await centre.main.post(
            "/auth/register", #"{"username": "bhavin", "password": "password123"}"#)
        XCTAssertEqual(registered.status, 201, registered.text)
        let login = try await centre.main.logIn("bhavin", "password123")
        XCTAssertEqual(login.status, 200, login.text)
    }

    func testWhatIsForOnePersonIsKeptByNoCache() async throws {
        let event = try await centre.event()
        let asha = try await centre.guest("asha")
        let booking = try await asha.book(event)
        let arjun = try await centre.arjun()
        for (client, path) in [
            (asha, "/me"), (asha, "/me/export"), (asha, "/bookings"),
            (asha, "/bookings/\(booking)"), (asha, "/bookings/\(booking)/cancellation"),
            (asha, "/notifications"), (arjun, "/api/facilitator/2/users"),
            (arjun, "/api/facilitator/2/bookings"), (arjun, "/api/facilitator/2/events"),
        ] {
            let answer = try await client.get(path)
            XCTAssertEqual(answer.status, 200, path)
            XCTAssertEqual(answer[header: "cache-control"], "no-store", path)
            XCTAssertEqual(answer[header: "x-content-type-options"], "nosniff", path)
        }
    }

    func testWhatIsLeftOutOfAChangeStays() async throws {
        let asha = try await centre.guest("asha")
        let renamed = try await asha.patch("/me", #"{"name": "Asha Rao"}"#)
        XCTAssertEqual(renamed.json["name"]?.string, "Asha Rao")
        XCTAssertEqual(renamed.json["email"]?.string, "asha@example.org")
        let removed = try await asha.patch("/me", #"{"email": null}"#)
        XCTAssertEqual(removed.json["email"], .null)
        XCTAssertEqual(removed.json["name"]?.string, "Asha Rao")
        let seen = try await asha.get("/me")
        XCTAssertEqual(seen.json, removed.json)
    }

    func testWhoLeavesIsForgottenEverywhereAndTheirSeatsAreFree() async throws {
        let event = try await centre.event()
        let asha = try await centre.guest("asha")
        let booking = try await asha.book(event, seats: 3)
        _ = try await centre.notifiedBookings(atLeast: 1)
        let erased = try await asha.delete("/me")
        XCTAssertEqual(erased.status, 204, erased.text)

        let seats = try await centre.main.get("/events/\(event)").json["seats_left"]?.int
        XCTAssertEqual(seats, 20)
        let login = try await centre.main.logIn("asha", "asha-password")
        XCTAssertEqual(login.status, 401)
        let users = try await centre.service.get("/api/facilitator/2/users")
        XCTAssertFalse(users.text.lowercased().contains("asha"), users.text)
        _ = try await eventually {
            let rows = try await centre.service.get("/api/facilitator/2/bookings").json["data"]
            let isForgotten = rows?[0]?["user"]?.string != "Asha"
            return isForgotten && rows?[0]?["status"]?.string == "cancelled" ? true : nil
        }
        let traces = try centre.contents().flatMap { $0.rows }
            .flatMap { table, rows in rows.map { "\(table): \($0)" } }
            .filter { $0.lowercased().contains("asha") }
        XCTAssertEqual(traces, [], "booking \(booking) stays, naming nobody")
        let anew = try await centre.guest("asha").get("/bookings")
        XCTAssertEqual(anew.json["data"]?.array, [], "the name is free, and nobody else's past")
    }

    func testTheExportHasEverythingAndOnlyOnesOwn() async throws {
        let event = try await centre.event()
        let asha = try await centre.guest("asha")
        let bhavin = try await centre.guest("bhavin")
        let hers = try await asha.book(event)
        let his = try await bhavin.book(event)
        let export = try await asha.get("/me/export")
        XCTAssertEqual(export.status, 200, export.text)
        XCTAssertEqual(export[header: "cache-control"], "no-store")
        XCTAssertEqual(
            export[header: "content-disposition"]?.hasPrefix("attachment"), true)
        let bookings = export.json["bookings"]?.array ?? []
        XCTAssertEqual(bookings.compactMap { $0["id"]?.int }, [hers])
        XCTAssertTrue(export.text.contains("asha@example.org"))
        XCTAssertFalse(export.text.contains("bhavin"), "\(his)")
        XCTAssertFalse(export.text.contains("$y$"), "no hash leaves the house")
    }

    func testAFacilitatorSeesAnAddressOnlyOfTheirOwnGuests() async throws {
        let event = try await centre.event()
        _ = try await centre.guest("asha").book(event)
        _ = try await centre.guest("bhavin")
        let seen = { (facilitator: String, id: Int) in
            let users =
                try await self.centre.facilitator(facilitator)
                .get("/api/facilitator/\(id)/users").json["data"]?.array ?? []
            return users.map { [$0["name"]?.string, $0["email"]?.string] }
        }
        let arjuns = try await seen("arjun", 2)
        XCTAssertEqual(arjuns, [["Asha", "asha@example.org"], ["Bhavin", nil]])
        let priyas = try await seen("priya", 1)
        XCTAssertEqual(priyas, [["Asha", nil], ["Bhavin", nil]])
    }
}

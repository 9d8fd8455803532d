import HTTPClient
import JSONCoding
import TestSupport
import Timekeeping
import XCTest

/// Confirmed addresses and forgotten passwords, from the letter to the login, at both services.
final class AccountLettersTests: SystemTestCase {
    func testAGuestConfirmsAnAddressAndLogsInWithIt() async throws {
        let guest = try await system.main.registered("asha")
        let before = try await guest.get("/me").json
        XCTAssertEqual(before["email_confirmed"], .bool(false))
        XCTAssertEqual(before["confirmed_email"], .null)
        let early = try await system.main.logIn("asha@example.org", "asha-password")
        XCTAssertEqual(early.status, 401, "an unconfirmed address opens no account")
        let letter = try await accountLetter(1)
        XCTAssertTrue(letter.contains("To: <asha@example.org>\r\n"), letter)
        let token = try token(in: letter, "/confirm#")
        let confirmed = try await confirm(token)
        XCTAssertEqual(confirmed.status, 204, confirmed.text)
        let after = try await guest.get("/me").json
        XCTAssertEqual(after["email_confirmed"], .bool(true))
        XCTAssertEqual(after["confirmed_email"]?.string, "asha@example.org")
        for login in ["ASHA@example.org", " asha@example.org ", "asha"] {
            let response = try await system.main.logIn(login, "asha-password")
            XCTAssertEqual(response.status, 200, login)
        }
        assertProblem(try await confirm(token), 422, "token_invalid")
    }

    func testAnUnconfirmedAddressGetsNoLetterAboutBookings() async throws {
        let event = try await system.event()
        let stranger = try await system.main.registered("stranger", email: "victim@example.org")
        for _ in 0..<3 {
            let id = try await stranger.book(event)
            _ = try await stranger.post("/bookings/\(id)/cancellation")
        }
        let asha = try await system.guest("asha")
        try await asha.book(event)
        let mails = try await eventually { [system] in
            let mails = try system?.mails() ?? []
            return mails.isEmpty ? nil : mails
        }
        XCTAssertFalse(mails.contains { $0.contains("victim@example.org") })
        let letter = try await accountLetter(1)
        XCTAssertFalse(letter.contains("stranger"), "the letter does not name the account")
    }

    func testAnAddressGetsThreeConfirmationLettersADay() async throws {
        let guest = try await system.main.registered("asha", email: "victim@example.org")
        for expected in [202, 202, 429] {
            let response = try await guest.post("/me/email/confirmation")
            XCTAssertEqual(response.status, expected, response.text)
        }
        let refused = try await guest.post("/me/email/confirmation")
        assertProblem(refused, 429, "too_many_requests")
        XCTAssertEqual(refused["retry-after"], "86400")
        // The limit counts for the address, in any account, and after the account's erasure.
        let left = try await guest.eraseAccount(of: "asha")
        XCTAssertEqual(left.status, 204, left.text)
        let another = try await system.main.registered("bhavin", email: "VICTIM@example.org")
        let response = try await another.post("/me/email/confirmation")
        XCTAssertEqual(response.status, 429, response.text)
        system.advance(seconds: 86_401)
        let login = try await system.main.logIn("bhavin", "bhavin-password")
        let later = system.main.with(token: login.json["access_token"]?.string)
        let accepted = try await later.post("/me/email/confirmation")
        XCTAssertEqual(accepted.status, 202, accepted.text)
    }

    func testAnAccountAsksTenAddressesADayForConfirmation() async throws {
        let guest = try await system.main.registered("asha")
        for number in 1...15 {
            let changed = try await guest.patch(
                "/me", #"{"email": "victim\#(number)@example.org"}"#)
            XCTAssertEqual(changed.status, 200, changed.text)
        }
        assertProblem(
            try await guest.post("/me/email/confirmation"), 429, "too_many_requests")
        _ = try await system.main.registered("bhavin")
        _ = try await eventually { [system] in
            try system?.accountLetters().first { $0.contains("<bhavin@example.org>") }
        }
        let rows = try DatabaseContents(path: system.folder + "/main.sqlite").rows
        let letters = rows["account_letters"]?.filter { $0.contains("confirm_address|1|") }
        XCTAssertEqual(letters?.count, 10)
    }

    func testTheConfirmedAddressStaysInUseWhileAChangedOneWaits() async throws {
        let guest = try await confirmedGuest("asha")
        let refused = try await guest.patch("/me", #"{"email": "new@example.org"}"#)
        assertProblem(refused, 422, "validation_failed")
        XCTAssertEqual(refused.json["errors"]?[0]?["field"]?.string, "current_password")
        let wrong = try await guest.patch(
            "/me", #"{"email": null, "current_password": "not-the-password"}"#)
        XCTAssertEqual(wrong.json["errors"]?[0]?["code"]?.string, "wrong")
        let changed = try await guest.patch(
            "/me", #"{"email": "new@example.org", "current_password": "asha-password"}"#)
        XCTAssertEqual(changed.status, 200, changed.text)
        XCTAssertEqual(changed.json["email"]?.string, "new@example.org")
        XCTAssertEqual(changed.json["email_confirmed"], .bool(false))
        XCTAssertEqual(changed.json["confirmed_email"]?.string, "asha@example.org")
        let letters = [try await accountLetter(2), try await accountLetter(3)]
        let notice = try XCTUnwrap(letters.first { $0.contains("To: Asha") })
        XCTAssertTrue(notice.contains("<asha@example.org>"), "the confirmed address is notified")
        XCTAssertFalse(notice.contains("new@example.org"), notice)
        try await guest.book(system.event())
        let mail = try await eventually { [system] in try system?.mails().first }
        XCTAssertTrue(mail.contains("<asha@example.org>"), mail)
        let old = try await system.main.logIn("asha@example.org", "asha-password")
        XCTAssertEqual(old.status, 200)
        let waiting = try XCTUnwrap(letters.first { $0.contains("<new@example.org>") })
        let confirmed = try await confirm(try token(in: waiting, "/confirm#"))
        XCTAssertEqual(confirmed.status, 204, confirmed.text)
        let after = try await system.main.logIn("asha@example.org", "asha-password")
        XCTAssertEqual(after.status, 401, "the former address no longer opens the account")
        let new = try await system.main.logIn("new@example.org", "asha-password")
        XCTAssertEqual(new.status, 200)
    }

    func testAChangedAddressVoidsEarlierLinks() async throws {
        let guest = try await system.main.registered("asha")
        let first = try token(in: try await accountLetter(1), "/confirm#")
        _ = try await guest.patch("/me", #"{"email": "other@example.org"}"#)
        assertProblem(try await confirm(first), 422, "token_invalid")
        let second = try token(in: try await accountLetter(2), "/confirm#")
        system.advance(seconds: 3 * 86_400)
        assertProblem(try await confirm(second), 422, "token_invalid")
    }

    func testAnAddressBelongsToOneAccount() async throws {
        let first = try await system.main.registered("asha", email: "family@example.org")
        let second = try await system.main.registered("bhavin", email: "Family@example.org")
        let tokens = [
            try token(in: try await accountLetter(1), "/confirm#"),
            try token(in: try await accountLetter(2), "/confirm#"),
        ]
        let confirmed = try await confirm(tokens[0])
        XCTAssertEqual(confirmed.status, 204)
        assertProblem(try await confirm(tokens[1]), 409, "email_taken")
        let owner = try await first.get("/me").json["email_confirmed"]
        let other = try await second.get("/me").json["email_confirmed"]
        XCTAssertEqual([owner, other], [.bool(true), .bool(false)])
        let removed = try await first.patch(
            "/me", #"{"email": null, "current_password": "asha-password"}"#)
        XCTAssertEqual(removed.json["confirmed_email"], .null)
        let late = try await confirm(tokens[1])
        XCTAssertEqual(late.status, 204, "the address is free again")
    }

    func testAForgottenPasswordIsReplacedByTheLinkOfALetter() async throws {
        let guest = try await confirmedGuest("asha")
        for login in ["asha", " Asha@Example.org", "unknown", "unknown@example.org"] {
            let response = try await system.main.post(
                "/auth/password-reset", #"{"login": \#(login.asJSON)}"#)
            XCTAssertEqual(response.status, 202, response.text)
            XCTAssertTrue(response.body.isEmpty)
        }
        let letters = [try await accountLetter(2), try await accountLetter(3)]
        let tokens = try letters.map { try token(in: $0, "/reset#") }
        XCTAssertTrue(letters[0].contains("To: Asha\r\n <asha@example.org>"), letters[0])
        let short = try await reset(tokens[0], "short")
        assertProblem(short, 422, "validation_failed")
        let changed = try await reset(tokens[0], "another-password")
        XCTAssertEqual(changed.status, 204, changed.text)
        assertProblem(try await guest.get("/me"), 401, "unauthorized")
        let old = try await system.main.logIn("asha", "asha-password")
        XCTAssertEqual(old.status, 401)
        let new = try await system.main.logIn("asha", "another-password")
        XCTAssertEqual(new.status, 200)
        for token in tokens {
            assertProblem(try await reset(token, "a-third-password"), 422, "token_invalid")
        }
        let folder = try system.accountLetters()
        XCTAssertEqual(folder.count, 3, "unknown logins get no letter")
    }

    func testAResetLinkIsValidForThirtyMinutesAndForItsPurpose() async throws {
        _ = try await confirmedGuest("asha")
        _ = try await system.main.post("/auth/password-reset", #"{"login": "asha"}"#)
        let link = try token(in: try await accountLetter(2), "/reset#")
        assertProblem(try await confirm(link), 422, "token_invalid")
        system.advance(seconds: 1_801)
        assertProblem(try await reset(link, "another-password"), 422, "token_invalid")
    }

    func testAnAccountGetsTenResetLettersADay() async throws {
        _ = try await confirmedGuest("asha")
        for _ in 0..<14 {
            _ = try await system.main.post("/auth/password-reset", #"{"login": "asha"}"#)
        }
        _ = try await system.main.registered("bhavin")
        // The letter after the fourteen is sent when all of them were handled.
        _ = try await eventually { [system] in
            try system?.accountLetters().first { $0.contains("<bhavin@example.org>") }
        }
        let letters = try system.accountLetters().filter { $0.contains("<asha@example.org>") }
        XCTAssertEqual(letters.count, 1 + 10)
    }

    func testRequestsForLettersAreLimitedPerNetwork() async throws {
        try await restart(environment: ["LIMIT_ADDRESSES": "1"])
        for service in [system.main, system.crm] {
            for _ in 0..<30 {
                let response = try await service.post(
                    "/auth/password-reset", #"{"login": "unknown"}"#)
                XCTAssertEqual(response.status, 202, response.text)
            }
            let refused = try await service.post("/auth/password-reset", #"{"login": "asha"}"#)
            assertProblem(refused, 429, "too_many_requests")
        }
    }

    func testErasureWithdrawsAccountLettersAndVoidsTheirLinks() async throws {
        let guest = try await system.main.registered("asha")
        let link = try token(in: try await accountLetter(1), "/confirm#")
        let erased = try await guest.eraseAccount(of: "asha")
        XCTAssertEqual(erased.status, 204)
        assertProblem(try await confirm(link), 422, "token_invalid")
        try await eventually { [system] in try system?.accountLetters().isEmpty == true ? () : nil }
        let contents = try DatabaseContents(path: system.folder + "/main.sqlite")
        for (table, rows) in contents.rows {
            XCTAssertFalse(rows.contains { $0.contains("asha@example.org") }, table)
        }
    }

    func testAnAddressFromBeforeGetsItsLinkAtTheNextLogin() async throws {
        _ = try await system.main.registered("asha")
        _ = try await accountLetter(1)
        try changeDatabase(
            at: system.folder + "/main.sqlite",
            "UPDATE users SET inherited_email = email, gets_link_at_login = 1")
        for _ in 0..<2 { _ = try await system.main.logIn("asha", "asha-password") }
        let confirmed = try await confirm(try token(in: try await accountLetter(2), "/confirm#"))
        XCTAssertEqual(confirmed.status, 204)
        XCTAssertEqual(try system.accountLetters().count, 2, "the second login sends no other one")
    }

    private func confirmedGuest(_ username: String) async throws -> TestClient {
        let guest = try await system.main.registered(username)
        let confirmed = try await confirm(try token(in: try await accountLetter(1), "/confirm#"))
        XCTAssertEqual(confirmed.status, 204, confirmed.text)
        return guest
    }

    private func confirm(_ token: String) async throws -> ClientResponse {
        try await system.main.post("/auth/email/confirmation", #"{"token": "\#(token)"}"#)
    }

    private func reset(_ token: String, _ password: String) async throws -> ClientResponse {
        try await system.main.post(
            "/auth/password", #"{"token": "\#(token)", "password": "\#(password)"}"#)
    }

    /// The letter number `count` in the folder, once it is there.
    private func accountLetter(_ count: Int) async throws -> String {
        try await eventually { [system] in
            let letters = try system?.accountLetters() ?? []
            return letters.count >= count ? letters[count - 1] : nil
        }
    }
}

extension XCTestCase {
    /// The token of the link in an account's letter.
    func token(in letter: String, _ path: String) throws -> String {
        let text = try XCTUnwrap(decodedParts(of: letter).first)
        let link = try XCTUnwrap(text.split(separator: path).dropFirst().first, text)
        return String(link.prefix { !$0.isWhitespace })
    }
}

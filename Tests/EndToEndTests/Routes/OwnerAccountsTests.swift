import Foundation
import HTTPClient
import JSONCoding
import TestSupport
import XCTest

/// The accounts of facilitators and owners, which an owner manages.
final class OwnerAccountsTests: SystemTestCase {
    private static let accounts = "/api/centre/facilitators"

    func testALoginNamesTheRole() async throws {
        for (username, role) in [("asha", "owner"), ("arjun", "facilitator")] {
            let login = try await system.crm.logIn(username, username + "123")
            XCTAssertEqual(login.json["facilitator"]?["role"]?.string, role, login.text)
        }
    }

    func testAnAccountWithoutAnAddressGetsItsFirstPasswordByALinkShownOnce() async throws {
        let asha = try await system.facilitator("asha")
        let added = try await asha.post(
            Self.accounts, #"{"username": "ravi", "name": "Ravi Menon"}"#)
        XCTAssertEqual(added.status, 201, added.text)
        XCTAssertEqual(added["cache-control"], "no-store")
        let url = try XCTUnwrap(added.json["password_url"]?.string, added.text)
        XCTAssertTrue(url.contains("/facilitator/reset#"), url)
        let list = try await asha.get(Self.accounts)
        let ravi = list.json["data"]?.array?.last
        XCTAssertEqual(ravi?["username"]?.string, "ravi", list.text)
        XCTAssertEqual(ravi?["password_url"], .null)
        let early = try await system.crm.logIn("ravi", "!")
        XCTAssertEqual(early.status, 401, "no password is set yet")
        system.advance(seconds: 2 * 86_400)
        let token = url.split(separator: "#")[1]
        let set = try await system.crm.post(
            "/auth/password", #"{"token": "\#(token)", "password": "quiet-morning"}"#)
        XCTAssertEqual(set.status, 204, set.text)
        let login = try await system.crm.logIn("ravi", "quiet-morning")
        XCTAssertEqual(login.status, 200, login.text)
        let again = try await system.crm.post(
            "/auth/password", #"{"token": "\#(token)", "password": "other-morning"}"#)
        assertProblem(again, 422, "token_invalid")
    }

    func testAnAccountWithAnAddressGetsItsFirstPasswordByLetter() async throws {
        let asha = try await system.facilitator("asha")
        let added = try await asha.post(
            Self.accounts,
            #"{"username": "ravi", "name": "Ravi Menon", "email": "ravi@example.org"}"#)
        XCTAssertEqual(added.json["password_url"], .null, added.text)
        XCTAssertEqual(added.json["email_confirmed"], .bool(true))
        let letter = try await eventually { [system] in
            try system?.accountLetters(in: "crm-mail").first
        }
        XCTAssertTrue(letter.contains("ravi@example.org"), letter)
        XCTAssertTrue(letter.contains("/facilitator/reset#"), letter)
        let other = try await asha.post(
            Self.accounts, #"{"username": "mira", "name": "Mira", "email": "Ravi@example.org"}"#)
        assertProblem(other, 409, "email_taken")
    }

    func testDisablingEndsTheLoginsAndEnablingKeepsThePassword() async throws {
        let asha = try await system.facilitator("asha")
        let arjun = try await system.arjun()
        let disabled = try await asha.patch("\(Self.accounts)/2", #"{"disabled": true}"#)
        XCTAssertEqual(disabled.json["disabled"], .bool(true), disabled.text)
        assertProblem(try await arjun.get("/api/facilitator/2"), 401, "unauthorized")
        let refused = try await system.crm.logIn("arjun", "arjun123")
        XCTAssertEqual(refused.status, 401)
        assertProblem(
            try await asha.post("\(Self.accounts)/2/password-reset", ""), 409, "account_disabled")
        // The file beside the database lists the account, for the restoration of an older backup.
        let list = system.folder + "/crm.sqlite.disabled"
        try await eventually {
            (try? String(contentsOfFile: list, encoding: .utf8))?.isEmpty == false ? () : nil
        }
        let enabled = try await asha.patch("\(Self.accounts)/2", #"{"disabled": false}"#)
        XCTAssertEqual(enabled.json["disabled"], .bool(false), enabled.text)
        let login = try await system.crm.logIn("arjun", "arjun123")
        XCTAssertEqual(login.status, 200, login.text)
    }

    func testTheLastOwnerStaysOne() async throws {
        let asha = try await system.facilitator("asha")
        for change in [#"{"disabled": true}"#, #"{"role": "facilitator"}"#] {
            assertProblem(
                try await asha.patch("\(Self.accounts)/4", change), 409, "last_owner")
        }
        let invited = try await asha.post(
            Self.accounts, #"{"username": "mira", "name": "Mira", "role": "owner"}"#)
        XCTAssertEqual(invited.status, 201, invited.text)
        assertProblem(
            try await asha.patch("\(Self.accounts)/4", #"{"disabled": true}"#), 409, "last_owner")
        let second = try await asha.patch("\(Self.accounts)/2", #"{"role": "owner"}"#)
        XCTAssertEqual(second.json["role"]?.string, "owner", second.text)
        let arjun = try await system.facilitator("arjun")
        let first = try await arjun.patch("\(Self.accounts)/4", #"{"role": "facilitator"}"#)
        XCTAssertEqual(first.status, 200, first.text)
        assertProblem(try await asha.get("/api/centre"), 401, "unauthorized")
        let asFacilitator = try await system.facilitator("asha")
        assertProblem(try await asFacilitator.get("/api/centre"), 403, "forbidden")
        assertProblem(
            try await arjun.patch("\(Self.accounts)/2", #"{"disabled": true}"#), 409, "last_owner")
    }

    func testTheCommandLineKeepsTheLastOwnerToo() async throws {
        let database = system.folder + "/crm.sqlite"
        let refused = try Program.crmAPI.run(
            ["facilitator", "disable", "asha", "--database", database])
        XCTAssertEqual(refused.status, 1, refused.errors)
        XCTAssertTrue(refused.errors.contains("last owner"), refused.errors)
        let list = try Program.crmAPI.run(["facilitator", "list", "--database", database])
        XCTAssertTrue(list.output.contains("4\tasha\tAsha Rao\tactive\towner"), list.output)
    }

    func testAnOwnerActsForAFacilitatorAndTheTimelineNamesTheOwner() async throws {
        let asha = try await system.facilitator("asha")
        let event = try await system.event()
        let guest = try await system.guest("bhavin")
        let booking = try await guest.book(event)
        let cancelled = try await asha.post(
            "/api/facilitator/2/bookings/\(booking)/cancellation", "{}")
        XCTAssertEqual(cancelled.status, 200, cancelled.text)
        let found = try await guest.get("/bookings/\(booking)")
        let actors = found.json["timeline"]?.array?.compactMap { $0["actor"]?.string }
        XCTAssertEqual(actors, ["guest", "owner"], found.text)
        let second = try await system.guest("meera")
        let other = try await second.book(event)
        let withdrawn = try await asha.delete("/api/facilitator/2/events/\(event)")
        XCTAssertEqual(withdrawn.status, 200, withdrawn.text)
        let after = try await second.get("/bookings/\(other)")
        XCTAssertEqual(
            after.json["timeline"]?.array?.compactMap { $0["actor"]?.string }, ["guest", "owner"],
            after.text)
    }

    func testTheServiceTokenDoesNotActAsTheOwner() async throws {
        let event = try await system.event()
        let guest = try await system.guest("bhavin")
        let booking = try await guest.book(event)
        _ = try await system.service.delete("/api/facilitator/2/events/\(event)")
        let found = try await guest.get("/bookings/\(booking)")
        XCTAssertEqual(
            found.json["timeline"]?.array?.last?["actor"]?.string, "facilitator", found.text)
    }
}

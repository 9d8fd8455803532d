import HTTPClient
import JSONCoding
import TestSupport
import XCTest

/// A facilitator's own account at CRMAPI.
final class FacilitatorAccountTests: SystemTestCase {
    func testAFacilitatorConfirmsAnAddressAndResetsThePasswordWithIt() async throws {
        let arjun = try await system.arjun()
        let changed = try await arjun.patch(
            "/api/facilitator/2", #"{"email": "arjun@example.org", "letters": "daily"}"#)
        XCTAssertEqual(changed.status, 200, changed.text)
        XCTAssertEqual(changed.json["email_confirmed"], .bool(false))
        XCTAssertEqual(changed.json["letters"]?.string, "daily")
        let link = try token(in: try await letter(1), "/facilitator/confirm#")
        let confirmed = try await system.crm.post(
            "/auth/email/confirmation", #"{"token": "\#(link)"}"#)
        XCTAssertEqual(confirmed.status, 204, confirmed.text)
        for login in ["arjun@example.org", "unknown@example.org"] {
            let accepted = try await system.crm.post(
                "/auth/password-reset", #"{"login": "\#(login)"}"#)
            XCTAssertEqual(accepted.status, 202, accepted.text)
        }
        let reset = try token(in: try await letter(2), "/facilitator/reset#")
        let set = try await system.crm.post(
            "/auth/password", #"{"token": "\#(reset)", "password": "another-password"}"#)
        XCTAssertEqual(set.status, 204, set.text)
        assertProblem(try await arjun.get("/api/facilitator/2"), 401, "unauthorized")
        let login = try await system.crm.logIn("Arjun@example.org", "another-password")
        XCTAssertEqual(login.status, 200, login.text)
        XCTAssertEqual(login.json["facilitator"]?["email_confirmed"], .bool(true))
    }

    func testAConfirmedAddressIsChangedWithThePasswordOnly() async throws {
        let arjun = try await arjunWithAddress()
        let refused = try await arjun.patch("/api/facilitator/2", #"{"email": null}"#)
        assertProblem(refused, 422, "validation_failed")
        let removed = try await arjun.patch(
            "/api/facilitator/2", #"{"email": null, "current_password": "arjun123"}"#)
        XCTAssertEqual(removed.json["confirmed_email"], .null, removed.text)
        let notice = try await letter(1)
        XCTAssertTrue(notice.contains("<arjun@example.org>"), notice)
    }

    func testAFacilitatorChangesThePassword() async throws {
        let arjun = try await system.arjun()
        let wrong = try await arjun.post(
            "/api/facilitator/2/password",
            #"{"current_password": "wrong", "password": "another-password"}"#)
        XCTAssertEqual(wrong.json["errors"]?[0]?["code"]?.string, "wrong", wrong.text)
        let changed = try await arjun.post(
            "/api/facilitator/2/password",
            #"{"current_password": "arjun123", "password": "another-password"}"#)
        XCTAssertEqual(changed.status, 200, changed.text)
        assertProblem(try await arjun.get("/api/facilitator/2"), 401, "unauthorized")
        let again = system.crm.with(token: changed.json["access_token"]?.string)
        let account = try await again.get("/api/facilitator/2")
        XCTAssertEqual(account.status, 200, account.text)
    }

    func testADisabledAccountGetsNoLetterAndItsLinksAreVoid() async throws {
        _ = try await arjunWithAddress()
        _ = try await system.crm.post("/auth/password-reset", #"{"login": "arjun"}"#)
        let link = try token(in: try await letter(1), "/facilitator/reset#")
        try Program.crmAPI.run(
            ["facilitator", "disable", "arjun", "--database", system.folder + "/crm.sqlite"])
        let refused = try await system.crm.post(
            "/auth/password", #"{"token": "\#(link)", "password": "another-password"}"#)
        assertProblem(refused, 422, "token_invalid")
    }

    func testMainAPIGetsTheContactWhenItChanges() async throws {
        _ = try await system.event()
        _ = try await arjunWithAddress()
        try await eventually { [system] in
            let folder = try XCTUnwrap(system).folder
            let rows = try DatabaseContents(path: folder + "/main.sqlite").rows["facilitators"]
            return rows?.contains { $0.contains("|arjun@example.org|desk@example.org|none") }
                == true
                ? () : nil
        }
    }

    /// Arjun, whose address the operator has set.
    private func arjunWithAddress() async throws -> TestClient {
        try Program.crmAPI.run([
            "facilitator", "address", "arjun", "arjun@example.org", "--database",
            system.folder + "/crm.sqlite",
        ])
        let arjun = try await system.arjun()
        let changed = try await arjun.patch(
            "/api/facilitator/2", #"{"reply_to": "desk@example.org", "letters": "none"}"#)
        XCTAssertEqual(changed.json["email_confirmed"], .bool(true), changed.text)
        return arjun
    }

    /// The letter number `count` in CRMAPI's folder, once it is there.
    private func letter(_ count: Int) async throws -> String {
        try await eventually { [system] in
            let letters = try system?.accountLetters(in: "crm-mail") ?? []
            return letters.count >= count ? letters[count - 1] : nil
        }
    }
}

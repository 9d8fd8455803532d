import CRMAPI
import HTTP
import HTTPClient
import JSONCoding
import MainAPI
import TestSupport
import Timekeeping
import XCTest

/// Sends a request of every API route for every kind of caller.
///
/// The tables have a column per caller and a row per request, in the order they are sent; a dash
/// skips a request. A route without a row fails the test.
final class AccessTests: SystemTestCase {
    func testEveryMainAPIRouteServesOnlyItsCallers() async throws {
        let expired = try await system.guest("late")
        system.clock.advance(seconds: 43_201)
        let event = try await system.event(title: "Evening Talk")
        let cancelled = try await system.event(title: "Cancelled Talk")
        let series = try await system.series()
        let asha = try await system.guest("asha")
        let booking = try await asha.book(event)
        _ = try await asha.book(cancelled)
        _ = try await system.service.delete("/api/facilitator/2/events/\(cancelled)")
        let message = try await asha.get("/notifications").json["data"]?[0]?["id"]?.int ?? 0
        let callers: [(String, String?)] = [
            ("anonymous", nil), ("garbage", "garbage"), ("asha", asha.token),
            ("bhavin", try await system.guest("bhavin").token),
            ("arjun", try await system.arjun().token),
            ("owner", try await system.facilitator("asha").token),
            ("service", TestSystem.serviceToken), ("wrong", "CRM_SECRET_124"),
            ("expired", expired.token), ("changed", try await guestWithNewPassword().token),
            ("erased", try await erasedGuest().token),
        ]
        try await check(
            Self.mainTable
                .replacing("{event}", with: "\(event)").replacing("{booking}", with: "\(booking)")
                .replacing("{message}", with: "\(message)")
                .replacing("{series}", with: "\(series.id)")
                .replacing("{first}", with: "\(series.events[0])"),
            callers, against: system.main, routes: system.mainService.routes)
    }

    func testEveryCRMAPIRouteServesOnlyItsCallers() async throws {
        let expired = try await system.arjun()
        system.clock.advance(seconds: 43_201)
        let event = try await system.event()
        let series = try await system.series()
        let asha = try await system.guest("asha")
        let booking = try await asha.book(event)
        let disabled = try await system.facilitator("kavya")
        try Program.crmAPI.run(
            ["facilitator", "disable", "kavya", "--database", system.folder + "/crm.sqlite"])
        let callers: [(String, String?)] = [
            ("anonymous", nil), ("garbage", "garbage"),
            ("asha", asha.token),
            ("arjun", try await system.arjun().token),
            ("priya", try await system.facilitator("priya").token),
            ("service", TestSystem.serviceToken),
            ("owner", try await system.facilitator("asha").token), ("wrong", "CRM_SECRET_124"),
            ("expired", expired.token),
            ("disabled", disabled.token),
        ]
        try await check(
            Self.crmTable
                .replacing("{event}", with: "\(event)").replacing("{booking}", with: "\(booking)")
                .replacing("{series}", with: "\(series.id)")
                .replacing("{first}", with: "\(series.events[0])"),
            callers, against: system.crm, routes: system.crmService.routes)
    }

    /// Sends every row's request for each caller.
    private func check(
        _ table: String, _ callers: [(name: String, token: String?)], against service: TestClient,
        routes: Routes
    ) async throws {
        let lines = table.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
        XCTAssertEqual(lines[0].split(separator: " ").map(String.init), callers.map(\.name))
        var covered: Set<String> = []
        for (request, statuses) in stride(from: 1, to: lines.count, by: 2)
            .map({ (lines[$0], lines[$0 + 1].split(separator: " ").map { Int($0) }) })
        {
            let words = request.split(separator: " ", maxSplits: 3).map(String.init)
            covered.insert("\(words[0]) \(words[1])")
            XCTAssertEqual(statuses.count, callers.count, request)
            for (caller, status) in zip(callers, statuses) {
                guard let status else { continue }
                let response = try await service.with(token: caller.token).send(
                    words[0], words[2], words.count > 3 ? words[3] : nil, [:])
                let label = "\(caller.name): \(request) → \(response.text.prefix(200))"
                XCTAssertEqual(response.status, status, label)
                if status == 401 { checkChallenge(response, caller.token, label) }
                if status >= 400 { response.checkProblem(label) }
            }
        }
        XCTAssertEqual(
            Set(routes.all.map(\.label)).symmetricDifference(covered), [],
            "the routes and the table differ")
    }

    /// Checks the challenge of a 401, which names an invalid token (RFC 6750 §3).
    private func checkChallenge(_ response: ClientResponse, _ token: String?, _ label: String) {
        let challenge = response["www-authenticate"] ?? ""
        XCTAssertTrue(challenge.hasPrefix("Bearer "), label)
        XCTAssertEqual(challenge.contains("error=\"invalid_token\""), token != nil, label)
    }

    private func guestWithNewPassword() async throws -> TestClient {
        let changed = try await system.guest("changed")
        let response = try await changed.patch(
            "/me", #"{"password": "another-password", "current_password": "changed-password"}"#)
        XCTAssertEqual(response.status, 200, response.text)
        return changed
    }

    private func erasedGuest() async throws -> TestClient {
        let erased = try await system.guest("erased")
        let response = try await erased.eraseAccount(of: "erased")
        XCTAssertEqual(response.status, 204, response.text)
        return erased
    }
}

import Credentials
import HTTPClient
import JSONCoding
import TestSupport
import TextEncoding
import XCTest

/// Both services refuse altered tokens; here they share a key that the tests know.
final class ForgedTokenTests: SystemTestCase {
    private static let key = "a-key-of-both-services-that-tests-know"

    /// A valid token of each service and a route that accepts it.
    private var targets: [(client: TestClient, path: String, token: String)] = []

    override var environment: [String: String] { ["JWT_SECRET": Self.key] }

    override func setUp() async throws {
        try await super.setUp()
        let (asha, arjun) = (try await system.guest("asha"), try await system.arjun())
        targets = [
            (system.main, "/me", try XCTUnwrap(asha.token)),
            (system.crm, "/api/facilitator/2/bookings", try XCTUnwrap(arjun.token)),
        ]
    }

    func testAnAlteredTokenIsRefused() async throws {
        var random = SplitMix64(seed: 9)
        for (client, path, token) in targets {
            let bytes = Array(token.utf8)
            for _ in 1...48 {
                var other = bytes
                other[Int.random(in: other.indices, using: &random)] ^=
                    1 << UInt8.random(in: 0..<7, using: &random)
                // Invisible characters are invalid in a header field.
                guard other.allSatisfy({ (0x21...0x7E).contains($0) }) else { continue }
                try await assertRefused(String(decoding: other, as: UTF8.self), client, path)
            }
            let parts = token.split(separator: ".").map(String.init)
            let rows = [
                [2, 1, 0], [1, 0, 2], [0, 2, 1], [0, 1], [1, 2], [0, 2], [0], [0, 1, 2, 2],
                [0, 1, 2, 0, 1, 2],
            ]
            for row in rows {
                try await assertRefused(row.map { parts[$0] }.joined(separator: "."), client, path)
            }
            for other in [
                token + ".", "." + token, token + "=", token + "A", token + "%3D", "\"\(token)\"",
                token.replacing(".", with: ".."), "Bearer \(token)", token.uppercased(),
                String(repeating: "A", count: 5_000) + "." + token,
            ] { try await assertRefused(other, client, path) }
            try await assertAccepted(token, client, path)
        }
    }

    /// The signature is valid, the header is not.
    func testASignedTokenWithAnotherHeaderIsRefused() async throws {
        for (client, path, token) in targets {
            let payload = try payload(of: token)
            let headers = ["none", "None", "", "HS384", "HS512", "RS256", "ES256", "hs256"].map {
                #"{"alg":"\#($0)","typ":"JWT"}"#
            }
            for header in headers + [
                "{}", "[]", "null", "", #"{"typ":"JWT"}"#, #"{"alg":["HS256"]}"#, #"{"alg":null}"#,
                #"{"alg":"HS256","typ":"JWE"}"#, #"{"alg":"HS256","typ":["JWT"]}"#,
                #"{"alg":"HS256","crit":["exp"],"exp":1}"#, #"{"alg":"HS256","crit":[]}"#,
                #"{"alg":"none","alg":"HS256"}"#, #"{"alg":"HS256","alg":"none"}"#,
            ] {
                try await assertRefused(signed(header, payload), client, path)
                // The form of an unsigned token.
                let unsigned = signed(header, payload).split(separator: ".").dropLast()
                try await assertRefused(unsigned.joined(separator: ".") + ".", client, path)
            }
            try await assertAccepted(signed(#"{"alg":"HS256"}"#, payload), client, path)
        }
    }

    func testASignedTokenWithWrongClaimsIsRefused() async throws {
        let times = [
            #""1800043200""#, "1800043200.5", "-1", "0", "1e300", "9223372036854775807",
            "9223372036854775808", "null", "true", "[1800043200]", #"{"exp": 1800043200}"#,
        ]
        let wrong: [(claim: String, values: [String])] = [
            ("exp", times), ("iat", times), ("nbf", times),
            ("sub", ["1", "null", #""0""#, #""99""#, #""+1""#, #""1 ""#, #"["1"]"#, #"{"id":1}"#]),
            ("gen", ["7", "99", "-1", #""1""#, "1.5", "null", "[1]"]),
            ("role", [#""admin""#, #""User""#, #"["user","facilitator"]"#, "null", "{}"]),
            ("iss", [#""CRMAPI ""#, #""mainapi""#, "null", "[]", #"["MainAPI","CRMAPI"]"#]),
            ("aud", [#""""#, #""mainapi""#, "[]", #"{"MainAPI":1,"CRMAPI":1}"#, "null"]),
        ]
        for (client, path, token) in targets {
            let good = try XCTUnwrap(try JSONValue(parsing: payload(of: token)).object)
            for (claim, values) in wrong {
                // An iat or nbf of 0 is valid: the token is only old.
                for value in values where !(value == "0" && ["iat", "nbf"].contains(claim)) {
                    try await assertRefused(
                        signed(Self.header, text(good, [claim: value])), client, path)
                }
                let twice = text(good, [claim: "0,\"\(claim)\":1"])
                try await assertRefused(signed(Self.header, twice), client, path)
            }
            for payload in ["", "null", "[]", "{}", "{", String(repeating: "[", count: 2_000)] {
                try await assertRefused(signed(Self.header, Array(payload.utf8)), client, path)
            }
            try await assertAccepted(signed(Self.header, text(good)), client, path)
        }
    }

    func testATokenIsRefusedByTheOtherService() async throws {
        try await assertRefused(targets[0].token, targets[1].client, targets[1].path)
        try await assertRefused(targets[1].token, targets[0].client, targets[0].path)
        // Also when only one claim differs from the other service's.
        let guest = try XCTUnwrap(try JSONValue(parsing: payload(of: targets[0].token)).object)
        let theirs = try XCTUnwrap(try JSONValue(parsing: payload(of: targets[1].token)).object)
        for kept in ["iss", "aud", "role"] {
            var forged = theirs
            forged[kept] = guest[kept]
            try await assertRefused(
                signed(Self.header, text(forged)), targets[1].client, targets[1].path)
        }
        try await assertRefused(TestSystem.serviceToken, targets[0].client, targets[0].path)
        try await assertRefused(targets[0].token, system.main, "/internal/facilitators/2/events")
    }

    func testATokenOfOneMegabyteIsRefused() throws {
        for (client, path, token) in targets {
            let long = token + String(repeating: "A", count: 1_000_000)
            let response = try RawClient.exchange(
                "GET \(path) HTTP/1.1\nAuthorization: Bearer \(long)", with: client.base)
            XCTAssertEqual(response.status, 431, path)
            response.checkProblem(path)
        }
    }

    private static let header = #"{"alg":"HS256","typ":"JWT"}"#

    private func signed(_ header: String, _ payload: [UInt8]) -> String {
        let text = Base64URL.encode(Array(header.utf8)) + "." + Base64URL.encode(payload)
        let signature = HMACKey(Array(Self.key.utf8)).authenticate(Array(text.utf8))
        return text + "." + Base64URL.encode(signature.bytes)
    }

    private func payload(of token: String) throws -> [UInt8] {
        try XCTUnwrap(Base64URL.decode(String(token.split(separator: ".")[1])))
    }

    /// The claims as JSON, with some values changed.
    private func text(_ claims: JSONObject, _ changes: [String: String] = [:]) -> [UInt8] {
        let members = claims.members.map { claim in
            var json = JSONWriter()
            claim.value.write(to: &json)
            let good = String(decoding: json.bytes, as: UTF8.self)
            return "\"\(claim.name)\":\(changes[claim.name] ?? good)"
        }
        return Array("{\(members.joined(separator: ","))}".utf8)
    }

    private func assertRefused(_ token: String, _ client: TestClient, _ path: String) async throws {
        let response = try await client.with(token: token).get(path)
        let label = "\(path) \(token.prefix(400))"
        XCTAssertEqual(response.status, 401, label)
        XCTAssertEqual(
            response["www-authenticate"], #"Bearer realm="booking", error="invalid_token""#,
            label)
        response.checkProblem(label)
    }

    private func assertAccepted(_ token: String, _ client: TestClient, _ path: String) async throws
    {
        let response = try await client.with(token: token).get(path)
        XCTAssertEqual(response.status, 200, "\(path): \(response.text)")
    }
}

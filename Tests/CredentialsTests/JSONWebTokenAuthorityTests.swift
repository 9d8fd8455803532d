import Credentials
import Timekeeping
import XCTest

final class JSONWebTokenAuthorityTests: XCTestCase {
    private let key = Array("0123456789abcdef0123456789abcdef".utf8)
    private let now = Timestamp(clamping: 1_802_403_000)

    private func authority(
        key: [UInt8]? = nil, issuer: String = "main", audience: String = "guests"
    ) throws -> JSONWebTokenAuthority {
        try JSONWebTokenAuthority(key: key ?? self.key, issuer: issuer, audience: audience)
    }

    private func claims(
        issued: Int64 = 0, notBefore: Int64 = 0, expires: Int64 = 3600
    ) -> TokenClaims {
        TokenClaims(
            subject: 42, role: "user", generation: 3, issuedAt: now.adding(seconds: issued),
            notBefore: now.adding(seconds: notBefore), expiresAt: now.adding(seconds: expires))
    }

    private func refusal(
        of token: String, by authority: JSONWebTokenAuthority? = nil, at time: Timestamp? = nil
    ) throws -> TokenRefusal? {
        let authority = try authority ?? self.authority()
        do throws(TokenRefusal) {
            _ = try authority.verify(token, now: time ?? now)
            return nil
        } catch {
            return error
        }
    }

    /// A token with a valid signature and default claims; `changes` replaces claims by JSON texts
    /// and omits those that are nil.
    private func token(_ changes: [String: String?] = [:]) -> String {
        var claims: [String: String?] = [
            "sub": "\"42\"", "role": "\"user\"", "iss": "\"main\"", "aud": "\"guests\"",
            "iat": "1802403000", "nbf": "1802403000", "exp": "1802406600", "gen": "3",
            "jti": "\"x\"",
        ]
        claims.merge(changes) { $1 }
        let members = claims.compactMap { name, value in value.map { "\"\(name)\":\($0)" } }
        return token(payload: "{" + members.joined(separator: ",") + "}")
    }

    private func token(payload: String) -> String {
        JSONWebSignature.sign(Array(payload.utf8), with: HMACKey(key))
    }

    func testASignedTokenReturnsItsClaims() throws {
        let token = try authority().sign(claims())
        XCTAssertEqual(try authority().verify(token, now: now), claims())
    }

    func testEveryTokenIsDifferent() throws {
        let authority = try authority()
        XCTAssertNotEqual(authority.sign(claims()), authority.sign(claims()))
    }

    func testATokenOfAnotherKeyIssuerOrAudienceIsRefused() throws {
        let token = try authority().sign(claims())
        let otherKey = [UInt8](repeating: 1, count: 32)
        XCTAssertEqual(try refusal(of: token, by: authority(key: otherKey)), .signature)
        XCTAssertEqual(try refusal(of: token, by: authority(issuer: "crm")), .issuer)
        XCTAssertEqual(try refusal(of: token, by: authority(audience: "facilitators")), .audience)
        XCTAssertNil(try refusal(of: token))
    }

    func testATokenIsValidFromItsStartUntilItsExpiry() throws {
        let authority = try authority()
        let cases: [(TokenClaims, TokenRefusal?)] = [
            (claims(expires: 1), nil), (claims(expires: 0), .expired),
            (claims(expires: -1), .expired),
            (claims(notBefore: 60), nil), (claims(notBefore: 61), .notYetValid),
            (claims(issued: 60), nil), (claims(issued: 61, notBefore: 0), .notYetValid),
            (claims(issued: -1_000_000, notBefore: -1_000_000), nil),
        ]
        for (claims, expected) in cases {
            XCTAssertEqual(try refusal(of: authority.sign(claims)), expected, "\(claims)")
        }
    }

    func testACachedTokenExpiresAndMatchesOnlyItself() throws {
        let authority = try authority()
        // One with a K, as Swift considers the Kelvin sign equal to it.
        let tokens = (0..<1000).lazy.map { _ in
            authority.sign(self.claims(notBefore: 30, expires: 60))
        }
        let token = try XCTUnwrap(tokens.first { $0.contains("K") })
        for _ in 1...2 {
            for (seconds, refused) in [
                (-31, .notYetValid), (-30, nil), (59, nil), (60, .expired), (0, nil),
            ] as [(Int64, TokenRefusal?)] {
                XCTAssertEqual(
                    try refusal(of: token, by: authority, at: now.adding(seconds: seconds)),
                    refused, "\(seconds)")
            }
        }
        for index in token.indices {
            let other = token.replacingCharacters(in: index...index, with: "K")
            guard other != token else { continue }
            XCTAssertNotNil(try refusal(of: other, by: authority), other)
        }
        let kelvin = token.replacing("K", with: "\u{212A}")
        XCTAssertEqual(kelvin, token)
        XCTAssertNotNil(try refusal(of: kelvin, by: authority))
    }

    func testMoreTokensThanTheCacheHoldsAreVerified() throws {
        let authority = try authority()
        let tokens = (0..<5000).map { _ in authority.sign(claims()) }
        for token in tokens + tokens {
            XCTAssertEqual(try authority.verify(token, now: now), claims())
        }
        XCTAssertEqual(try refusal(of: tokens[0], by: self.authority(issuer: "crm")), .issuer)
    }

    func testAnEarlyTokenIsRefusedWithoutLeeway() throws {
        let strict = try JSONWebTokenAuthority(
            key: key, issuer: "main", audience: "guests", leeway: .zero)
        XCTAssertEqual(try refusal(of: strict.sign(claims(notBefore: 1)), by: strict), .notYetValid)
        XCTAssertNil(try refusal(of: strict.sign(claims()), by: strict))
    }

    func testAnAudienceMayBeAnArray() throws {
        XCTAssertNil(try refusal(of: token(["aud": "[\"x\",\"guests\"]"])))
        for audience in ["[]", "[\"x\"]", "5", "null", "{\"guests\":1}", "[[\"guests\"]]", "\"\""] {
            XCTAssertEqual(try refusal(of: token(["aud": audience])), .audience, audience)
        }
    }

    func testIssuersAreComparedByTheirBytes() throws {
        let authority = try authority(issuer: "\u{E9}")
        XCTAssertNil(try refusal(of: token(["iss": "\"\u{E9}\""]), by: authority))
        XCTAssertEqual(
            try refusal(of: token(["iss": "\"e\u{301}\""]), by: authority), .issuer)
        for issuer in ["\"Main\"", "\"main \"", "null", "5", "[\"main\"]"] {
            XCTAssertEqual(try refusal(of: token(["iss": issuer])), .issuer, issuer)
        }
    }

    func testAMissingClaimIsMalformedExceptNotBeforeAndGeneration() throws {
        for name in ["sub", "role", "iss", "aud", "iat", "exp"] {
            XCTAssertEqual(try refusal(of: token([name: nil])), .malformed, name)
        }
        let minimal = token(["nbf": nil, "gen": nil, "jti": nil])
        let claims = try authority().verify(minimal, now: now)
        XCTAssertEqual(claims.notBefore, claims.issuedAt)
        XCTAssertEqual(claims.generation, 0)
    }

    func testAClaimOfAnotherTypeIsMalformed() throws {
        let wrong: [(String, [String])] = [
            (
                "sub",
                [
                    "42", "null", "\"\"", "\"+42\"", "\"042\"", "\" 42\"", "\"42.0\"", "\"4２\"",
                    "\"9223372036854775808\"", "[\"42\"]", "\"-0\"",
                ]
            ),
            ("role", ["5", "null", "[\"user\"]", "{}", "true"]),
            (
                "exp",
                [
                    "\"1802406600\"", "null", "1802406600.5", "1e300", "-1", "99999999999999999999",
                    "9223372036854775807", "true",
                ]
            ),
            ("iat", ["\"1802403000\"", "null", "-1", "[]"]),
            ("nbf", ["\"1802403000\"", "null", "-1", "{}"]),
            ("gen", ["\"3\"", "null", "3.5", "true"]),
        ]
        for (name, values) in wrong {
            for value in values {
                XCTAssertEqual(
                    try refusal(of: token([name: value])), .malformed, "\(name) \(value)")
            }
        }
    }

    func testAPayloadOtherThanAnObjectOfDistinctClaimsIsMalformed() throws {
        for payload in [
            "", "x", "null", "5", "\"{}\"", "[]", "[{\"sub\":\"42\"}]", "{", "{}x", "{}",
            "{\"exp\":1,\"exp\":1802406600}", "\u{FEFF}{}",
            String(repeating: "[", count: 2000), String(repeating: "{\"a\":", count: 400),
        ] {
            XCTAssertEqual(try refusal(of: token(payload: payload)), .malformed, payload)
        }
        let twice = token(["sub\":\"1\",\"sub": "\"42\""])
        XCTAssertEqual(try refusal(of: twice), .malformed)
    }

    func testEveryTruncationOfATokenIsRefused() throws {
        let token = try authority().sign(claims())
        for length in 0..<token.utf8.count {
            XCTAssertNotNil(try refusal(of: String(token.prefix(length))), "\(length) bytes")
        }
    }

    func testATokenWithExtraTextIsRefused() throws {
        let token = try authority().sign(claims())
        for other in [
            token + ".", token + ".e30", "." + token, token + " ", " " + token, token + "\n",
            token + token, token + "=", token + "\0",
            String(repeating: "a", count: 1_000_000) + "." + token,
        ] {
            XCTAssertNotNil(try refusal(of: other), String(other.prefix(400)))
        }
    }

    func testAKeyShorterThanTheHashIsRefused() {
        XCTAssertThrowsError(try authority(key: [UInt8](repeating: 1, count: 31)))
        XCTAssertThrowsError(try authority(key: []))
        XCTAssertNoThrow(try authority(key: [UInt8](repeating: 1, count: 32)))
        XCTAssertNoThrow(try authority(key: [UInt8](repeating: 1, count: 100)))
    }

    func testATokenOfAnotherProgramIsAccepted() throws {
        // Made by PyJWT with the same key and claims.
        let token =
            "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiI0MiIsInJvbGUiOiJ1c2VyIiwiaXNzIjo"
            + "ibWFpbiIsImF1ZCI6Imd1ZXN0cyIsImlhdCI6MTgwMjQwMzAwMCwibmJmIjoxODAyNDAzMDAwLCJleHA"
            + "iOjE4MDI0MDY2MDAsImdlbiI6MywianRpIjoieCJ9.CzCV2loJpxUv9jJQqfJCz0LTcRFt5DVEO27QtD"
            + "bjJas"
        let claims = try authority().verify(token, now: now)
        XCTAssertEqual(claims, self.claims())
    }
}

import JSONCoding
import Timekeeping

/// Signs and verifies JSON Web Tokens (RFC 7519) of one issuer for one audience.
package struct JSONWebTokenAuthority: Sendable {
    /// The key is shorter than the hash (RFC 7518 §3.2).
    package struct KeyTooShort: Error {}

    private let key: HMACKey
    private let issuer: String
    private let audience: String
    private let leeway: Duration
    private let cache = TokenCache()

    /// Throws `KeyTooShort` for a key of fewer than 32 bytes.
    ///
    /// - Parameter leeway: How far the clock of the signing machine may be ahead. It does
    ///   not extend a token's validity.
    package init(
        key: [UInt8], issuer: String, audience: String, leeway: Duration = .seconds(60)
    ) throws(KeyTooShort) {
        guard key.count >= Digest.byteCount else { throw KeyTooShort() }
        self.key = HMACKey(key)
        self.issuer = issuer
        self.audience = audience
        self.leeway = leeway
    }

    /// A token with these claims; a random `jti` makes each one unique.
    package func sign(_ claims: TokenClaims) -> String {
        var json = JSONWriter()
        json.object { json in
            json.member("sub", String(claims.subject))
            json.member("role", claims.role)
            json.member("iss", issuer)
            json.member("aud", audience)
            json.member("iat", claims.issuedAt.unixSeconds)
            json.member("nbf", claims.notBefore.unixSeconds)
            json.member("exp", claims.expiresAt.unixSeconds)
            json.member("gen", claims.generation)
            json.member("jti", randomToken(bytes: 16))
        }
        return JSONWebSignature.sign(json.bytes, with: key)
    }

    /// The claims of a token of this authority that is valid at that time.
    package func verify(_ token: String, now: Timestamp) throws(TokenRefusal) -> TokenClaims {
        let claims = try claims(of: token)
        guard now < claims.expiresAt else { throw .expired }
        let latest = now.adding(leeway)
        guard claims.notBefore <= latest, claims.issuedAt <= latest else { throw .notYetValid }
        return claims
    }

    /// The claims of a token of this authority, whether or not it has expired.
    private func claims(of token: String) throws(TokenRefusal) -> TokenClaims {
        guard token.utf8.count <= JSONWebSignature.maximumBytes else { throw .malformed }
        if let claims = cache[token] { return claims }
        let payload = try JSONWebSignature.payload(of: token.utf8.span, signedWith: key)
        guard let members = try? JSONValue(parsing: payload).object else { throw .malformed }
        guard let issuer = members["iss"], let audience = members["aud"] else { throw .malformed }
        guard isExactly(issuer, self.issuer) else { throw .issuer }
        guard names(audience, self.audience) else { throw .audience }
        guard let claims = TokenClaims(members) else { throw .malformed }
        cache.store(claims, for: token)
        return claims
    }

    /// RFC 7519 §4.1.3: the audience is one name or an array.
    private func names(_ claim: JSONValue, _ audience: String) -> Bool {
        if let names = claim.array { return names.contains { isExactly($0, audience) } }
        return isExactly(claim, audience)
    }

    /// RFC 7519 §7.3: names are compared by their bytes, not by canonical equivalence.
    private func isExactly(_ claim: JSONValue, _ name: String) -> Bool {
        claim.string?.utf8.elementsEqual(name.utf8) ?? false
    }
}

extension TokenClaims {
    /// Nil when a claim is missing or of another type.
    ///
    /// Other programs with the key may omit `nbf`, which then is the time of issue, and `gen`,
    /// which then is 0.
    fileprivate init?(_ claims: JSONObject) {
        guard let subject = claims["sub"]?.string.flatMap(TokenClaims.id),
            let role = claims["role"]?.string,
            let issuedAt = TokenClaims.timestamp(claims["iat"]),
            let notBefore = TokenClaims.timestamp(claims["nbf"] ?? claims["iat"]),
            let expiresAt = TokenClaims.timestamp(claims["exp"]),
            let generation = (claims["gen"] ?? 0).integer
        else { return nil }
        self.init(
            subject: subject, role: role, generation: generation, issuedAt: issuedAt,
            notBefore: notBefore, expiresAt: expiresAt)
    }

    private static func timestamp(_ claim: JSONValue?) -> Timestamp? {
        claim?.integer.flatMap(Timestamp.init(unixSeconds:))
    }

    /// An id without a sign or leading zeros, which Swift would accept.
    private static func id(_ text: String) -> Int64? {
        guard let id = Int64(text), String(id) == text else { return nil }
        return id
    }
}

import JSONCoding
import Timekeeping

/// Who signs tokens (RFC 7519) and knows its own again: a key, an issuer and an audience.
package struct JSONWebTokenAuthority: Sendable {
    /// A key shorter than the hash it is used with (RFC 7518 §3.2).
    package struct KeyTooShort: Error {}

    private let key: HMACKey
    private let issuer: String
    private let audience: String
    private let leewaySeconds: Int64
    private let known = KnownTokens()

    /// An authority with a key of 32 bytes or more; throws `KeyTooShort`.
    ///
    /// The leeway is how far another machine's clock may run ahead when it says from when a token
    /// holds. It does not prolong a token's life.
    package init(
        key: [UInt8], issuer: String, audience: String, leewaySeconds: Int64 = 60
    ) throws(KeyTooShort) {
        guard key.count >= Digest.length else { throw KeyTooShort() }
        self.key = HMACKey(key)
        self.issuer = issuer
        self.audience = audience
        self.leewaySeconds = leewaySeconds
    }

    /// A token that says these claims, different from every other by its `jti`.
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

    /// The claims of a token of this authority that holds at that moment; throws `TokenRefusal`.
    package func verify(_ token: String, now: Timestamp) throws(TokenRefusal) -> TokenClaims {
        let claims = try claims(of: token)
        guard now < claims.expiresAt else { throw .expired }
        let latest = now.adding(seconds: leewaySeconds)
        guard claims.notBefore <= latest, claims.issuedAt <= latest else { throw .notYetValid }
        return claims
    }

    /// The claims of a token of this authority, whenever it may hold.
    private func claims(of token: String) throws(TokenRefusal) -> TokenClaims {
        guard token.utf8.count <= JSONWebSignature.maximumLength else { throw .malformed }
        if let claims = known[token] { return claims }
        let payload = try JSONWebSignature.payload(of: token.utf8.span, signedWith: key)
        guard let members = try? JSONValue(parsing: payload).object else { throw .malformed }
        guard let issuer = members["iss"], let audience = members["aud"] else { throw .malformed }
        guard isExactly(issuer, self.issuer) else { throw .issuer }
        guard names(audience, self.audience) else { throw .audience }
        guard let claims = TokenClaims(members) else { throw .malformed }
        known.keep(token, claims)
        return claims
    }

    /// RFC 7519 §4.1.3: the audience is one name or an array of them.
    private func names(_ claim: JSONValue, _ audience: String) -> Bool {
        if let names = claim.array { return names.contains { isExactly($0, audience) } }
        return isExactly(claim, audience)
    }

    /// RFC 7519 §7.3: byte for byte, where Swift's equality would take canonical equivalents.
    private func isExactly(_ claim: JSONValue, _ name: String) -> Bool {
        claim.string?.utf8.elementsEqual(name.utf8) ?? false
    }
}

extension TokenClaims {
    /// The claims of a payload, or nil when one is missing or not of its type.
    ///
    /// A token without `nbf` holds from when it was issued, and one without `gen` is of the first
    /// generation, which is what another program that shares the key would mean by leaving them
    /// out.
    fileprivate init?(_ claims: JSONObject) {
        guard let subject = claims["sub"]?.string.flatMap(TokenClaims.id),
            let role = claims["role"]?.string,
            let issuedAt = TokenClaims.moment(claims["iat"]),
            let notBefore = TokenClaims.moment(claims["nbf"] ?? claims["iat"]),
            let expiresAt = TokenClaims.moment(claims["exp"]),
            let generation = (claims["gen"] ?? 0).integer
        else { return nil }
        self.init(
            subject: subject, role: role, generation: generation, issuedAt: issuedAt,
            notBefore: notBefore, expiresAt: expiresAt)
    }

    private static func moment(_ claim: JSONValue?) -> Timestamp? {
        claim?.integer.flatMap(Timestamp.init(unixSeconds:))
    }

    /// The id spelled in decimal digits; Swift would also take a sign or zeros before it.
    private static func id(_ text: String) -> Int64? {
        guard let id = Int64(text), String(id) == text else { return nil }
        return id
    }
}

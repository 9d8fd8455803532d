/// Why a token is not accepted; the word is for logs and counts, not for whoever sent it.
package enum TokenRefusal: String, Error, CaseIterable, Sendable {
    /// It is not three parts of base64url, or a part is not what it should be.
    case malformed
    /// Its header names an algorithm other than HS256, or asks for what is not understood.
    case algorithm
    /// It was not signed with the key.
    case signature
    /// Its time is over.
    case expired
    /// Its time has not come.
    case notYetValid = "not_yet_valid"
    /// It was issued by somebody else.
    case issuer
    /// It was issued for somebody else.
    case audience
}

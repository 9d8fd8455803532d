import HTTP
import JSONCoding
import TextEncoding

/// The body of POST /auth/login.
package struct LoginForm: FieldReadable {
    /// Without the space around it, which keyboards of phones add after a suggested word.
    package let username: String
    package let password: String

    package init(from fields: inout FieldReader) {
        username = ASCII.trimmed(fields.string("username", length: 1...256))
        password = fields.string("password", length: 1...1_024)
    }
}

extension Request {
    /// The bearer token.
    ///
    /// - Throws: `Problem` 401 if there is none.
    package func requireBearerToken() throws(Problem) -> String {
        guard let token = bearerToken else {
            throw .unauthorized(detail: "Log in first: a bearer token is required.")
        }
        return token
    }
}

extension Problem {
    /// 401 for a token that is not or no longer valid.
    package static var invalidToken: Problem {
        .unauthorized(
            detail: "The token is invalid or has expired. Log in again.", error: "invalid_token")
    }

    /// 401, the same for an unknown username and for a wrong password.
    package static var wrongCredentials: Problem {
        .unauthorized(
            detail: "The username or the password is wrong.", code: "invalid_credentials")
    }
}

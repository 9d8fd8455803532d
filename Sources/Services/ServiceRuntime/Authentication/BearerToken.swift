import HTTP

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

import Credentials
import HTTP
import JSONCoding

extension FieldReader {
    /// The field `current_password`.
    package mutating func currentPassword() -> String {
        string("current_password", length: 1...1_024)
    }

    /// As ``currentPassword()``; nil if the field is absent or null.
    package mutating func optionalCurrentPassword() -> String? {
        optionalString("current_password", length: 1...1_024)
    }
}

extension LoginThrottle {
    /// Checks the current password before a change of an account, within the limits of logins.
    ///
    /// - Parameters:
    ///   - key: The username's key.
    ///   - hash: The account's hash, as `PasswordHash` makes it.
    /// - Throws: `Problem`: `wrongCurrentPassword`, or 429 if the attempt is too early.
    package func checkCurrentPassword(
        _ password: String, ofAccount id: Int64, key: String, hash: String,
        with hasher: PasswordHasher, for request: Request
    ) async throws {
        _ = try await attempt(
            account: key, id: id, for: request, refusal: .wrongCurrentPassword
        ) { client in
            try await hasher.verify(password, against: hash, for: client) ? id : nil
        }
    }
}

extension Problem {
    /// The change of an account lacks the current password.
    package static let noCurrentPassword = Problem.invalid([
        FieldError(
            field: "current_password", code: "required",
            detail: "Changing the password or a confirmed address requires the current password.")
    ])
    /// 422 and not 401, because the token itself is valid.
    package static let wrongCurrentPassword = Problem.invalid([
        FieldError(
            field: "current_password", code: "wrong", detail: "The current password is wrong.")
    ])
}

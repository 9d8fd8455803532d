import HTTP
import JSONCoding

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

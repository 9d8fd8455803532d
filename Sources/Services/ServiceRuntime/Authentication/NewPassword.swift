import Credentials
import HTTP
import JSONCoding

/// A password that an account is to get.
package struct NewPassword: Sendable {
    /// In characters (NIST SP 800-63B §3.1.1).
    fileprivate static let length = 8...256
    /// Far more than a body can have: a longer password gets the error that names both limits.
    fileprivate static let readLength = length.lowerBound...1_000_000

    package let text: String

    /// - Throws: `Problem` 422 for a password that attackers try first.
    package func requireUncommon() throws(Problem) {
        guard CommonPasswords.contain(text) else { return }
        throw .invalid([
            FieldError(
                field: "password", code: "too_common",
                detail: "The password, or one like it, is too common.")
        ])
    }
}

extension FieldReader {
    /// The field `password`, with at most the characters and bytes that the hash accepts.
    package mutating func newPassword() -> NewPassword {
        let text = string("password", length: NewPassword.readLength)
        limit(text)
        return NewPassword(text: text)
    }

    /// As ``newPassword()``; nil if the field is absent or null.
    package mutating func optionalNewPassword() -> NewPassword? {
        guard let text = optionalString("password", length: NewPassword.readLength) else {
            return nil
        }
        limit(text)
        return NewPassword(text: text)
    }

    private mutating func limit(_ password: String) {
        let maximum = NewPassword.length.upperBound
        guard password.unicodeScalars.count > maximum || !PasswordHash.canHash(password) else {
            return
        }
        reject(
            "password", code: "too_long",
            predicate: "may have at most \(maximum) characters,"
                + " and at most \(PasswordHash.maximumBytes) bytes in UTF-8.")
    }
}

import BookingDomain
import BookingStore
import Credentials
import JSONCoding

/// The length of a new password in characters (NIST SP 800-63B §3.1.1).
private let passwordLength = 8...256

/// Far more than a body can have: a longer password gets the error that names both limits.
private let readPasswordLength = passwordLength.lowerBound...1_000_000

extension FieldReader {
    fileprivate mutating func name() -> PersonName? {
        optionalConverted(
            "name", length: PersonName.length, expectation: "must be a name on one line.",
            PersonName.init)
    }

    fileprivate mutating func email() -> EmailAddress? {
        optionalConverted(
            "email", length: 3...EmailAddress.maximumBytes,
            expectation: "must be an address such as asha@example.org.", EmailAddress.init)
    }

    /// Rejects a new password that has too many characters, or more bytes than the hash accepts.
    fileprivate mutating func limitPassword(_ password: String?) {
        guard let password,
            password.unicodeScalars.count > passwordLength.upperBound
                || !PasswordHash.canHash(password)
        else { return }
        reject(
            "password", code: "too_long",
            predicate: "may have at most \(passwordLength.upperBound) characters,"
                + " and at most \(PasswordHash.maximumBytes) bytes in UTF-8.")
    }
}

/// The body of POST /auth/register.
struct RegistrationForm: FieldReadable {
    let username: Username
    let password: String
    let email: EmailAddress?
    let name: PersonName?

    init?(from fields: inout FieldReader) {
        let username = fields.converted(
            "username", length: Username.length,
            expectation: "may have only ASCII letters, digits and the characters . _ @ + and -.",
            Username.init)
        password = fields.string("password", length: readPasswordLength)
        fields.limitPassword(password)
        email = fields.email()
        name = fields.name()
        guard let username else { return nil }
        self.username = username
    }
}

/// The body of PATCH /me; absent fields do not change.
struct AccountChangeForm: FieldReadable {
    let name: PersonName?
    let email: EmailChange
    let password: String?
    let currentPassword: String?

    init(from fields: inout FieldReader) {
        name = fields.name()
        email = fields.email().map { .replace($0) } ?? (fields.has("email") ? .remove : .keep)
        password = fields.optionalString("password", length: readPasswordLength)
        fields.limitPassword(password)
        currentPassword = fields.optionalString("current_password", length: 1...1_024)
        if password != nil, currentPassword == nil {
            fields.reject(
                "current_password", code: "required",
                detail: "Changing the password requires the current password.")
        }
    }
}

/// The body of DELETE /me.
struct ErasureForm: FieldReadable {
    let currentPassword: String

    init(from fields: inout FieldReader) {
        currentPassword = fields.string("current_password", length: 1...1_024)
    }
}

import BookingDomain
import BookingStore
import Credentials
import JSONCoding

/// The length of a new password in characters (NIST SP 800-63B §3.1.1).
private let passwordLength = 8...256

extension FieldReader {
    /// Rejects a new password with more bytes than the hash accepts.
    fileprivate mutating func requireHashable(_ password: String?) {
        guard let password, !PasswordHash.canHash(password) else { return }
        reject(
            "password", code: "too_long",
            detail: "This has at most \(PasswordHash.maximumLength) bytes of UTF-8.")
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
            expectation: "This may have ASCII letters, digits and . _ @ + - only", Username.init)
        password = fields.string("password", length: passwordLength)
        fields.requireHashable(password)
        email = fields.optionalConverted(
            "email", length: 3...EmailAddress.maximumLength,
            expectation: "This must be an address such as asha@example.org", EmailAddress.init)
        name = fields.optionalConverted(
            "name", length: PersonName.length, expectation: "This must be a name on one line",
            PersonName.init)
        guard let username else { return nil }
        self.username = username
    }
}

/// The body of POST /auth/login.
struct LoginForm: FieldReadable {
    /// Nil if no account can have this name.
    let username: Username?
    let password: String
    /// The account name for the limit on failed logins.
    let key: String

    init(from fields: inout FieldReader) {
        let name = fields.string("username", length: 1...256)
        username = Username(name)
        key = username?.key ?? name
        password = fields.string("password", length: 1...1_024)
    }
}

/// The body of PATCH /me; absent fields do not change.
struct AccountChangeForm: FieldReadable {
    let name: PersonName?
    let email: EmailChange
    let password: String?
    let currentPassword: String?

    init(from fields: inout FieldReader) {
        name = fields.optionalConverted(
            "name", length: PersonName.length, expectation: "This must be a name on one line",
            PersonName.init)
        let address = fields.optionalConverted(
            "email", length: 3...EmailAddress.maximumLength,
            expectation: "This must be an address such as asha@example.org", EmailAddress.init)
        email = address.map { .replace($0) } ?? (fields.has("email") ? .remove : .keep)
        password = fields.optionalString("password", length: passwordLength)
        fields.requireHashable(password)
        currentPassword = fields.optionalString("current_password", length: 1...1_024)
        if password != nil, currentPassword == nil {
            fields.reject(
                "current_password", code: "required",
                detail: "Changing the password requires the current password.")
        }
    }
}

import BookingDomain
import BookingStore
import JSONCoding
import ServiceRuntime

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
}

/// The body of POST /auth/register.
struct RegistrationForm: FieldReadable {
    let username: Username
    let password: NewPassword
    let email: EmailAddress?
    let name: PersonName?

    init?(from fields: inout FieldReader) {
        let username = fields.converted(
            "username", length: Username.length,
            expectation: "may have only ASCII letters, digits and the characters . _ @ + and -.",
            Username.init)
        password = fields.newPassword()
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
    let password: NewPassword?
    let currentPassword: String?

    init(from fields: inout FieldReader) {
        name = fields.name()
        email = fields.email().map { .replace($0) } ?? (fields.has("email") ? .remove : .keep)
        password = fields.optionalNewPassword()
        currentPassword = fields.optionalString("current_password", length: 1...1_024)
    }
}

/// The body of DELETE /me.
struct ErasureForm: FieldReadable {
    let currentPassword: String

    init(from fields: inout FieldReader) {
        currentPassword = fields.string("current_password", length: 1...1_024)
    }
}

import BookingDomain
import BookingStore
import JSONCoding
import ServiceRuntime

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
        email = fields.emailAddress("email")
        name = fields.personName()
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
        name = fields.personName()
        let address = fields.emailAddress("email")
        email = address.map { .replace($0) } ?? (fields.has("email") ? .remove : .keep)
        password = fields.optionalNewPassword()
        currentPassword = fields.optionalCurrentPassword()
    }
}

/// The body of DELETE /me.
struct ErasureForm: FieldReadable {
    let currentPassword: String

    init(from fields: inout FieldReader) {
        currentPassword = fields.currentPassword()
    }
}

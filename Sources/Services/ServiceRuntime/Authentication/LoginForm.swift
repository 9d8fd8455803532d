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

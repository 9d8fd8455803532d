import JSONCoding
import TextEncoding

/// The body of POST /auth/login.
package struct LoginForm: FieldReadable {
    /// A username or a confirmed address.
    package let username: String
    package let password: String

    package init(from fields: inout FieldReader) {
        username = fields.login("username")
        password = fields.string("password", length: 1...1_024)
    }
}

extension FieldReader {
    /// A username or an address, without the space around it, which keyboards of phones add after a
    /// suggested word.
    mutating func login(_ field: String) -> String {
        ASCII.trimmed(string(field, length: 1...256))
    }
}

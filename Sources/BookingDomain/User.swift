import Timekeeping

/// A registered guest, without anything secret.
package struct User: Equatable, Sendable {
    /// The name that stands where an erased person's name stood.
    package static let erasedName = "Erased guest"

    package let id: UserID
    package let username: String
    package let name: String
    package let email: String?
    package let createdAt: Timestamp

    /// A guest as the store reads or has just written them.
    package init(
        id: UserID, username: String, name: String, email: String?, createdAt: Timestamp
    ) {
        self.id = id
        self.username = username
        self.name = name
        self.email = email
        self.createdAt = createdAt
    }
}

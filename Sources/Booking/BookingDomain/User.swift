import Timekeeping

/// A registered guest, without anything secret.
package struct User: Equatable, Sendable {
    /// The name that stands where an erased person's name stood.
    package static let erasedName = "Erased guest"

    /// Given out by MainAPI, rising; it stays with the bookings when the guest is erased.
    package let id: UserID
    /// What they log in with, as they spell it.
    package let username: String
    /// What facilitators and CRMAPI know them by.
    package let name: String
    /// Where mail about their bookings goes; nil where they gave none.
    package let email: String?
    /// When they registered.
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

import BookingDomain
import SQLite
import Timekeeping

/// Everything that MainAPI keeps about a guest, for them to take away.
package struct AccountExport: Equatable, Sendable {
    package let exportedAt: Timestamp
    package let user: User
    package let bookings: [Booking]
    package let notifications: [InAppNotification]

    /// Reads what is kept about the guest as of `now`; nil if there is no such guest.
    package init?(of id: UserID, at now: Timestamp, on connection: Connection) throws {
        guard let user = try Users.find(id, on: connection) else { return nil }
        exportedAt = now
        self.user = user
        bookings = try Bookings.all(of: id, at: now, on: connection)
        notifications = try Notifications.all(of: id, on: connection)
    }
}

import BookingDomain
import BookingStore
import JSONCoding
import SQLite
import Timekeeping

/// Everything that MainAPI keeps about a guest, for them to take away, as JSON that grows step by
/// step.
///
/// A guest may have had any number of bookings; read in one go they would hold up everybody else.
package struct AccountExport: Sendable {
    private let user: User
    private let exportedAt: Timestamp
    private var bookings = JSONWriter()
    private var notifications = JSONWriter()
    private var latestBooking: Int64? = 0
    private var latestNotification: Int64? = 0

    /// Begins with the account itself.
    package init(of user: User, at now: Timestamp) {
        self.user = user
        exportedAt = now
    }

    /// Reads the next rows, so many of each kind at most.
    ///
    /// - Returns: Whether there may be more.
    package mutating func readMore(limit: Int, in tx: Transaction) throws -> Bool {
        if let latest = latestBooking {
            let rows = try tx.bookings.all(
                of: user.id, after: latest, limit: limit)
            for booking in rows { bookings.element(booking) }
            latestBooking = rows.count == limit ? rows.last?.id.rawValue : nil
        }
        if let latest = latestNotification {
            let rows = try tx.notifications.all(
                of: user.id, after: latest, limit: limit)
            for notification in rows { notifications.element(notification) }
            latestNotification = rows.count == limit ? rows.last?.id.rawValue : nil
        }
        return latestBooking != nil || latestNotification != nil
    }

    /// The whole text, in the shapes that the single answers have.
    package var text: [UInt8] {
        var head = JSONWriter()
        head.object { json in
            json.member("exported_at", exportedAt)
            json.member("user", user)
        }
        return head.bytes.dropLast() + Array(#","bookings":["#.utf8) + bookings.bytes
            + Array(#"],"notifications":["#.utf8) + notifications.bytes + Array("]}".utf8)
    }
}

import BookingDomain
import BookingStore
import JSONCoding
import SQLite
import Timekeeping

/// A guest's personal data as JSON, for download.
///
/// It is read in steps, because a single read of very many bookings would delay other requests.
package struct AccountExport: Sendable {
    private let user: User
    private let calendar: CalendarLink?
    private let exportedAt: Timestamp
    private var bookings = JSONWriter()
    private var notifications = JSONWriter()
    private var waitlist = JSONWriter()
    private var receipts = JSONWriter()
    private var latestBooking: Int64? = 0
    private var latestNotification: Int64? = 0
    private var latestWait: Int64? = 0
    private var latestReceipt: Int64? = 0

    /// - Parameter calendar: The guest's calendar to subscribe to; its address is not exported.
    package init(of user: User, calendar: CalendarLink?, at now: Timestamp) {
        self.user = user
        self.calendar = calendar
        exportedAt = now
    }

    /// Reads at most `limit` more bookings, notifications, waits and receipts each.
    ///
    /// - Returns: Whether there may be more.
    package mutating func readMore(limit: Int, in tx: Transaction) throws -> Bool {
        if let latest = latestBooking {
            let rows = try tx.bookings.all(of: user.id, after: latest, limit: limit)
            for booking in rows { bookings.element(booking) }
            latestBooking = rows.count == limit ? rows.last?.id.rawValue : nil
        }
        if let latest = latestNotification {
            let rows = try tx.notifications.all(of: user.id, after: latest, limit: limit)
            for notification in rows { notifications.element(notification) }
            latestNotification = rows.count == limit ? rows.last?.id.rawValue : nil
        }
        if let latest = latestWait {
            let rows = try tx.waitlist.all(of: user.id, after: latest, limit: limit)
            let getsLetters = try tx.users.getLetters(user.id)
            for entry in rows {
                waitlist.element(GuestWaitlistEntry(entry: entry, getsLetters: getsLetters))
            }
            latestWait = rows.count == limit ? rows.last?.id.rawValue : nil
        }
        if let latest = latestReceipt {
            let rows = try tx.receipts.all(of: user.id, after: latest, limit: limit)
            for row in rows { receipts.element(row.receipt) }
            latestReceipt = rows.count == limit ? rows.last?.id : nil
        }
        return latestBooking != nil || latestNotification != nil || latestWait != nil
            || latestReceipt != nil
    }

    /// The complete JSON; all but `calendar_created_at` have the same fields as in other responses.
    package var text: [UInt8] {
        var head = JSONWriter()
        head.object { json in
            json.member("exported_at", exportedAt)
            json.member("user", user)
            json.member("calendar_created_at", calendar?.createdAt)
        }
        return head.bytes.dropLast() + Array(#","bookings":["#.utf8) + bookings.bytes
            + Array(#"],"notifications":["#.utf8) + notifications.bytes
            + Array(#"],"waitlist":["#.utf8) + waitlist.bytes
            + Array(#"],"receipts":["#.utf8) + receipts.bytes + Array("]}".utf8)
    }
}

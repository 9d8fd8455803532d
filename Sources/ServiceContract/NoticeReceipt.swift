import JSONCoding

/// CRMAPI's answer to a notice that it has taken, now or before.
package struct NoticeReceipt: Equatable, Sendable {
    /// The booking that the notice told of.
    package let bookingID: Int64
    /// The notice's own; nil where the notice came without.
    package let notificationID: String?
    /// Whether this very notice had been taken before, so that nothing happened now.
    package let isDuplicate: Bool

    /// The receipt for a notice of this booking.
    package init(bookingID: Int64, notificationID: String?, isDuplicate: Bool) {
        self.bookingID = bookingID
        self.notificationID = notificationID
        self.isDuplicate = isDuplicate
    }
}

extension NoticeReceipt: JSONWritable {
    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("status", "success")
            json.member("booking_id", bookingID)
            json.member("notification_id", notificationID)
            json.member("duplicate", isDuplicate)
        }
    }
}

import JSONCoding
import SQLite
import Timekeeping

/// A booking as the notices tell it.
struct NotifiedBooking: Sendable, Equatable {
    /// Rises with the first notice of each booking.
    let id: Int64
    let facilitatorID: Int64
    /// The booking's id at MainAPI.
    let bookingID: Int64
    let user: String
    let userID: Int64?
    let event: String
    let eventID: Int64?
    let seats: Int64?
    let status: String?
    let paymentStatus: String?
    /// In minor units of `currency`.
    let amountPaid: Int64?
    let currency: String?
    let occurredAt: Timestamp?
    let sequence: Int64?
    let notifiedAt: Timestamp
}

extension NotifiedBooking {
    static let columns: SQL = """
        id, facilitator_id, booking_id, user, user_id, event, event_id, seats, status,
        payment_status, amount_paid, currency, occurred_at, sequence, last_notified_at
        """
    static let columnCount: Int32 = 15

    init(row: borrowing Row) {
        self.init(
            id: row.int64(0), facilitatorID: row.int64(1), bookingID: row.int64(2),
            user: row.string(3), userID: row.optionalInt64(4), event: row.string(5),
            eventID: row.optionalInt64(6), seats: row.optionalInt64(7),
            status: row.optionalString(8), paymentStatus: row.optionalString(9),
            amountPaid: row.optionalInt64(10), currency: row.optionalString(11),
            occurredAt: row.optionalInt64(12).map(Timestamp.init(clamping:)),
            sequence: row.optionalInt64(13), notifiedAt: Timestamp(clamping: row.int64(14)))
    }
}

extension NotifiedBooking: JSONWritable {
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("booking_id", bookingID)
            json.member("user", user)
            json.member("user_id", userID)
            json.member("event", event)
            json.member("event_id", eventID)
            json.member("facilitator_id", facilitatorID)
            json.member("seats", seats)
            json.member("status", status)
            json.member("payment_status", paymentStatus)
            json.member("amount_paid", amountPaid)
            json.member("currency", currency)
            json.member("occurred_at", occurredAt?.rfc3339)
            json.member("notified_at", notifiedAt.rfc3339)
        }
    }
}

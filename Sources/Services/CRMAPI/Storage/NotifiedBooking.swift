import SQLite
import Timekeeping

/// The latest state of a booking according to its notices.
struct NotifiedBooking: Sendable, Equatable {
    /// In the order of the bookings' first notices.
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

    init(_ columns: inout Columns) {
        self.init(
            id: columns.next(), facilitatorID: columns.next(), bookingID: columns.next(),
            user: columns.next(), userID: columns.next(), event: columns.next(),
            eventID: columns.next(), seats: columns.next(), status: columns.next(),
            paymentStatus: columns.next(), amountPaid: columns.next(), currency: columns.next(),
            occurredAt: columns.next().map(Timestamp.init(clamping:)), sequence: columns.next(),
            notifiedAt: Timestamp(clamping: columns.next()))
    }
}

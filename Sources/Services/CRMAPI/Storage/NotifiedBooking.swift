import BookingDomain
import SQLite
import Timekeeping

/// The latest state of a booking according to its notices.
struct NotifiedBooking: Sendable, Equatable {
    /// In the order of the bookings' first notices.
    let id: Int64
    let state: BookingNotice
    let notifiedAt: Timestamp

    static let columns: SQL = """
        id, facilitator_id, booking_id, user, user_id, event, event_id, seats, status,
        payment_status, amount_paid, currency, occurred_at, sequence, dispute,
        source, last_notified_at
        """

    init(_ columns: inout Columns) {
        id = columns.next()
        let facilitator: Int64 = columns.next()
        let (booking, user): (Int64, String) = (columns.next(), columns.next())
        let userID: Int64? = columns.next()
        var state = BookingNotice(
            bookingID: booking, user: user, event: columns.next(), facilitatorID: facilitator)
        state.userID = userID
        state.eventID = columns.next()
        state.seats = columns.next()
        state.status = columns.next()
        state.paymentStatus = columns.next()
        state.amountPaid = columns.next()
        state.currency = columns.next()
        state.occurredAt = columns.next().map(Timestamp.init(clamping:))
        state.sequence = columns.next()
        state.dispute = columns.next()
        state.source = columns.next()
        self.state = state
        notifiedAt = Timestamp(clamping: columns.next())
    }
}

import Timekeeping

/// A notification about a booking, which MainAPI sends to CRMAPI.
///
/// The non-optional fields are the minimal notice of the contract; MainAPI sends all of them.
package struct BookingNotice: Equatable, Sendable {
    /// The types that MainAPI sends; CRMAPI accepts others as well.
    package enum Kind {
        package static let confirmed = "booking.confirmed"
        package static let cancelled = "booking.cancelled"
        /// The booking's money has been returned.
        package static let refunded = "booking.refunded"
        /// The booking has other seats, another name, more money or a dispute in a new state.
        package static let changed = "booking.changed"
        /// The booking is of another event now.
        package static let moved = "booking.moved"
        /// The guest was erased: from now on `user` is the name to show.
        package static let guestErased = "guest.erased"
    }

    /// The same in every delivery of this notice; random hexadecimal digits.
    package var notificationID: String?
    /// Rises from notice to notice: of two notices about a booking the higher one is later.
    package var sequence: Int64?
    /// A constant of `Kind`, or another word of up to 64 characters.
    package var type: String?
    /// Identifies MainAPI's database: another one has other bookings with the same ids.
    package var installation: String?
    /// MainAPI's id.
    package var bookingID: Int64
    package var user: String
    /// MainAPI's id of the guest.
    package var userID: Int64?
    package var event: String
    /// MainAPI's id of the event.
    package var eventID: Int64?
    /// The facilitator of the event; CRMAPI refuses an unknown id.
    package var facilitatorID: Int64
    /// Who made the booking: a `BookingSource`, or another word of up to 64 characters.
    package var source: String?
    /// Seats that the booking takes or took.
    package var seats: Int64?
    /// The booking's status at the time of the notice, in MainAPI's words.
    package var status: String?
    /// The payment's status at that time; nil for a free booking.
    package var paymentStatus: String?
    /// Minor units of `currency`.
    package var amountPaid: Int64?
    /// ISO 4217.
    package var currency: String?
    /// The state of a dispute of the booking's payment, as at the delivery; nil without one.
    package var dispute: String?
    /// The time of the change at MainAPI, not of the delivery.
    package var occurredAt: Timestamp?
    /// The request at MainAPI that caused it.
    package var requestID: String?

    package init(bookingID: Int64, user: String, event: String, facilitatorID: Int64) {
        self.bookingID = bookingID
        self.user = user
        self.event = event
        self.facilitatorID = facilitatorID
    }
}

import Timekeeping

/// A notification about a booking, which MainAPI sends to CRMAPI.
///
/// `bookingID`, `user`, `event` and `facilitatorID` make the smallest notice, which anybody with
/// the service token may send; MainAPI sends everything.
package struct BookingNotice: Equatable, Sendable {
    /// What happened, as MainAPI spells it; CRMAPI takes other words as well.
    package enum Kind {
        /// The booking has its seats for good.
        package static let confirmed = "booking.confirmed"
        /// The booking has given its seats back.
        package static let cancelled = "booking.cancelled"
        /// The money of the booking is back.
        package static let refunded = "booking.refunded"
        /// The guest was erased: `user` is from now on the name to show.
        package static let guestErased = "guest.erased"
    }

    /// Unique to this notice however often it is delivered; random hexadecimal digits.
    package var notificationID: String?
    /// Rises from notice to notice, so that of two notices of a booking the later one is known.
    package var sequence: Int64?
    /// What happened: a word of `Kind`, or any other of up to 64 characters.
    package var type: String?
    /// The booking that it tells of, by MainAPI's id.
    package var bookingID: Int64
    /// The guest's name.
    package var user: String
    /// The guest, by MainAPI's id.
    package var userID: Int64?
    /// The event's title.
    package var event: String
    /// The event, by MainAPI's id.
    package var eventID: Int64?
    /// Whose event it is; an id that CRMAPI does not know is refused.
    package var facilitatorID: Int64
    /// How many seats the booking takes or took.
    package var seats: Int64?
    /// The booking's status by then, in MainAPI's words.
    package var status: String?
    /// How the payment stood by then; nil for a free booking.
    package var paymentStatus: String?
    /// Minor units of `currency`.
    package var amountPaid: Int64?
    /// Three letters of ISO 4217.
    package var currency: String?
    /// When it happened at MainAPI, however late the notice comes.
    package var occurredAt: Timestamp?
    /// The request at MainAPI that it came of.
    package var requestID: String?

    /// The smallest notice.
    package init(bookingID: Int64, user: String, event: String, facilitatorID: Int64) {
        self.bookingID = bookingID
        self.user = user
        self.event = event
        self.facilitatorID = facilitatorID
    }
}

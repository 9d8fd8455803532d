/// MainAPI's record of one booking for the comparison with CRMAPI's.
package struct ReconciliationEntry: Equatable, Sendable {
    /// The key of the comparison.
    package let bookingID: Int64
    /// The facilitator of the event.
    package let facilitatorID: Int64
    /// MainAPI's id.
    package let eventID: Int64
    /// The guest's current name.
    package let user: String
    /// The booking's current status, in MainAPI's words.
    package let status: String
    /// Seats that the booking takes or took.
    package let seats: Int64
    /// The sequence number of the booking's newest notice.
    package let sequence: Int64
    /// All notices about the booking.
    package let notices: Int64
    /// Notices that CRMAPI has received.
    package let delivered: Int64

    package init(
        bookingID: Int64, facilitatorID: Int64, eventID: Int64, user: String, status: String,
        seats: Int64, sequence: Int64, notices: Int64, delivered: Int64
    ) {
        self.bookingID = bookingID
        self.facilitatorID = facilitatorID
        self.eventID = eventID
        self.user = user
        self.status = status
        self.seats = seats
        self.sequence = sequence
        self.notices = notices
        self.delivered = delivered
    }
}

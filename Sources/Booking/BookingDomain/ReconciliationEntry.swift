/// One booking that CRMAPI was, or is about to be, told of: MainAPI's side of the comparison.
package struct ReconciliationEntry: Equatable, Sendable {
    /// MainAPI's id of the booking, by which the two sides are laid beside each other.
    package let bookingID: Int64
    /// Whose event it is.
    package let facilitatorID: Int64
    /// MainAPI's id of the event.
    package let eventID: Int64
    /// The guest's name as it is now.
    package let user: String
    /// The booking's status as MainAPI has it now.
    package let status: String
    /// How many seats it takes or took.
    package let seats: Int64
    /// The number of the booking's newest notice.
    package let sequence: Int64
    /// How many notices the booking has had.
    package let notices: Int64
    /// How many of them CRMAPI has taken.
    package let delivered: Int64

    /// The entry of one booking.
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

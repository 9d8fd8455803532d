import Timekeeping

/// A message to a guest that the web pages show.
package struct InAppNotification: Equatable, Sendable {
    /// The occasion of the message; the raw value is its word on the wire.
    package enum Kind: String, CaseIterable, Sendable {
        case bookingConfirmed = "booking_confirmed"
        case bookingCancelled = "booking_cancelled"
        case eventCancelled = "event_cancelled"
        case eventChanged = "event_changed"
        case refundUpdated = "refund_updated"
    }

    /// Rises with time: lists sort by it.
    package let id: NotificationID
    package let kind: Kind
    /// A sentence or two of plain text.
    package let message: String
    package let eventID: EventID?
    package let bookingID: BookingID?
    package let createdAt: Timestamp
    /// Nil until the guest has marked it as read.
    package let readAt: Timestamp?

    package init(
        id: NotificationID, kind: Kind, message: String, eventID: EventID?,
        bookingID: BookingID?, createdAt: Timestamp, readAt: Timestamp?
    ) {
        self.id = id
        self.kind = kind
        self.message = message
        self.eventID = eventID
        self.bookingID = bookingID
        self.createdAt = createdAt
        self.readAt = readAt
    }
}

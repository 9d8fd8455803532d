import Timekeeping

/// A message to a guest that the web pages show.
package struct InAppNotification: Equatable, Sendable {
    /// What the message is about; the raw value is its word on the wire.
    package enum Kind: String, CaseIterable, Sendable {
        case bookingConfirmed = "booking_confirmed"
        case bookingCancelled = "booking_cancelled"
        case eventCancelled = "event_cancelled"
        case eventChanged = "event_changed"
        case refundUpdated = "refund_updated"
    }

    package let id: NotificationID
    package let kind: Kind
    /// A sentence or two, plain text.
    package let message: String
    package let eventID: EventID?
    package let bookingID: BookingID?
    package let createdAt: Timestamp
    package let readAt: Timestamp?

    /// A message as the store reads it.
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

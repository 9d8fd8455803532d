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

    /// Rises with time, so that the newest come first by it.
    package let id: NotificationID
    /// The occasion, for programs; people read `message`.
    package let kind: Kind
    /// A sentence or two, plain text.
    package let message: String
    /// The event to link to; nil where it is about none.
    package let eventID: EventID?
    /// The booking to link to; nil where it is about none.
    package let bookingID: BookingID?
    /// When the guest could first read it.
    package let createdAt: Timestamp
    /// When the guest marked it as read; nil until then.
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

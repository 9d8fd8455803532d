import BookingDomain

/// A notice on its way to CRMAPI.
package struct OutboxNotice: Equatable, Sendable {
    package let sequence: Int64
    package let notificationID: String
    package let bookingID: BookingID
    /// The request that it came of; nil where none did.
    package let requestID: String?
    /// How often it was sent in vain.
    package let attempts: Int
    /// The `BookingNotice` as JSON, ready to be sent.
    package let body: [UInt8]
}

import BookingDomain

/// A notice on its way to CRMAPI.
package struct OutboxNotice: Equatable, Sendable {
    /// The row's key, which rises from notice to notice; CRMAPI orders by it.
    package let sequence: Int64
    /// 32 random hexadecimal digits, the same at every try; CRMAPI takes each once.
    package let notificationID: String
    /// The booking that it tells of, whose notices go one after the other.
    package let bookingID: BookingID
    /// The request that it came of; nil where none did.
    package let requestID: String?
    /// How often it was sent in vain.
    package let attempts: Int
    /// The `BookingNotice` as JSON, ready to be sent.
    package let body: [UInt8]
}

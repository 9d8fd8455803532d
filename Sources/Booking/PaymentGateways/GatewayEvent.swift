import BookingDomain

/// A webhook request, with the header fields that gateways sign with.
package struct WebhookDelivery: Sendable {
    /// The body byte for byte, as it was signed.
    package let body: [UInt8]
    /// The gateway's signature field.
    package let signature: String?
    /// The event's id, where the gateway sends it in a header field.
    package let eventID: String?

    package init(body: [UInt8], signature: String?, eventID: String? = nil) {
        self.body = body
        self.signature = signature
        self.eventID = eventID
    }
}

/// Why a webhook request is refused.
package enum WebhookRefusal: Error, Equatable, Sendable {
    /// The signature is missing or malformed.
    case unsigned
    /// The signature was not made for this body with any of the secrets.
    case badSignature
    /// The signature is too old, or from the future.
    case outOfTime
    /// The signature is valid, but the body cannot be read.
    case unreadable
}

/// A gateway's report of a change; a query to the gateway returns the state itself.
package struct GatewayEvent: Equatable, Sendable {
    /// The object that has changed.
    package enum Subject: Equatable, Sendable {
        /// A checkout, by the gateway's id or by the reference in its metadata.
        case checkout(id: String?, reference: CheckoutReference?)
        /// The refunds of this payment.
        case refunds(paymentID: String, reference: RefundReference?)
        /// A dispute, by the gateway's id.
        case dispute(id: String)
        /// An object that does not concern bookings.
        case other
    }

    /// The gateway's id, the same in every delivery of the event.
    package let id: String
    /// The gateway's word, such as `refund.updated`, for the record.
    package let type: String
    package let subject: Subject
}

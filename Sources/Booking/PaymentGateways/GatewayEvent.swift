import BookingDomain

/// A webhook's content as it arrived, with the header fields that gateways sign with.
package struct WebhookDelivery: Sendable {
    /// The content octet for octet, as the signature is of these.
    package let body: [UInt8]
    /// The signature's field, whichever the gateway's is.
    package let signature: String?
    /// The event's id where the gateway sends it in a header field.
    package let eventID: String?

    /// A delivery to be verified.
    package init(body: [UInt8], signature: String?, eventID: String? = nil) {
        self.body = body
        self.signature = signature
        self.eventID = eventID
    }
}

/// Why a delivery is not taken.
package enum WebhookRefusal: Error, Equatable, Sendable {
    /// There is no signature, or none that can be read.
    case unsigned
    /// No key of ours made it for this content.
    case badSignature
    /// It was made too long ago, or in the future.
    case outOfTime
    /// It is signed but cannot be read.
    case unreadable
}

/// What a gateway reports. Which state it reports is of no interest: the gateway is asked.
package struct GatewayEvent: Equatable, Sendable {
    /// What has changed.
    package enum Subject: Equatable, Sendable {
        /// A checkout, by the gateway's id or by what ties it to us.
        case checkout(id: String?, reference: CheckoutReference?)
        /// Refunds of the payment with this id.
        case refunds(paymentID: String, reference: RefundReference?)
        /// Something that does not concern bookings.
        case other
    }

    /// The gateway's id of the event: the same for every delivery of it.
    package let id: String
    /// The gateway's word for what happened, as `refund.updated`; kept for the record.
    package let type: String
    /// What the gateway has to be asked about.
    package let subject: Subject

    /// An event as it was read from a verified delivery, or from the gateway's own answer.
    package init(id: String, type: String, subject: Subject) {
        self.id = id
        self.type = type
        self.subject = subject
    }
}

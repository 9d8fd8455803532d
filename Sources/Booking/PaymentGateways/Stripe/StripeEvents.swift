import BookingDomain
import JSONCoding

extension GatewayEvent {
    /// The types that can mean something for a booking.
    static let stripeTypes = [
        "checkout.session.completed", "checkout.session.async_payment_succeeded",
        "checkout.session.async_payment_failed", "checkout.session.expired",
        "payment_intent.succeeded", "payment_intent.canceled", "charge.refunded",
        "refund.created", "refund.updated", "refund.failed",
    ]

    /// Reads an `event` that is verified; nil where it is none.
    ///
    /// - Parameter isLive: The mode of our key. An endpoint may be sent both modes; the other one's
    ///   money is none of ours.
    init?(stripe body: [UInt8], isLive: Bool) {
        guard let event = try? JSONValue(parsing: body) else { return nil }
        self.init(stripe: event, isLive: isLive)
    }

    /// Reads an `event` as a list holds it.
    init?(stripe event: JSONValue, isLive: Bool) {
        guard let id = event["id"]?.string, let type = event["type"]?.string,
            let object = event["data"]?["object"]
        else { return nil }
        let isOurs = event["livemode"]?.bool == isLive
        self.init(id: id, type: type, subject: isOurs ? Subject(stripe: type, object) : .other)
    }
}

extension GatewayEvent.Subject {
    /// Goes by the object more than by the type: refunds are reported by three kinds of objects.
    fileprivate init(stripe type: String, _ object: JSONValue) {
        switch object["object"]?.string {
        case "checkout.session":
            self = .checkout(
                id: object["id"]?.string, reference: GatewayMetadata.checkout(object["metadata"]))
        case "payment_intent":
            let reference = GatewayMetadata.checkout(object["metadata"])
            self = reference.map { .checkout(id: nil, reference: $0) } ?? .other
        case "refund":
            self.init(refundsOf: object, reference: GatewayMetadata.refund(object["metadata"]))
        case "charge" where type.hasPrefix("charge.refund"):
            self.init(refundsOf: object, reference: nil)
        default: self = .other
        }
    }

    private init(refundsOf object: JSONValue, reference: RefundReference?) {
        let payment = object["payment_intent"]?.string
        self = payment.map { .refunds(paymentID: $0, reference: reference) } ?? .other
    }
}

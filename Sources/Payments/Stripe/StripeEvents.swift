import BookingDomain
import JSONCoding

extension GatewayEvent {
    /// Reads an `event` that is verified; nil where it is none.
    init?(stripe body: [UInt8]) {
        guard let event = try? JSONValue(parsing: body), let id = event["id"]?.string,
            let type = event["type"]?.string, let object = event["data"]?["object"]
        else { return nil }
        self.init(id: id, type: type, subject: Subject(stripe: type, object))
    }

    /// Whether an event's content is from live mode; nil where it does not say.
    static func isLive(stripe body: [UInt8]) -> Bool? {
        (try? JSONValue(parsing: body))?["livemode"]?.bool
    }
}

extension GatewayEvent.Subject {
    /// Goes by the object more than by the type: refunds are reported by three kinds of objects.
    fileprivate init(stripe type: String, _ object: JSONValue) {
        switch object["object"]?.string {
        case "checkout.session":
            self = .checkout(
                id: object["id"]?.string, reference: Metadata.checkout(object["metadata"]))
        case "payment_intent":
            let reference = Metadata.checkout(object["metadata"])
            self = reference.map { .checkout(id: nil, reference: $0) } ?? .other
        case "refund":
            self.init(refundsOf: object, reference: Metadata.refund(object["metadata"]))
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

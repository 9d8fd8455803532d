import BookingDomain
import JSONCoding

extension GatewayCheckout {
    /// Reads an `order` and its payments. It is never closed.
    ///
    /// `notes` is an array when it is empty, and then holds no reference.
    init?(
        razorpay order: JSONValue, payments: [JSONValue], payAddress: (_ order: String) -> String
    ) {
        guard let id = order["id"]?.string, order["status"]?.string != nil else { return nil }
        let captured = payments.filter { payment in
            payment["order_id"]?.string == id && payment.isCaptured
        }
        let read = captured.compactMap { GatewayPayment(razorpay: $0) }
        guard read.count == captured.count else { return nil }
        self.init(
            id: id, state: read.isEmpty ? .open : .paid, url: payAddress(id),
            reference: GatewayMetadata.checkout(order["notes"]), payments: read)
    }
}

extension JSONValue {
    /// Whether the money of a `payment` has come: one that was only ever authorised is refunded by
    /// Razorpay itself after some days, and brings nothing.
    fileprivate var isCaptured: Bool {
        switch self["status"]?.string {
        case "captured": true
        case "refunded": self["captured"]?.bool == true
        default: false
        }
    }
}

extension GatewayPayment {
    fileprivate init?(razorpay payment: JSONValue) {
        guard let id = payment["id"]?.string, let amount = payment["amount"]?.integer,
            let currency = payment["currency"]?.string
        else { return nil }
        self.init(id: id, amount: amount, currency: currency.uppercased())
    }
}

extension GatewayRefund {
    /// Reads a `refund`.
    init?(razorpay refund: JSONValue) {
        guard let id = refund["id"]?.string, let payment = refund["payment_id"]?.string,
            let amount = refund["amount"]?.integer, let word = refund["status"]?.string
        else { return nil }
        let status: RefundStatus =
            switch word {
            case "processed": .processed
            case "failed": .failed
            default: .initiated
            }
        self.init(
            id: id, paymentID: payment, amount: amount, status: status, failure: nil,
            reference: GatewayMetadata.refund(refund["notes"]))
    }
}

extension GatewayEvent {
    /// Reads an `event` that is verified; nil where it is none.
    init?(razorpay body: [UInt8], id: String) {
        guard let event = try? JSONValue(parsing: body), let type = event["event"]?.string,
            let payload = event["payload"]
        else { return nil }
        self.init(id: id, type: type, subject: Subject(razorpay: payload))
    }
}

extension GatewayEvent.Subject {
    fileprivate init(razorpay payload: JSONValue) {
        let payment = payload["payment"]?["entity"]
        let order = payload["order"]?["entity"]
        if let refund = payload["refund"]?["entity"], let id = refund["payment_id"]?.string {
            self = .refunds(paymentID: id, reference: GatewayMetadata.refund(refund["notes"]))
        } else if let id = order?["id"]?.string ?? payment?["order_id"]?.string {
            let notes = order?["notes"] ?? payment?["notes"]
            self = .checkout(id: id, reference: GatewayMetadata.checkout(notes))
        } else {
            self = .other
        }
    }
}

import BookingDomain
import HTTPClient
import JSONCoding

extension GatewayCheckout {
    /// Reads an `order` and its payments; an order is never closed.
    ///
    /// Empty `notes` are an array, and then there is no reference.
    init(
        razorpay order: JSONValue, payments: [JSONValue], payURL: (_ order: String) -> String
    ) throws(GatewayError) {
        guard let id = order["id"]?.string, order["status"]?.string != nil else {
            throw .unreadable
        }
        var captured: [GatewayPayment] = []
        for payment in payments where payment["order_id"]?.string == id && payment.isCaptured {
            captured.append(try GatewayPayment(razorpay: payment, of: order))
        }
        self.init(
            id: id, state: captured.isEmpty ? .open : .paid, url: payURL(id),
            reference: CheckoutReference(metadata: order["notes"]), payments: captured)
    }
}

extension JSONValue {
    /// Whether the money of a `payment` has arrived. Razorpay itself refunds a payment that is never
    /// captured.
    fileprivate var isCaptured: Bool {
        switch self["status"]?.string {
        case "captured": true
        case "refunded": self["captured"]?.bool == true
        default: false
        }
    }
}

extension GatewayPayment {
    /// A guest who bears Razorpay's fee pays it on top of the order's amount.
    fileprivate init(razorpay payment: JSONValue, of order: JSONValue) throws(GatewayError) {
        guard let id = payment["id"]?.string, let amount = payment["amount"]?.integer,
            let currency = payment["currency"]?.string
        else { throw .unreadable }
        let ordered = order["amount"]?.integer
        let isFeeOnTop = amount - (payment["fee"]?.integer ?? 0) == ordered
        self.init(
            id: id, amount: isFeeOnTop ? ordered ?? amount : amount,
            currency: currency.uppercased())
    }
}

extension GatewayRefund {
    init(razorpay refund: JSONValue) throws(GatewayError) {
        guard let id = refund["id"]?.string, let payment = refund["payment_id"]?.string,
            let amount = refund["amount"]?.integer, let word = refund["status"]?.string
        else { throw .unreadable }
        let status: RefundStatus =
            switch word {
            case "processed": .processed
            case "failed": .failed
            default: .initiated
            }
        self.init(
            id: id, paymentID: payment, amount: amount, status: status, failure: nil,
            reference: RefundReference(metadata: refund["notes"]))
    }
}

extension GatewayDispute {
    /// A dispute that was closed without a decision was lost if money was deducted.
    init(razorpay dispute: JSONValue) throws(GatewayError) {
        guard let id = dispute["id"]?.string, let payment = dispute["payment_id"]?.string,
            let amount = dispute["amount"]?.integer, let word = dispute["status"]?.string
        else { throw .unreadable }
        let isDeducted = (dispute["amount_deducted"]?.integer ?? 0) > 0
        let status: DisputeStatus =
            switch word {
            case "won": .won
            case "lost": .lost
            case "closed": isDeducted ? .lost : .won
            default: .open
            }
        self.init(id: id, paymentID: payment, amount: amount, status: status)
    }
}

extension GatewayEvent {
    /// Reads a verified `event`; nil if it is not one.
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
        if let id = payload["dispute"]?["entity"]?["id"]?.string {
            self = .dispute(id: id)
        } else if let refund = payload["refund"]?["entity"], let id = refund["payment_id"]?.string {
            self = .refunds(paymentID: id, reference: RefundReference(metadata: refund["notes"]))
        } else if let id = order?["id"]?.string ?? payment?["order_id"]?.string {
            let notes = order?["notes"] ?? payment?["notes"]
            self = .checkout(id: id, reference: CheckoutReference(metadata: notes))
        } else {
            self = .other
        }
    }
}

extension GatewayError {
    /// The error in a response other than 200. Docs: razorpay.com/docs/errors
    init(razorpay response: ClientResponse) {
        let error = (try? JSONValue(parsing: response.body))?["error"]
        let code = error?["code"]?.string ?? "http_\(response.status)"
        let detail = String((error?["description"]?.string ?? "").prefix(300))
        switch response.status {
        case 429: self = .busy(retryAfterSeconds: response.retryAfterSeconds)
        case 409 where !detail.contains("different request"), 500...:
            self = .unknownOutcome(code)
        case 401, 403: self = .unauthorized(code)
        case _ where detail.contains("Authentication failed"): self = .unauthorized(code)
        case _ where detail.contains("fully refunded already"): self = .alreadyRefunded
        default: self = .refused(code: code, detail: detail)
        }
    }
}

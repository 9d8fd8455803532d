import BookingDomain
import HTTPClient
import JSONCoding

extension GatewayCheckout {
    /// Reads a `checkout.session`, with or without its `payment_intent` expanded.
    init(stripe session: JSONValue) throws(GatewayError) {
        guard let id = session["id"]?.string, let status = session["status"]?.string else {
            throw .unreadable
        }
        var payments: [GatewayPayment] = []
        if session["payment_status"]?.string == "paid" {
            payments = [try GatewayPayment(stripeSession: session)]
        }
        // A complete session without money waits for a bank, until the bank has refused.
        let intent = session["payment_intent"]?["status"]?.string
        let hasFailed = intent == "requires_payment_method" || intent == "canceled"
        let isClosed = status == "expired" || status == "complete" && hasFailed
        self.init(
            id: id, state: payments.isEmpty ? (isClosed ? .closed : .open) : .paid,
            url: session["url"]?.string,
            reference: CheckoutReference(metadata: session["metadata"]), payments: payments)
    }
}

extension GatewayPayment {
    /// The payment of a paid session, from the intent where that is expanded.
    fileprivate init(stripeSession session: JSONValue) throws(GatewayError) {
        let intent = session["payment_intent"]
        guard let id = intent?.string ?? intent?["id"]?.string,
            let amount = intent?["amount_received"]?.integer ?? session["amount_total"]?.integer,
            let currency = intent?["currency"]?.string ?? session["currency"]?.string
        else { throw .unreadable }
        let code = currency.uppercased()
        self.init(id: id, amount: StripeAmounts.local(amount, code), currency: code)
    }
}

extension GatewayRefund {
    init(stripe refund: JSONValue) throws(GatewayError) {
        guard let id = refund["id"]?.string, let amount = refund["amount"]?.integer,
            let currency = refund["currency"]?.string,
            let status = refund["status"]?.string,
            let payment = refund["payment_intent"]?.string
                ?? refund["payment_intent"]?["id"]?.string
        else { throw .unreadable }
        self.init(
            id: id, paymentID: payment,
            amount: StripeAmounts.local(amount, currency.uppercased()),
            status: RefundStatus(stripe: status), failure: refund["failure_reason"]?.string,
            reference: RefundReference(metadata: refund["metadata"]))
    }
}

extension RefundStatus {
    /// An unknown status is not final.
    init(stripe status: String) {
        switch status {
        case "succeeded": self = .processed
        case "failed", "canceled": self = .failed
        default: self = .initiated
        }
    }
}

extension GatewayDispute {
    /// A warning that was closed did not become a dispute.
    init(stripe dispute: JSONValue) throws(GatewayError) {
        guard let id = dispute["id"]?.string, let amount = dispute["amount"]?.integer,
            let currency = dispute["currency"]?.string, let word = dispute["status"]?.string,
            let payment = dispute["payment_intent"]?.string
                ?? dispute["payment_intent"]?["id"]?.string
        else { throw .unreadable }
        let status: DisputeStatus =
            switch word {
            case "won", "warning_closed": .won
            case "lost": .lost
            default: .open
            }
        self.init(
            id: id, paymentID: payment,
            amount: StripeAmounts.local(amount, currency.uppercased()), status: status)
    }
}

extension GatewayEvent {
    /// The types that can concern a booking.
    static let stripeTypes = [
        "checkout.session.completed", "checkout.session.async_payment_succeeded",
        "checkout.session.async_payment_failed", "checkout.session.expired",
        "payment_intent.succeeded", "payment_intent.canceled", "charge.refunded",
        "refund.created", "refund.updated", "refund.failed", "charge.dispute.created",
        "charge.dispute.closed",
    ]

    /// Reads a verified `event`; nil if it is not one.
    ///
    /// - Parameter isLive: The mode of the API key. An endpoint may receive events of both modes;
    ///   those of the other mode are ignored.
    init?(stripe body: [UInt8], isLive: Bool) {
        guard let event = try? JSONValue(parsing: body) else { return nil }
        self.init(stripe: event, isLive: isLive)
    }

    init?(stripe event: JSONValue, isLive: Bool) {
        guard let id = event["id"]?.string, let type = event["type"]?.string,
            let object = event["data"]?["object"]
        else { return nil }
        let isOfMode = event["livemode"]?.bool == isLive
        self.init(id: id, type: type, subject: isOfMode ? Subject(stripe: type, object) : .other)
    }
}

extension GatewayEvent.Subject {
    /// Decides by the object rather than the type: three kinds of objects report refunds.
    fileprivate init(stripe type: String, _ object: JSONValue) {
        switch object["object"]?.string {
        case "checkout.session":
            self = .checkout(
                id: object["id"]?.string, reference: CheckoutReference(metadata: object["metadata"])
            )
        case "payment_intent":
            let reference = CheckoutReference(metadata: object["metadata"])
            self = reference.map { .checkout(id: nil, reference: $0) } ?? .other
        case "refund":
            self.init(refundsOf: object, reference: RefundReference(metadata: object["metadata"]))
        case "dispute": self = object["id"]?.string.map { .dispute(id: $0) } ?? .other
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

extension GatewayError {
    /// The error in a response other than 2xx. Docs: docs.stripe.com/error-low-level
    init(stripe response: ClientResponse) {
        let error = (try? JSONValue(parsing: response.body))?["error"]
        let code = error?["code"]?.string ?? error?["type"]?.string ?? "http_\(response.status)"
        let request = response["request-id"].map { String($0.prefix(64)) }
        let name = code + (request.map { " (\($0))" } ?? "")
        let detail = String((error?["message"]?.string ?? "").prefix(300))
        switch (response.status, response["stripe-should-retry"]) {
        case (429, _): self = .busy(retryAfterSeconds: response.retryAfterSeconds)
        case (_, "true"), (409, _), (500..., _): self = .unknownOutcome(name)
        case (401, _), (403, _): self = .unauthorized(name)
        case _ where code == "charge_already_refunded": self = .alreadyRefunded
        default: self = .refused(code: code, detail: detail, request: request)
        }
    }
}

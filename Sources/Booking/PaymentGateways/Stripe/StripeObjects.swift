import BookingDomain
import JSONCoding

extension GatewayCheckout {
    /// Reads a `checkout.session`, its `payment_intent` expanded or not.
    init?(stripe session: JSONValue) {
        guard let id = session["id"]?.string, let status = session["status"]?.string else {
            return nil
        }
        var payments: [GatewayPayment] = []
        if session["payment_status"]?.string == "paid" {
            guard let payment = GatewayPayment(stripeSession: session) else { return nil }
            payments = [payment]
        }
        let state: State =
            payments.isEmpty ? (status == "expired" ? .closed : .open) : .paid
        self.init(
            id: id, state: state, url: session["url"]?.string,
            reference: GatewayMetadata.checkout(session["metadata"]), payments: payments)
    }
}

extension GatewayPayment {
    /// The payment of a paid session: what the intent received, where that is expanded.
    fileprivate init?(stripeSession session: JSONValue) {
        let intent = session["payment_intent"]
        guard let id = intent?.string ?? intent?["id"]?.string,
            let amount = intent?["amount_received"]?.integer ?? session["amount_total"]?.integer,
            let currency = intent?["currency"]?.string ?? session["currency"]?.string
        else { return nil }
        let code = currency.uppercased()
        self.init(id: id, amount: StripeAmounts.local(amount, code), currency: code)
    }
}

extension GatewayRefund {
    /// Reads a `refund`.
    init?(stripe refund: JSONValue) {
        guard let id = refund["id"]?.string, let amount = refund["amount"]?.integer,
            let currency = refund["currency"]?.string,
            let status = refund["status"]?.string,
            let payment = refund["payment_intent"]?.string
                ?? refund["payment_intent"]?["id"]?.string
        else { return nil }
        self.init(
            id: id, paymentID: payment,
            amount: StripeAmounts.local(amount, currency.uppercased()),
            status: RefundStatus(stripe: status), failure: refund["failure_reason"]?.string,
            reference: GatewayMetadata.refund(refund["metadata"]))
    }
}

extension RefundStatus {
    /// A status that nobody knows yet is no end.
    fileprivate init(stripe status: String) {
        switch status {
        case "succeeded": self = .processed
        case "failed", "canceled": self = .failed
        default: self = .initiated
        }
    }
}

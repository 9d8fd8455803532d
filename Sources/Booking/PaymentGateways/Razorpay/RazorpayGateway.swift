import BookingDomain
import Configuration
import Credentials
import Foundation
import HTTPClient
import JSONCoding
import TextEncoding
import Timekeeping

/// Razorpay: Orders, Refunds and webhooks. Docs: razorpay.com/docs/api
package struct RazorpayGateway: PaymentGateway {
    /// Where Razorpay is.
    package static let address = "https://api.razorpay.com"

    package let provider = PaymentProvider.razorpay
    /// The public part of the API key, which the checkout is opened with.
    package let keyID: String
    /// Signatures of webhooks and of what the checkout returns.
    package let signature: RazorpaySignature
    /// Where Razorpay's hosted checkout takes an order by a form.
    /// Docs: razorpay.com/docs/payments/payment-gateway/web-integration/hosted
    package let checkoutAddress: String
    private let keySecret: Secret
    private let payAddress: @Sendable (_ order: String) -> String
    private let client: Client

    /// Razorpay by one API key; nothing is sent yet.
    ///
    /// - Parameters:
    ///   - keyID: `rzp_test_…` or `rzp_live_…`.
    ///   - keySecret: The API key's secret.
    ///   - webhookSecrets: The webhook's own, and the one before while it is being rolled.
    ///   - payAddress: Where guests pay an order, which has no page of its own at Razorpay.
    package init(
        keyID: String, keySecret: Secret, webhookSecrets: [Secret],
        address: String = RazorpayGateway.address, timeoutSeconds: Double = 10,
        payAddress: @escaping @Sendable (_ order: String) -> String
    ) {
        self.keyID = keyID
        self.keySecret = keySecret
        self.payAddress = payAddress
        signature = RazorpaySignature(webhookSecrets: webhookSecrets, keySecret: keySecret)
        checkoutAddress = address + "/v1/checkout/embedded"
        client = Client(base: address, timeoutSeconds: timeoutSeconds)
    }

    package func request(for order: CheckoutOrder) throws(UnpayableOrder) -> [UInt8] {
        RazorpayContents.order(
            order, amount: try RazorpayAmounts.charge(order.amount, order.currency))
    }

    /// Some accounts answer a repeated receipt with the order it made, others with a refusal.
    package func openCheckout(
        _ request: [UInt8], key: String
    ) async throws(GatewayError) -> GatewayCheckout {
        do {
            return try described(try await call("POST", "/v1/orders", request), [])
        } catch {
            guard case .refused(_, let detail, _) = error, detail.contains("receipt") else {
                throw error
            }
            let path = "/v1/orders?receipt=\(PercentEncoding.encode(key))"
            guard let order = try await call("GET", path)["items"]?.array?.first else {
                throw error
            }
            return try described(order, [])
        }
    }

    package func checkout(_ id: String) async throws(GatewayError) -> GatewayCheckout {
        let path = "/v1/orders/\(PercentEncoding.encode(id))"
        let order = try await call("GET", path)
        guard let payments = try await call("GET", path + "/payments")["items"]?.array else {
            throw .unreadable
        }
        return try described(order, payments)
    }

    /// Orders do not close; whoever pays one too late is given the money back.
    package func closeCheckout(_ id: String) async throws(GatewayError) -> GatewayCheckout {
        try await checkout(id)
    }

    package func refund(_ order: RefundOrder) async throws(GatewayError) -> GatewayRefund {
        let answer = try await call(
            "POST", "/v1/payments/\(PercentEncoding.encode(order.paymentID))/refund",
            RazorpayContents.refund(order), refundKey: order.reference.idempotencyKey)
        guard let refund = GatewayRefund(razorpay: answer) else { throw .unreadable }
        return refund
    }

    package func refunds(of paymentID: String) async throws(GatewayError) -> [GatewayRefund] {
        let path = "/v1/payments/\(PercentEncoding.encode(paymentID))/refunds?count=100"
        guard let items = try await call("GET", path)["items"]?.array else { throw .unreadable }
        return items.compactMap { GatewayRefund(razorpay: $0) }
    }

    /// The event's id is in a header field; where that is missing the content stands for it.
    package func event(
        _ delivery: WebhookDelivery, at now: Timestamp
    ) throws(WebhookRefusal) -> GatewayEvent {
        try signature.verify(delivery.signature, of: delivery.body)
        let id = delivery.eventID ?? "sha256-\(SHA256.hash(delivery.body).hexadecimal)"
        guard let event = GatewayEvent(razorpay: delivery.body, id: id) else { throw .unreadable }
        return event
    }
}

extension RazorpayGateway {
    /// Whether a key moves real money; nil for what is no key id of Razorpay's.
    package static func isLive(_ keyID: String) -> Bool? {
        if keyID.hasPrefix("rzp_live_") { return true }
        return keyID.hasPrefix("rzp_test_") ? false : nil
    }

    private func described(
        _ order: JSONValue, _ payments: [JSONValue]
    ) throws(GatewayError) -> GatewayCheckout {
        guard
            let checkout = GatewayCheckout(
                razorpay: order, payments: payments, payAddress: payAddress)
        else { throw .unreadable }
        return checkout
    }

    private func call(
        _ method: String, _ path: String, _ body: [UInt8]? = nil, refundKey: String? = nil
    ) async throws(GatewayError) -> JSONValue {
        var call = ClientRequest(method, path, body: body)
        let credentials = Array("\(keyID):".utf8) + keySecret.bytes
        call.fields["Authorization"] = "Basic " + Data(credentials).base64EncodedString()
        if body != nil { call.fields["Content-Type"] = "application/json" }
        call.fields["X-Refund-Idempotency"] = refundKey
        let answer = try await client.ask(call)
        guard answer.status == 200 else { throw GatewayError(razorpay: answer) }
        guard let value = try? JSONValue(parsing: answer.body) else { throw .unreadable }
        return value
    }
}

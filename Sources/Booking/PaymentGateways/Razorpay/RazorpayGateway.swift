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
    package static let defaultBaseURL = "https://api.razorpay.com"

    package let provider = PaymentProvider.razorpay
    /// The public part of the API key.
    package let keyID: String
    package let signature: RazorpaySignature
    /// The target of the form that opens Razorpay's hosted checkout.
    /// Docs: razorpay.com/docs/payments/payment-gateway/web-integration/hosted
    package let hostedCheckoutURL: String
    /// The sources of a policy that lets the form reach Razorpay, which may redirect it.
    package var formTargets: String { hostedCheckoutURL + " https://*.razorpay.com" }
    private let keySecret: Secret
    private let payURL: @Sendable (_ order: String) -> String
    private let client: Client

    /// - Parameters:
    ///   - keyID: `rzp_test_…` or `rzp_live_…`.
    ///   - webhookSecrets: The present secret, and the previous one during a rotation.
    ///   - payURL: MainAPI's page for an order, which has none at Razorpay.
    package init(
        keyID: String, keySecret: Secret, webhookSecrets: [Secret],
        baseURL: String = RazorpayGateway.defaultBaseURL, timeout: Duration = .seconds(10),
        payURL: @escaping @Sendable (_ order: String) -> String
    ) {
        self.keyID = keyID
        self.keySecret = keySecret
        self.payURL = payURL
        signature = RazorpaySignature(webhookSecrets: webhookSecrets, keySecret: keySecret)
        hostedCheckoutURL = baseURL + "/v1/checkout/embedded"
        client = Client(base: baseURL, timeout: timeout)
    }

    package func checkPayable(_ amount: Int64, _ currency: Currency) throws(UnpayableOrder) {
        try RazorpayRequests.checkPayable(amount, currency)
    }

    package func request(for order: CheckoutOrder) throws(UnpayableOrder) -> [UInt8] {
        try RazorpayRequests.order(order)
    }

    /// For a repeated receipt some accounts return the order that it made, others a refusal.
    package func openCheckout(
        _ request: [UInt8], key: String
    ) async throws(GatewayError) -> GatewayCheckout {
        do {
            return try checkout(try await call("POST", "/v1/orders", request))
        } catch {
            guard case .refused(_, let detail, _) = error, detail.contains("receipt") else {
                throw error
            }
            guard let earlier = try await findCheckout(receipt: key) else { throw error }
            return earlier
        }
    }

    package func findCheckout(
        _ reference: CheckoutReference, since _: Timestamp
    ) async throws(GatewayError) -> GatewayCheckout? {
        try await findCheckout(receipt: reference.idempotencyKey)
    }

    package func checkout(_ id: String) async throws(GatewayError) -> GatewayCheckout {
        let path = "/v1/orders/\(PercentEncoding.encode(id))"
        let order = try await call("GET", path)
        guard let payments = try await call("GET", path + "/payments")["items"]?.array else {
            throw .unreadable
        }
        return try checkout(order, payments)
    }

    /// Orders cannot be closed; a late payment is refunded.
    package func closeCheckout(_ id: String) async throws(GatewayError) -> GatewayCheckout {
        try await checkout(id)
    }

    package func refund(_ order: RefundOrder) async throws(GatewayError) -> GatewayRefund {
        try GatewayRefund(
            razorpay: try await call(
                "POST", "/v1/payments/\(PercentEncoding.encode(order.paymentID))/refund",
                RazorpayRequests.refund(order), refundKey: order.reference.idempotencyKey))
    }

    package func refunds(of paymentID: String) async throws(GatewayError) -> [GatewayRefund] {
        let path = "/v1/payments/\(PercentEncoding.encode(paymentID))/refunds?count=100"
        guard let items = try await call("GET", path)["items"]?.array else { throw .unreadable }
        return try items.map { item throws(GatewayError) in try GatewayRefund(razorpay: item) }
    }

    package func dispute(_ id: String) async throws(GatewayError) -> GatewayDispute {
        try GatewayDispute(
            razorpay: try await call("GET", "/v1/disputes/\(PercentEncoding.encode(id))"))
    }

    /// The event's id is in a header field; without it the hash of the body identifies the event.
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
    /// Whether a key is for real money; nil if it is not a key id of Razorpay.
    package static func isLive(_ keyID: String) -> Bool? {
        if keyID.hasPrefix("rzp_live_") { return true }
        return keyID.hasPrefix("rzp_test_") ? false : nil
    }

    private func findCheckout(
        receipt: String
    ) async throws(GatewayError) -> GatewayCheckout? {
        let path = "/v1/orders?receipt=\(PercentEncoding.encode(receipt))"
        guard let orders = try await call("GET", path)["items"]?.array else { throw .unreadable }
        guard let order = orders.first else { return nil }
        return try checkout(order)
    }

    private func checkout(
        _ order: JSONValue, _ payments: [JSONValue] = []
    ) throws(GatewayError) -> GatewayCheckout {
        try GatewayCheckout(razorpay: order, payments: payments, payURL: payURL)
    }

    private func call(
        _ method: String, _ path: String, _ body: [UInt8]? = nil, refundKey: String? = nil
    ) async throws(GatewayError) -> JSONValue {
        var request = ClientRequest(method, path, body: body)
        let credentials = Array("\(keyID):".utf8) + keySecret.bytes
        request.fields["Authorization"] = "Basic " + Data(credentials).base64EncodedString()
        request.fields["X-Refund-Idempotency"] = refundKey
        return try await client.value(of: request) { GatewayError(razorpay: $0) }
    }
}

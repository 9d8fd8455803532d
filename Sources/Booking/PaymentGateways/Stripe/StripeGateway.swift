import BookingDomain
import Configuration
import HTTPClient
import JSONCoding
import TextEncoding
import Timekeeping

/// Stripe: Checkout Sessions, Refunds and webhooks. Docs: docs.stripe.com/api
package struct StripeGateway: PaymentGateway {
    /// The version of the API that calls are made in; the webhook's endpoint must have it too.
    package static let version = "2024-10-28.acacia"
    /// Where Stripe is.
    package static let address = "https://api.stripe.com"
    /// Pages of a hundred events that are read at most; what is older, the poller asks about.
    private static let eventPages = 20

    package let provider = PaymentProvider.stripe
    private let client: Client
    private let secretKey: Secret
    private let signature: StripeSignature
    private let returnAddress: @Sendable () -> String

    /// Stripe by one secret key; nothing is sent yet.
    ///
    /// - Parameters:
    ///   - secretKey: `sk_…` or `rk_…`.
    ///   - webhookSecrets: `whsec_…`, and the one before while it is being rolled.
    ///   - returnAddress: Where guests come back to after paying.
    package init(
        secretKey: Secret, webhookSecrets: [Secret], address: String = StripeGateway.address,
        timeoutSeconds: Double = 10, returnAddress: @escaping @Sendable () -> String
    ) {
        client = Client(base: address, timeoutSeconds: timeoutSeconds)
        self.secretKey = secretKey
        signature = StripeSignature(secrets: webhookSecrets)
        self.returnAddress = returnAddress
    }

    package func request(for order: CheckoutOrder) throws(UnpayableOrder) -> [UInt8] {
        let amount = try StripeAmounts.charge(order.amount, order.currency)
        return StripeForms.checkout(order, amount: amount, returnAddress: returnAddress()).encoded
    }

    /// Stripe is more particular about addresses than we are; one that it does not take is left
    /// out, under a key of its own, and the guest asked for another at the checkout.
    package func openCheckout(
        _ request: [UInt8], key: String
    ) async throws(GatewayError) -> GatewayCheckout {
        do {
            return try session(try await post("/v1/checkout/sessions", request, key: key))
        } catch {
            guard case .refused("email_invalid", _, _) = error,
                var form = FormContent(decoding: request)
            else { throw error }
            form["customer_email"] = nil
            return try session(
                try await post(
                    "/v1/checkout/sessions", form.encoded, key: key + "-without-email"))
        }
    }

    package func checkout(_ id: String) async throws(GatewayError) -> GatewayCheckout {
        let path = "/v1/checkout/sessions/\(PercentEncoding.encode(id))?expand[]=payment_intent"
        return try session(try await call("GET", path))
    }

    /// A session that cannot be expired is paid, or was expired before; asking tells which.
    package func closeCheckout(_ id: String) async throws(GatewayError) -> GatewayCheckout {
        let path = "/v1/checkout/sessions/\(PercentEncoding.encode(id))/expire"
        do {
            return try session(try await post(path, [], key: nil))
        } catch {
            if case .busy = error { throw error }
            return try await checkout(id)
        }
    }

    package func refund(_ order: RefundOrder) async throws(GatewayError) -> GatewayRefund {
        guard let amount = StripeAmounts.figure(order.amount, order.currency) else {
            throw .refused(code: "amount_invalid", detail: "Stripe knows no such fraction.")
        }
        let form = StripeForms.refund(order, amount: amount)
        let answer = try await post(
            "/v1/refunds", form.encoded, key: order.reference.idempotencyKey)
        guard let refund = GatewayRefund(stripe: answer) else { throw .unreadable }
        return refund
    }

    package func refunds(of paymentID: String) async throws(GatewayError) -> [GatewayRefund] {
        let path = "/v1/refunds?payment_intent=\(PercentEncoding.encode(paymentID))&limit=100"
        guard let list = try await call("GET", path)["data"]?.array else { throw .unreadable }
        return list.compactMap { GatewayRefund(stripe: $0) }
    }

    package func event(
        _ delivery: WebhookDelivery, at now: Timestamp
    ) throws(WebhookRefusal) -> GatewayEvent {
        try signature.verify(delivery.signature, of: delivery.body, at: now)
        guard let event = GatewayEvent(stripe: delivery.body, isLive: isLive) else {
            throw .unreadable
        }
        return event
    }

    /// The events of the last thirty days that Stripe could not deliver; older ones it does not
    /// keep.
    /// Docs: docs.stripe.com/webhooks/process-undelivered-events
    package func undeliveredEvents() async throws(GatewayError) -> [GatewayEvent] {
        var query = FormContent()
        for type in GatewayEvent.stripeTypes { query.add("types[]", type) }
        query.add("delivery_success", "false")
        query.add("limit", "100")
        var events: [GatewayEvent] = []
        for _ in 0..<Self.eventPages {
            let path = "/v1/events?" + String(decoding: query.encoded, as: UTF8.self)
            let page = try await call("GET", path)
            guard let data = page["data"]?.array else { throw .unreadable }
            events += data.compactMap { GatewayEvent(stripe: $0, isLive: isLive) }
            guard page["has_more"]?.bool == true, let last = data.last?["id"]?.string else { break }
            query["starting_after"] = last
        }
        return events
    }
}

extension StripeGateway {
    /// Whether a key moves real money; nil for what is no secret key of Stripe's.
    package static func isLive(_ key: Secret) -> Bool? {
        func begins(_ prefixes: String...) -> Bool {
            prefixes.contains { key.bytes.starts(with: $0.utf8) }
        }
        if begins("sk_live_", "rk_live_") { return true }
        return begins("sk_test_", "rk_test_") ? false : nil
    }

    private var isLive: Bool { Self.isLive(secretKey) == true }

    private func session(_ value: JSONValue) throws(GatewayError) -> GatewayCheckout {
        guard let checkout = GatewayCheckout(stripe: value) else { throw .unreadable }
        guard value["livemode"]?.bool == isLive else {
            throw .refused(code: "wrong_mode", detail: "the checkout is not of the key's mode")
        }
        return checkout
    }

    private func post(
        _ path: String, _ body: [UInt8], key: String?
    ) async throws(GatewayError) -> JSONValue {
        try await call("POST", path, body: body, key: key)
    }

    private func call(
        _ method: String, _ path: String, body: [UInt8]? = nil, key: String? = nil
    ) async throws(GatewayError) -> JSONValue {
        var call = ClientRequest(method, path, body: body)
        call.fields["Authorization"] = "Bearer " + String(decoding: secretKey.bytes, as: UTF8.self)
        call.fields["Stripe-Version"] = Self.version
        call.fields["Content-Type"] = "application/x-www-form-urlencoded"
        call.fields["Idempotency-Key"] = key
        let answer = try await client.ask(call)
        guard answer.isSuccess else { throw GatewayError(stripe: answer) }
        guard let value = try? JSONValue(parsing: answer.body) else { throw .unreadable }
        return value
    }
}

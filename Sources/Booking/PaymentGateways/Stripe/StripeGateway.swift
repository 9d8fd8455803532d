import BookingDomain
import Configuration
import HTTPClient
import JSONCoding
import TextEncoding
import Timekeeping

/// Stripe: Checkout Sessions, Refunds and webhooks. Docs: docs.stripe.com/api
package struct StripeGateway: PaymentGateway {
    /// The API version of all calls; the webhook's endpoint must have the same.
    package static let version = "2024-10-28.acacia"
    package static let defaultBaseURL = "https://api.stripe.com"
    /// The limit of pages of 100 events; the poller covers older ones.
    private static let eventPages = 20
    /// The limit of pages of 100 sessions in a search for one of them.
    private static let sessionPages = 10

    package let provider = PaymentProvider.stripe
    private let client: Client
    private let secretKey: Secret
    private let signature: StripeSignature
    private let options: StripeOptions
    private let returnURL: @Sendable () -> String

    /// - Parameters:
    ///   - secretKey: `sk_…` or `rk_…`.
    ///   - webhookSecrets: `whsec_…`, and the previous one during a rotation.
    ///   - returnURL: MainAPI's page after the payment.
    package init(
        secretKey: Secret, webhookSecrets: [Secret], baseURL: String = StripeGateway.defaultBaseURL,
        timeout: Duration = .seconds(10), options: StripeOptions = StripeOptions(),
        returnURL: @escaping @Sendable () -> String
    ) {
        client = Client(base: baseURL, timeout: timeout)
        self.secretKey = secretKey
        signature = StripeSignature(secrets: webhookSecrets)
        self.options = options
        self.returnURL = returnURL
    }

    package func checkPayable(_ amount: Int64, _ currency: Currency) throws(UnpayableOrder) {
        _ = try StripeAmounts.charge(amount, currency)
    }

    package func request(for order: CheckoutOrder) throws(UnpayableOrder) -> [UInt8] {
        let amount = try StripeAmounts.charge(order.amount, order.currency)
        return StripeRequests.checkout(
            order, amount: amount, options: options, returnURL: returnURL()
        ).encoded
    }

    /// Stripe refuses some email addresses that `EmailAddress` accepts. The call is then repeated
    /// without the address, under another key, and the checkout asks for one.
    package func openCheckout(
        _ request: [UInt8], key: String
    ) async throws(GatewayError) -> GatewayCheckout {
        do {
            return try await checkout("POST", "/v1/checkout/sessions", request, key: key)
        } catch {
            guard case .refused("email_invalid", _, _) = error,
                var form = FormContent(decoding: request)
            else { throw error }
            form["customer_email"] = nil
            return try await checkout(
                "POST", "/v1/checkout/sessions", form.encoded, key: key + "-without-email")
        }
    }

    /// Stripe lists sessions from the newest, without a filter for metadata.
    package func findCheckout(
        _ reference: CheckoutReference, since time: Timestamp
    ) async throws(GatewayError) -> GatewayCheckout? {
        let oldest = time.adding(seconds: -StripeSignature.toleranceSeconds).unixSeconds
        var query = FormContent()
        query.add("limit", "100")
        for _ in 0..<Self.sessionPages {
            let page = try await list("/v1/checkout/sessions", query)
            let found = page.items.first { session in
                session["client_reference_id"]?.string == "\(reference.bookingID)"
                    && CheckoutReference(metadata: session["metadata"]) == reference
            }
            if let id = found?["id"]?.string { return try await checkout(id) }
            guard let last = page.items.last, let next = page.next,
                last["created"]?.integer ?? 0 >= oldest
            else { return nil }
            query["starting_after"] = next
        }
        return nil
    }

    package func checkout(_ id: String) async throws(GatewayError) -> GatewayCheckout {
        try await checkout(
            "GET", "/v1/checkout/sessions/\(PercentEncoding.encode(id))?expand[]=payment_intent")
    }

    /// A session that cannot be expired is paid or already expired; a query says which.
    package func closeCheckout(_ id: String) async throws(GatewayError) -> GatewayCheckout {
        let path = "/v1/checkout/sessions/\(PercentEncoding.encode(id))/expire"
        do {
            return try await checkout("POST", path, [])
        } catch {
            if case .busy = error { throw error }
            return try await checkout(id)
        }
    }

    package func refund(_ order: RefundOrder) async throws(GatewayError) -> GatewayRefund {
        guard let amount = StripeAmounts.figure(order.amount, order.currency) else {
            throw .refused(code: "amount_invalid", detail: "Stripe does not support this fraction.")
        }
        let form = StripeRequests.refund(order, amount: amount)
        return try GatewayRefund(
            stripe: try await call(
                "POST", "/v1/refunds", form.encoded, key: order.reference.idempotencyKey))
    }

    package func refunds(of paymentID: String) async throws(GatewayError) -> [GatewayRefund] {
        let path = "/v1/refunds?payment_intent=\(PercentEncoding.encode(paymentID))&limit=100"
        guard let list = try await call("GET", path)["data"]?.array else { throw .unreadable }
        return try list.map { refund throws(GatewayError) in try GatewayRefund(stripe: refund) }
    }

    package func dispute(_ id: String) async throws(GatewayError) -> GatewayDispute {
        try GatewayDispute(
            stripe: try await call("GET", "/v1/disputes/\(PercentEncoding.encode(id))"))
    }

    package func event(
        _ delivery: WebhookDelivery, at now: Timestamp
    ) throws(WebhookRefusal) -> GatewayEvent {
        try signature.event(delivery, isLive: isLive, at: now)
    }

    /// The undelivered events of the last 30 days; Stripe keeps none for longer.
    /// Docs: docs.stripe.com/webhooks/process-undelivered-events
    package func undeliveredEvents() async throws(GatewayError) -> [GatewayEvent] {
        var query = FormContent()
        for type in GatewayEvent.stripeTypes { query.add("types[]", type) }
        query.add("delivery_success", "false")
        query.add("limit", "100")
        var events: [GatewayEvent] = []
        for _ in 0..<Self.eventPages {
            let page = try await list("/v1/events", query)
            events += page.items.compactMap { GatewayEvent(stripe: $0, isLive: isLive) }
            guard let next = page.next else { break }
            query["starting_after"] = next
        }
        return events
    }
}

extension StripeGateway {
    /// Whether a key is for real money; nil if it is not a secret key of Stripe.
    package static func isLive(_ key: Secret) -> Bool? {
        func hasPrefix(_ prefixes: String...) -> Bool {
            prefixes.contains { key.bytes.starts(with: $0.utf8) }
        }
        if hasPrefix("sk_live_", "rk_live_") { return true }
        return hasPrefix("sk_test_", "rk_test_") ? false : nil
    }

    private var isLive: Bool { Self.isLive(secretKey) == true }

    private func checkout(
        _ method: String, _ path: String, _ body: [UInt8]? = nil, key: String? = nil
    ) async throws(GatewayError) -> GatewayCheckout {
        let session = try await call(method, path, body, key: key)
        guard session["livemode"]?.bool == isLive else {
            throw .refused(code: "wrong_mode", detail: "the checkout is not in the mode of the key")
        }
        return try GatewayCheckout(stripe: session)
    }

    /// A page of a list, and the `starting_after` of the next page, if there is one.
    private func list(
        _ path: String, _ query: FormContent
    ) async throws(GatewayError) -> (items: [JSONValue], next: String?) {
        let page = try await call("GET", path + "?" + String(ascii: query.encoded))
        guard let items = page["data"]?.array else { throw .unreadable }
        return (items, page["has_more"]?.bool == true ? items.last?["id"]?.string : nil)
    }

    private func call(
        _ method: String, _ path: String, _ body: [UInt8]? = nil, key: String? = nil
    ) async throws(GatewayError) -> JSONValue {
        var request = ClientRequest(method, path, body: body)
        request.fields["Authorization"] =
            "Bearer " + String(decoding: secretKey.bytes, as: UTF8.self)
        request.fields["Stripe-Version"] = Self.version
        request.fields["Content-Type"] = "application/x-www-form-urlencoded"
        request.fields["Idempotency-Key"] = key
        return try await client.value(of: request) { GatewayError(stripe: $0) }
    }
}

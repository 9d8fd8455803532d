import BookingDomain
import Configuration
import Credentials
import Foundation
import HTTP
import JSONCoding
import PaymentGateways
import Timekeeping

/// Stripe's API for sessions, refunds and signed events.
final class FakeStripe: FakeGateway, @unchecked Sendable {
    static let key = "sk_test_51FakeFakeFake"
    static let webhookSecret = "whsec_fakefakefake"

    override var provider: PaymentProvider { .stripe }

    override var settings: [String: String] {
        [
            "PAYMENT_PROVIDER": "stripe", "STRIPE_SECRET_KEY": Self.key,
            "STRIPE_WEBHOOK_SECRET": Self.webhookSecret, "STRIPE_URL": address,
        ]
    }

    override var closingOperation: String { "expire" }

    override func routes() -> Routes {
        var routes = Routes()
        routes.post("/v1/checkout/sessions", by: .anyone) { [unowned self] request, _ in
            try await post("create", request) { create($0) }
        }
        routes.get("/v1/checkout/sessions", by: .anyone) { [unowned self] request, _ in
            check(request)
            return try await respond("sessions", request) { sessions(request) }
        }
        routes.get("/v1/checkout/sessions/{id}", by: .anyone) { [unowned self] request, _ in
            check(request)
            return try await respond("retrieve", request) { retrieve(request.parameters["id"]) }
        }
        routes.post("/v1/checkout/sessions/{id}/expire", by: .anyone) {
            [unowned self] request, _ in
            try await post("expire", request) { _ in expire(request.parameters["id"]) }
        }
        routes.post("/v1/refunds", by: .anyone) { [unowned self] request, _ in
            try await post("refund", request) { refund($0) }
        }
        routes.get("/v1/refunds", by: .anyone) { [unowned self] request, _ in
            check(request)
            return try await respond("refunds", request) { list(request) }
        }
        routes.get("/v1/events", by: .anyone) { [unowned self] request, _ in
            check(request)
            return try await respond("events", request) { events(request) }
        }
        routes.get("/v1/disputes/{id}", by: .anyone) { [unowned self] request, _ in
            check(request)
            return try await respond("dispute", request) { dispute(request.parameters["id"]) }
        }
        return routes
    }

    private func post(
        _ operation: String, _ request: Request,
        _ effect: (FormContent) -> (Status, JSONValue)
    ) async throws -> Response {
        check(request)
        let form = FormContent(decoding: request.body) ?? FormContent()
        StripeParameters.violations(of: operation, form).forEach(report)
        let key = request[.idempotencyKey]
        if key == nil, operation != "expire" { report("\(operation) without a key") }
        return try await respond(operation, request, key: key) {
            once(key, request.body) { effect(form) }
        }
    }

    private func check(_ request: Request) {
        if request.bearerToken != Self.key { report("a wrong key") }
        if request["Stripe-Version"] != StripeGateway.version { report("no version") }
        if request.method == .post,
            request[.contentType] != "application/x-www-form-urlencoded"
        {
            report("no type")
        }
    }

    private func create(_ form: FormContent) -> (Status, JSONValue) {
        if let email = form["customer_email"], !email.contains(".") {
            return (.badRequest, error("email_invalid", "Invalid email address: \(email)"))
        }
        if let now {
            let seconds = (form["expires_at"].flatMap { Int64($0) } ?? 0) - now.unixSeconds
            guard (1_800..<86_400).contains(seconds) else {
                return (.badRequest, error("parameter_invalid", "expires_at: \(seconds) s ahead"))
            }
        }
        let session = FakeCheckout(
            id: "cs_test_\(randomToken(bytes: 9))",
            metadata: Self.metadata(of: form, ["booking_id", "attempt", "installation"]),
            amount: form["line_items[0][price_data][unit_amount]"].flatMap { Int64($0) } ?? 0,
            currency: form["line_items[0][price_data][currency]"]?.uppercased() ?? "",
            created: now?.unixSeconds ?? 0)
        update { $0.checkouts.append(session) }
        return (.ok, Self.json(session))
    }

    private func retrieve(_ id: String?) -> (Status, JSONValue) {
        if ledger.failing.contains(id ?? "") {
            return (.internalServerError, error("api_error"))
        }
        guard let session = ledger.checkouts.first(where: { $0.id == id }) else {
            return (.notFound, error("resource_missing"))
        }
        return (.ok, Self.json(session))
    }

    private func dispute(_ id: String?) -> (Status, JSONValue) {
        guard let dispute = ledger.disputes.first(where: { $0.id == id }) else {
            return (.notFound, error("resource_missing"))
        }
        return (.ok, Self.json(dispute))
    }

    private func expire(_ id: String?) -> (Status, JSONValue) {
        let isOpen = update { ledger in
            let index = ledger.checkouts.firstIndex {
                $0.id == id && !$0.isExpired && $0.payments.isEmpty
            }
            if let index { ledger.checkouts[index].isExpired = true }
            return index != nil
        }
        return isOpen ? retrieve(id) : (.badRequest, error("session_not_open"))
    }

    private func refund(_ form: FormContent) -> (Status, JSONValue) {
        let metadata = Self.metadata(of: form, ["refund_id", "generation", "installation"])
        let amount = form["amount"].flatMap { Int64($0) } ?? 0
        return switch refund(form["payment_intent"] ?? "", amount, metadata) {
        case .made(let refund): (.ok, Self.json(refund))
        case .unknown: (.notFound, error("resource_missing"))
        case .alreadyRefunded: (.badRequest, error("charge_already_refunded"))
        case .tooMuch: (.badRequest, error("amount_too_large"))
        }
    }

    private func list(_ request: Request) -> (Status, JSONValue) {
        let payment = query(of: request)["payment_intent"]
        let found = ledger.refunds.filter { $0.payment == payment }.reversed().map(Self.json)
        return (.ok, ["object": "list", "has_more": false, "data": .array(found)])
    }

    /// Pages have two events, so that tests need several.
    private func events(_ request: Request) -> (Status, JSONValue) {
        let query = query(of: request)
        let types = Set(query.fields.filter { $0.name == "types[]" }.map(\.value))
        if types.count > 20 { report("more than twenty types") }
        if query["delivery_success"] != "false" { report("delivered events too") }
        let wanted = ledger.undelivered.filter { types.contains($0["type"]?.string ?? "") }
        return page(of: wanted, query)
    }

    /// Sessions, the newest first.
    private func sessions(_ request: Request) -> (Status, JSONValue) {
        let query = query(of: request)
        let unknown = query.fields.map(\.name).filter { !["limit", "starting_after"].contains($0) }
        if !unknown.isEmpty { report("sessions have no filter \(unknown)") }
        return page(of: ledger.checkouts.reversed().map(Self.json), query)
    }

    private func page(of items: [JSONValue], _ query: FormContent) -> (Status, JSONValue) {
        let after = query["starting_after"].flatMap { id in
            items.firstIndex { $0["id"]?.string == id }
        }
        let rest = items.dropFirst(after.map { $0 + 1 } ?? 0)
        return (
            .ok,
            [
                "object": "list", "has_more": .bool(rest.count > 2),
                "data": .array(Array(rest.prefix(2))),
            ]
        )
    }

    private func query(of request: Request) -> FormContent {
        request.head.query.flatMap { FormContent(decoding: Array($0.utf8)) } ?? FormContent()
    }

    private static func metadata(of form: FormContent, _ names: [String]) -> JSONValue {
        var metadata = JSONObject()
        for name in names { metadata[name] = form["metadata[\(name)]"].map { .string($0) } }
        return .object(metadata)
    }

    override func error(_ code: String) -> JSONValue { error(code, "not for asha@example.org") }

    private func error(_ code: String, _ message: String) -> JSONValue {
        [
            "error": [
                "code": .string(code), "type": "invalid_request_error",
                "message": .string(message),
            ]
        ]
    }

    // Events

    override func event(_ report: CheckoutReport, about checkout: FakeCheckout) -> FakeEvent {
        let now = current(checkout)
        return switch report {
        case .paid: event("checkout.session.completed", Self.json(now))
        case .paidLate: event("checkout.session.async_payment_succeeded", Self.json(now))
        case .unpaid: event("checkout.session.expired", Self.json(now))
        case .paymentSucceeded:
            event(
                "payment_intent.succeeded",
                [
                    "id": now.payments.last.map { .string($0.id) } ?? .null,
                    "object": "payment_intent", "metadata": now.metadata,
                ])
        }
    }

    /// Stripe reports refunds by three kinds of objects.
    override func event(_ report: RefundReport, about refund: FakeRefund) -> FakeEvent {
        let now = current(refund)
        return switch report {
        case .made: event("refund.created", Self.json(now))
        case .failed: event("refund.failed", Self.json(now))
        case .moved:
            event(
                "charge.refunded",
                ["id": "ch_1", "object": "charge", "payment_intent": .string(now.payment)])
        }
    }

    override func event(about dispute: FakeDispute) -> FakeEvent {
        event("charge.dispute.created", Self.json(dispute))
    }

    override func event(_ type: String, _ object: JSONValue) -> FakeEvent {
        let id = "evt_\(nextEventNumber())"
        let event: JSONValue = [
            "id": .string(id), "object": "event", "type": .string(type), "livemode": false,
            "data": ["object": object],
        ]
        return FakeEvent(id: id, body: event.json)
    }

    override func headerFields(of event: FakeEvent, at now: Timestamp) -> [String: String] {
        let signature = StripeSignature(secrets: [Secret(Self.webhookSecret)])
        return ["Stripe-Signature": signature.header(for: event.body, at: now)]
    }
}

/// JSON objects of Stripe's API.
extension FakeStripe {
    static func json(_ session: FakeCheckout) -> JSONValue {
        let latest = session.payments.last
        let payment = latest?.status == .captured ? latest : nil
        let intent: JSONValue =
            latest.map { payment in
                [
                    "id": .string(payment.id), "object": "payment_intent",
                    "status": .string(intentStatus(of: payment)),
                    "amount_received": .integer(payment.amount),
                    "currency": .string(payment.currency.lowercased()),
                ]
            } ?? .null
        let status = session.isExpired ? "expired" : latest == nil ? "open" : "complete"
        return [
            "id": .string(session.id), "object": "checkout.session", "status": .string(status),
            "amount_total": .integer(payment?.amount ?? session.amount),
            "payment_status": payment == nil ? "unpaid" : "paid",
            "currency": .string((payment?.currency ?? session.currency).lowercased()),
            "livemode": false, "payment_intent": intent, "metadata": session.metadata,
            "client_reference_id": session.metadata["booking_id"] ?? .null,
            "created": .integer(session.created),
            "url": status == "open"
                ? .string("https://checkout.stripe.com/c/\(session.id)") : .null,
        ]
    }

    static func json(_ dispute: FakeDispute) -> JSONValue {
        [
            "id": .string(dispute.id), "object": "dispute", "amount": .integer(dispute.amount),
            "currency": "inr", "payment_intent": .string(dispute.payment),
            "charge": "ch_1", "status": .string(dispute.status),
        ]
    }

    private static func intentStatus(of payment: FakePayment) -> String {
        switch payment.status {
        case .captured: "succeeded"
        case .authorized: "processing"
        case .failed, .refunded: "requires_payment_method"
        }
    }

    static func json(_ refund: FakeRefund) -> JSONValue {
        let status =
            switch refund.status {
            case .initiated: "pending"
            case .processed: "succeeded"
            case .failed: "failed"
            }
        return [
            "id": .string(refund.id), "object": "refund", "amount": .integer(refund.amount),
            "currency": "inr", "payment_intent": .string(refund.payment),
            "status": .string(status), "metadata": refund.metadata,
            "failure_reason": refund.status == .failed ? "lost_or_stolen_card" : .null,
        ]
    }
}

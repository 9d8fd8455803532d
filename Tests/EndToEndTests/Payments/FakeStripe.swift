import Credentials
import Foundation
import HTTP
import JSONCoding
import Lifecycle
import Payments
import Synchronization
import Timekeeping

/// Stripe as far as a booking meets it: sessions, refunds, signed events.
///
/// It forgets nothing, does a call once for its key, and keeps books that a test can hold against
/// ours.
final class FakeStripe: FakeGateway, @unchecked Sendable {
    static let key = "sk_test_51FakeFakeFake"
    static let webhookSecret = "whsec_fakefakefake"

    struct Session {
        let id: String
        let metadata: JSONValue
        var amount: Int64
        var currency: String
        var status = "open"
        var paymentIntent: String?
    }

    struct Refund {
        let id: String
        let payment: String
        let amount: Int64
        var status: String
        let metadata: JSONValue
    }

    struct Books {
        var sessions: [Session] = []
        var refunds: [Refund] = []
        var answers: [String: (body: [UInt8], status: Status, value: JSONValue)] = [:]
        var events = 0
        /// How refunds stand at once.
        var refundStatus = "succeeded"
    }

    private let state = Mutex(Books())

    var books: Books { state.withLock { $0 } }

    func change<Value>(_ body: (inout sending Books) -> sending Value) -> Value {
        state.withLock(body)
    }

    override func routes() -> Routes {
        var routes = Routes()
        routes.post("/v1/checkout/sessions", by: .anyone) { [unowned self] request, _ in
            try await post("create", request) { create($0) }
        }
        routes.get("/v1/checkout/sessions/{id}", by: .anyone) { [unowned self] request, _ in
            check(request)
            return try await answer("retrieve", request) { retrieve(request.parameters["id"]) }
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
            return try await answer("refunds", request) { list(request) }
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
        return try await answer(operation, request, key: key) {
            if let key, let earlier = books.answers[key] {
                guard earlier.body == request.body else {
                    return (.badRequest, error("idempotency_error"))
                }
                return (earlier.status, earlier.value)
            }
            let (status, value) = effect(form)
            if let key { change { $0.answers[key] = (request.body, status, value) } }
            return (status, value)
        }
    }

    private func check(_ request: Request) {
        if request.bearerToken != Self.key { report("a wrong key") }
        if request["Stripe-Version"] != StripeGateway.version { report("no version") }
        if request[.contentType] != "application/x-www-form-urlencoded" { report("no type") }
    }

    private func create(_ form: FormContent) -> (Status, JSONValue) {
        var metadata = JSONObject()
        for name in ["booking_id", "attempt", "installation"] {
            metadata[name] = form["metadata[\(name)]"].map { .string($0) }
        }
        let session = Session(
            id: "cs_test_\(randomToken(bytes: 9))", metadata: .object(metadata),
            amount: form["line_items[0][price_data][unit_amount]"].flatMap { Int64($0) } ?? 0,
            currency: form["line_items[0][price_data][currency]"] ?? "")
        change { $0.sessions.append(session) }
        return (.ok, Self.json(session))
    }

    private func retrieve(_ id: String?) -> (Status, JSONValue) {
        guard let session = books.sessions.first(where: { $0.id == id }) else {
            return (.notFound, error("resource_missing"))
        }
        return (.ok, Self.json(session))
    }

    private func expire(_ id: String?) -> (Status, JSONValue) {
        let isOpen = change { books in
            guard
                let index = books.sessions.firstIndex(where: { $0.id == id && $0.status == "open" })
            else { return false }
            books.sessions[index].status = "expired"
            return true
        }
        return isOpen ? retrieve(id) : (.badRequest, error("session_not_open"))
    }

    private func refund(_ form: FormContent) -> (Status, JSONValue) {
        let payment = form["payment_intent"] ?? ""
        guard let paid = books.sessions.first(where: { $0.paymentIntent == payment }) else {
            return (.notFound, error("resource_missing"))
        }
        let amount = form["amount"].flatMap { Int64($0) } ?? 0
        let given = given(of: payment)
        if given == paid.amount { return (.badRequest, error("charge_already_refunded")) }
        if given + amount > paid.amount { return (.badRequest, error("amount_too_large")) }
        var metadata = JSONObject()
        for name in ["refund_id", "generation", "installation"] {
            metadata[name] = form["metadata[\(name)]"].map { .string($0) }
        }
        return (.ok, Self.json(enter(payment, amount, .object(metadata))))
    }

    private func list(_ request: Request) -> (Status, JSONValue) {
        let payment = request.head.query.flatMap {
            FormContent(decoding: Array($0.utf8))?["payment_intent"]
        }
        let found = books.refunds.filter { $0.payment == payment }.reversed().map(Self.json)
        return (.ok, ["object": "list", "has_more": false, "data": .array(found)])
    }
}

/// What happens at the gateway without any call of ours.
extension FakeStripe {
    /// The guest pays at the gateway's page, whatever the session's state.
    @discardableResult
    func pay(_ session: Session, amount: Int64? = nil, currency: String? = nil) -> String {
        let intent = "pi_\(randomToken(bytes: 9))"
        change { books in
            guard let index = books.sessions.firstIndex(where: { $0.id == session.id }) else {
                return
            }
            books.sessions[index].status = "complete"
            books.sessions[index].paymentIntent = intent
            if let amount { books.sessions[index].amount = amount }
            if let currency { books.sessions[index].currency = currency }
        }
        return intent
    }

    /// Somebody gives money back at the dashboard.
    @discardableResult
    func refundAtTheDashboard(_ payment: String, _ amount: Int64) -> Refund {
        enter(payment, amount, .object(JSONObject()))
    }

    /// A refund comes to another state, as when the bank bounces it.
    func move(_ refund: Refund, to status: String) {
        change { books in
            guard let index = books.refunds.firstIndex(where: { $0.id == refund.id }) else {
                return
            }
            books.refunds[index].status = status
        }
    }

    /// What of a payment has gone back or is on its way.
    func given(of payment: String) -> Int64 {
        books.refunds.filter { $0.payment == payment && $0.status != "failed" }
            .reduce(0) { $0 + $1.amount }
    }

    private func enter(_ payment: String, _ amount: Int64, _ metadata: JSONValue) -> Refund {
        change { books in
            let refund = Refund(
                id: "re_\(randomToken(bytes: 9))", payment: payment, amount: amount,
                status: books.refundStatus, metadata: metadata)
            books.refunds.append(refund)
            return refund
        }
    }
}

/// Events, as they are delivered.
extension FakeStripe {
    /// An event about a session as it is now.
    func event(_ type: String, about session: Session) -> [UInt8] {
        let now = books.sessions.first { $0.id == session.id } ?? session
        return event(type, Self.json(now))
    }

    /// An event about a payment intent.
    func event(_ type: String, aboutPaymentOf session: Session) -> [UInt8] {
        let now = books.sessions.first { $0.id == session.id } ?? session
        return event(
            type,
            [
                "id": now.paymentIntent.map { .string($0) } ?? .null, "object": "payment_intent",
                "metadata": now.metadata,
            ])
    }

    /// An event about a refund as it is now.
    func event(_ type: String, about refund: Refund) -> [UInt8] {
        let now = books.refunds.first { $0.id == refund.id } ?? refund
        return event(type, Self.json(now))
    }

    /// An event about anything.
    func event(_ type: String, _ object: JSONValue) -> [UInt8] {
        let number = change { books in
            books.events += 1
            return books.events
        }
        let event: JSONValue = [
            "id": .string("evt_\(number)"), "object": "event", "type": .string(type),
            "livemode": false, "data": ["object": object],
        ]
        return event.json
    }

    /// Delivers an event, signed; answers the status.
    func deliver(_ event: [UInt8], to client: Client, at now: Timestamp) async throws -> Int {
        let signature = StripeSignature(secrets: [Secret(Self.webhookSecret)])
        return try await client.send(
            "POST", "/webhooks/stripe", body: Data(event),
            ["Stripe-Signature": signature.header(for: event, at: now)]
        ).status
    }

    static func json(_ session: Session) -> JSONValue {
        let intent: JSONValue =
            session.paymentIntent.map { id in
                [
                    "id": .string(id), "object": "payment_intent", "status": "succeeded",
                    "amount_received": .integer(session.amount),
                    "currency": .string(session.currency),
                ]
            } ?? .null
        return [
            "id": .string(session.id), "object": "checkout.session",
            "status": .string(session.status), "amount_total": .integer(session.amount),
            "payment_status": session.paymentIntent == nil ? "unpaid" : "paid",
            "currency": .string(session.currency), "livemode": false,
            "payment_intent": intent, "metadata": session.metadata,
            "url": session.status == "open"
                ? .string("https://checkout.stripe.com/c/\(session.id)") : .null,
        ]
    }

    static func json(_ refund: Refund) -> JSONValue {
        [
            "id": .string(refund.id), "object": "refund", "amount": .integer(refund.amount),
            "currency": "inr", "payment_intent": .string(refund.payment),
            "status": .string(refund.status), "metadata": refund.metadata,
            "failure_reason": refund.status == "failed" ? "lost_or_stolen_card" : .null,
        ]
    }
}

import BookingDomain
import Credentials
import Foundation
import HTTP
import JSONCoding
import PaymentGateways
import Timekeeping

/// Razorpay's API for orders, payments, refunds and signed events.
final class FakeRazorpay: FakeGateway, @unchecked Sendable {
    static let keyID = "rzp_test_FakeFakeFake"
    static let keySecret = "razorpay-key-secret"
    static let webhookSecret = "razorpay-webhook-secret"

    override var provider: PaymentProvider { .razorpay }

    override var settings: [String: String] {
        [
            "PAYMENT_PROVIDER": "razorpay", "RAZORPAY_KEY_ID": Self.keyID,
            "RAZORPAY_KEY_SECRET": Self.keySecret,
            "RAZORPAY_WEBHOOK_SECRET": Self.webhookSecret, "RAZORPAY_URL": address,
        ]
    }

    override var closingOperation: String { "retrieve" }
    override var closesCheckouts: Bool { false }

    override func routes() -> Routes {
        var routes = Routes()
        routes.post("/v1/orders", by: .anyone) { [unowned self] request, _ in
            let body = content(of: request)
            RazorpayParameters.violations(inOrder: body).forEach(report)
            return try await respond("create", request, key: body["receipt"]?.string) {
                create(body)
            }
        }
        routes.get("/v1/orders", by: .anyone) { [unowned self] request, _ in
            check(request)
            return try await respond("search", request) { search(request) }
        }
        routes.get("/v1/orders/{id}", by: .anyone) { [unowned self] request, _ in
            check(request)
            return try await respond("retrieve", request) {
                order(request).map { (.ok, Self.json($0)) } ?? missing
            }
        }
        routes.get("/v1/orders/{id}/payments", by: .anyone) { [unowned self] request, _ in
            check(request)
            return try await respond("payments", request) { payments(request) }
        }
        routes.post("/v1/payments/{id}/refund", by: .anyone) { [unowned self] request, _ in
            let body = content(of: request)
            let key = request["X-Refund-Idempotency"]
            RazorpayParameters.violations(inRefund: body, key: key).forEach(report)
            return try await respond("refund", request, key: key) {
                once(key, request.body) { refund(request.parameters["id"] ?? "", body) }
            }
        }
        routes.get("/v1/payments/{id}/refunds", by: .anyone) { [unowned self] request, _ in
            check(request)
            return try await respond("refunds", request) {
                let id = request.parameters["id"]
                return (.ok, Self.collection(ledger.refunds.filter { $0.payment == id }.map(json)))
            }
        }
        routes.get("/v1/disputes/{id}", by: .anyone) { [unowned self] request, _ in
            check(request)
            return try await respond("dispute", request) { dispute(request.parameters["id"]) }
        }
        return routes
    }

    private func content(of request: Request) -> JSONValue {
        check(request)
        if request[.contentType] != "application/json" { report("no type") }
        return (try? JSONValue(parsing: request.body)) ?? .null
    }

    private func check(_ request: Request) {
        let credentials = Data("\(Self.keyID):\(Self.keySecret)".utf8).base64EncodedString()
        if request[.authorization] != "Basic \(credentials)" { report("a wrong key") }
    }

    private func dispute(_ id: String?) -> (Status, JSONValue) {
        guard let dispute = ledger.disputes.first(where: { $0.id == id }) else { return missing }
        return (.ok, json(dispute))
    }

    private func order(_ request: Request) -> FakeCheckout? {
        ledger.checkouts.first { $0.id == request.parameters["id"] }
    }

    private var missing: (Status, JSONValue) {
        (.badRequest, error("The id provided does not exist"))
    }

    /// A receipt is unique. Depending on the account, a repeated one gets the existing order or an
    /// error.
    private func create(_ body: JSONValue) -> (Status, JSONValue) {
        let receipt = body["receipt"]?.string
        if let earlier = ledger.checkouts.first(where: { $0.receipt == receipt }) {
            return ledger.returnsExistingOrders
                ? (.ok, Self.json(earlier))
                : (.badRequest, error("Order receipt should be unique"))
        }
        let order = FakeCheckout(
            id: "order_\(randomToken(bytes: 9))", metadata: body["notes"] ?? .array([]),
            amount: body["amount"]?.integer ?? 0, currency: body["currency"]?.string ?? "",
            receipt: receipt)
        update { $0.checkouts.append(order) }
        return (.ok, Self.json(order))
    }

    private func search(_ request: Request) -> (Status, JSONValue) {
        let query = request.head.query.flatMap { FormContent(decoding: Array($0.utf8)) }
        let receipt = query?["receipt"]
        return (
            .ok, Self.collection(ledger.checkouts.filter { $0.receipt == receipt }.map(Self.json))
        )
    }

    private func payments(_ request: Request) -> (Status, JSONValue) {
        guard let order = order(request) else { return missing }
        return (.ok, Self.collection(order.payments.map { json($0, of: order) }))
    }

    private func refund(_ payment: String, _ body: JSONValue) -> (Status, JSONValue) {
        let amount = body["amount"]?.integer ?? 0
        return switch refund(payment, amount, body["notes"] ?? .array([])) {
        case .made(let refund): (.ok, json(refund))
        case .unknown: missing
        case .alreadyRefunded:
            (.badRequest, error("The payment has been fully refunded already"))
        case .tooMuch:
            (
                .badRequest,
                error("The total refund amount is greater than the refund payment amount")
            )
        }
    }

    override func error(_ code: String) -> JSONValue {
        [
            "error": [
                "code": "BAD_REQUEST_ERROR", "description": .string(code), "source": "business",
                "step": "payment_initiation", "reason": "input_validation_failed",
                "metadata": .object(JSONObject()),
            ]
        ]
    }

    // Events

    override func event(_ report: CheckoutReport, about checkout: FakeCheckout) -> FakeEvent {
        let now = current(checkout)
        var payload = JSONObject()
        if let payment = now.payments.last {
            payload["payment"] = ["entity": json(payment, of: now)]
        } else {
            let failed = FakePayment(
                id: "pay_failed", amount: now.amount, currency: now.currency, status: .failed)
            payload["payment"] = ["entity": json(failed, of: now)]
        }
        if report == .paid { payload["order"] = ["entity": Self.json(now)] }
        let type =
            switch report {
            case .paid: "order.paid"
            case .paymentSucceeded, .paidLate: "payment.captured"
            case .unpaid: "payment.failed"
            }
        return event(type, .object(payload))
    }

    override func event(_ report: RefundReport, about refund: FakeRefund) -> FakeEvent {
        let now = current(refund)
        var payload = JSONObject()
        payload["refund"] = ["entity": json(now)]
        for order in ledger.checkouts {
            guard let payment = order.payments.first(where: { $0.id == now.payment }) else {
                continue
            }
            payload["payment"] = ["entity": json(payment, of: order)]
        }
        let type =
            switch report {
            case .made: "refund.created"
            case .moved: "refund.processed"
            case .failed: "refund.failed"
            }
        return event(type, .object(payload))
    }

    override func event(about dispute: FakeDispute) -> FakeEvent {
        event("payment.dispute.created", ["dispute": ["entity": json(dispute)]])
    }

    private func json(_ dispute: FakeDispute) -> JSONValue {
        [
            "id": .string(dispute.id), "entity": "dispute", "payment_id": .string(dispute.payment),
            "amount": .integer(dispute.amount), "currency": "INR", "amount_deducted": 0,
            "status": .string(dispute.status), "phase": "chargeback",
        ]
    }

    override func event(_ type: String, _ payload: JSONValue) -> FakeEvent {
        let event: JSONValue = [
            "entity": "event", "account_id": "acc_Fake", "event": .string(type),
            "contains": .array((payload.object?.members ?? []).map { .string($0.name) }),
            "payload": payload, "created_at": 1_800_000_000,
        ]
        return FakeEvent(id: "evt_\(nextEventNumber())", body: event.json)
    }

    override func headerFields(of event: FakeEvent, at now: Timestamp) -> [String: String] {
        let code = HMACKey(Array(Self.webhookSecret.utf8)).authenticate(event.body).hexadecimal
        return ["X-Razorpay-Signature": code, "x-razorpay-event-id": event.id]
    }

    /// The form that the checkout returns through the guest's browser.
    static func returned(_ order: String, _ payment: String) -> FormContent {
        let key = HMACKey(Array(keySecret.utf8))
        var form = FormContent()
        form.add("razorpay_payment_id", payment)
        form.add("razorpay_order_id", order)
        form.add(
            "razorpay_signature",
            key.authenticate(Array("\(order)|\(payment)".utf8)).hexadecimal)
        return form
    }
}

/// JSON objects of Razorpay's API.
extension FakeRazorpay {
    static func json(_ order: FakeCheckout) -> JSONValue {
        let paid = order.payments.filter { $0.status == .captured }.reduce(0) { $0 + $1.amount }
        let status = paid > 0 ? "paid" : order.payments.isEmpty ? "created" : "attempted"
        return [
            "id": .string(order.id), "entity": "order", "amount": .integer(order.amount),
            "amount_paid": .integer(paid), "amount_due": .integer(max(0, order.amount - paid)),
            "currency": .string(order.currency),
            "receipt": order.receipt.map { .string($0) } ?? .null,
            "status": .string(status), "attempts": .integer(Int64(order.payments.count)),
            "notes": order.metadata, "created_at": 1_800_000_000,
        ]
    }

    /// A payment lacks its order's notes; empty notes are an array. A fully refunded payment has
    /// the status refunded and is still captured.
    private func json(_ payment: FakePayment, of order: FakeCheckout) -> JSONValue {
        let isGivenBack =
            payment.status == .captured && refunded(of: payment.id) == payment.amount
        let status = isGivenBack ? "refunded" : payment.status.rawValue
        return [
            "id": .string(payment.id), "entity": "payment",
            "amount": .integer(payment.amount + payment.fee),
            "fee": payment.fee == 0 ? .null : .integer(payment.fee),
            "currency": .string(payment.currency), "status": .string(status),
            "order_id": .string(order.id), "method": "upi",
            "captured": .bool(payment.status == .captured), "notes": .array([]),
            "created_at": 1_800_000_000,
        ]
    }

    private func json(_ refund: FakeRefund) -> JSONValue {
        let status = refund.status == .initiated ? "pending" : refund.status.rawValue
        let isEmpty = refund.metadata.object?.members.isEmpty ?? true
        return [
            "id": .string(refund.id), "entity": "refund", "amount": .integer(refund.amount),
            "currency": "INR", "payment_id": .string(refund.payment),
            "notes": isEmpty ? .array([]) : refund.metadata, "status": .string(status),
            "speed_requested": "normal", "speed_processed": "normal",
            "created_at": 1_800_000_000,
        ]
    }

    private static func collection(_ items: [JSONValue]) -> JSONValue {
        [
            "entity": "collection", "count": .integer(Int64(items.count)), "items": .array(items),
        ]
    }
}

import BookingDomain
import BookingStore
import HTTP
import Lifecycle
import Payments

/// Where payment gateways report.
///
/// An event is answered 200 only once its effect is on disk: whatever else is answered, the gateway
/// sends it again.
struct WebhookRoutes: Sendable {
    let cashier: Cashier

    func add(to routes: inout Routes) {
        let gateway = Caller("the gateway, by its signature") { _ in Anyone() }
        routes.on(.post, "/webhooks/{provider}", by: gateway, bodyLimit: 262_144, take)
    }

    private func take(_ request: Request, _: Anyone) async throws -> Response {
        guard let name = request.parameters["provider"],
            let provider = PaymentProvider(rawValue: name),
            let gateway = cashier.gateways[provider]
        else { throw Problem.notFound }
        let event = try verified(request, by: gateway)
        let report = ReportedEvent(
            provider: provider, id: event.id, type: event.type, body: request.body)
        let isKnown = try cashier.store.read { connection, _ in
            try WebhookEvents.isKnown(event.id, of: provider, on: connection)
        }
        if !isKnown {
            do {
                try await apply(event.subject, report)
            } catch let fault as GatewayFault {
                cashier.log.warning(
                    "webhook_unsettled", ["event": event.id, "reason": "\(fault)"])
                throw Problem.internalError
            }
        }
        return Response.json(bytes: Array(#"{"received":true}"#.utf8))
    }

    private func verified(
        _ request: Request, by gateway: any PaymentGateway
    ) throws -> GatewayEvent {
        let delivery = WebhookDelivery(
            body: request.body,
            signature: request["Stripe-Signature"] ?? request["X-Razorpay-Signature"],
            eventID: request["X-Razorpay-Event-Id"])
        do throws(WebhookRefusal) {
            return try gateway.event(delivery, at: cashier.store.clock.now())
        } catch {
            cashier.log.warning("webhook_refused", ["reason": "\(error)"])
            throw Problem(
                .badRequest, code: "invalid_signature",
                detail: "The content is not signed, or not by the gateway, or not just now.")
        }
    }

    private func apply(_ subject: GatewayEvent.Subject, _ report: ReportedEvent) async throws {
        switch subject {
        case .other: break
        case .checkout(let id, let reference):
            if let attempt = try attempt(id, reference, report.provider) {
                try await cashier.settle(attempt, event: report)
            }
        case .refunds(let paymentID, let reference):
            let outcome = try await cashier.settleRefunds(
                of: paymentID, at: report.provider, event: report)
            if outcome == .unknownPayment, try isOurs(reference?.installation) {
                throw UnknownObject(id: paymentID)
            }
        }
    }

    /// The try that a checkout belongs to; nil for one of another program on the same account.
    ///
    /// - Throws: `UnknownObject` for one of ours that is not here yet, to be sent again.
    private func attempt(
        _ id: String?, _ reference: CheckoutReference?, _ provider: PaymentProvider
    ) throws -> PaymentAttempt? {
        let found = try cashier.store.read { connection, _ in
            if let id,
                let known = try PaymentAttempts.find(
                    checkout: id, at: provider, on: connection)
            {
                return known as PaymentAttempt?
            }
            guard let reference,
                try reference.installation == Facts.installation(on: connection)
            else { return nil }
            return try PaymentAttempts.find(reference, at: provider, on: connection)
        }
        if found == nil, let reference, try isOurs(reference.installation) {
            throw UnknownObject(id: id ?? "booking \(reference.bookingID)")
        }
        return found
    }

    private func isOurs(_ installation: String?) throws -> Bool {
        guard let installation else { return false }
        return try cashier.store.read { connection, _ in
            try Facts.installation(on: connection)
        } == installation
    }

    /// A gateway reports on something of ours that we do not know.
    private struct UnknownObject: Error {
        let id: String
    }
}

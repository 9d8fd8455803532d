import BookingDomain
import HTTP
import Observability
import PaymentGateways
import Timekeeping

/// The webhooks of payment gateways.
///
/// The status is 200 only after the event's effect has committed; otherwise the gateway retries.
struct WebhookRoutes: Sendable {
    let processor: PaymentProcessor

    func add(to routes: inout Routes) {
        let gateway = Authenticator("the gateway, by its signature") { _ in Anyone() }
        routes.on(.post, "/webhooks/{provider}", by: gateway, bodyLimit: 262_144, receive)
    }

    private func receive(_ request: Request, _: Anyone) async throws -> Response {
        guard let name = request.parameters["provider"],
            let provider = PaymentProvider(rawValue: name),
            let gateway = processor.gateways[provider]
        else { throw Problem.notFound }
        let event = try verified(request, by: gateway)
        do {
            try await WebhookProcessor(processor: processor).process(event, from: provider)
        } catch let error as GatewayError {
            processor.count(error)
            processor.metrics.webhooksUnsettled.increment()
            processor.log.warning("webhook_failed", ["event": event.id, "reason": "\(error)"])
            throw Problem.internalError
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
            return try gateway.event(delivery, at: processor.store.clock.now())
        } catch {
            processor.metrics.webhooksRefused.increment()
            processor.log.warning(
                "webhook_refused", ["gateway": gateway.provider.rawValue, "reason": "\(error)"])
            throw Problem(
                .badRequest, code: "invalid_signature",
                detail: "The signature is missing, invalid or too old.")
        }
    }
}

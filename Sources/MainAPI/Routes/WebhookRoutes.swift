import HTTP

/// Where payment gateways report; none is set up at this centre.
struct WebhookRoutes: Sendable {
    func add(to routes: inout Routes) {
        routes.post("/webhooks/{provider}", by: .anyone, take)
    }

    private func take(_ request: Request, _: Anyone) async throws -> Response {
        guard ["sandbox", "stripe", "razorpay"].contains(request.parameters["provider"]) else {
            throw Problem.notFound
        }
        throw Problem.unavailable(
            code: "payments_unavailable", detail: "Payments are not set up at this centre.",
            retryAfterSeconds: 3_600)
    }
}

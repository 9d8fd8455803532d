import BookingDomain
import BookingStore
import HTTP
import PaymentGateways

/// The way to Razorpay's own checkout page and back; its orders have no page of their own.
///
/// Docs: razorpay.com/docs/payments/payment-gateway/web-integration/hosted
struct RazorpayRoutes: Sendable {
    let gateway: RazorpayGateway
    let address: PublicAddress
    let returnPages: ReturnRoutes

    private var processor: PaymentProcessor { returnPages.processor }

    func add(to routes: inout Routes) {
        routes.get("/payment/razorpay/{order_id}", by: .anyone, leave)
        routes.on(
            .post, "/payment/razorpay/{order_id}", by: .anyone, bodyLimit: 16_384, comeBack)
    }

    private func leave(_ request: Request, _: Anyone) throws -> Response {
        try checkout(of: try attempt(of: request), for: request)
    }

    /// The way on for an order that can be paid; else how its booking stands.
    private func checkout(
        of attempt: PaymentAttempt, fault: String? = nil, for request: Request
    ) throws -> Response {
        let booking = try processor.store.read { tx in
            try tx.bookings.find(attempt.bookingID)
        }
        guard let booking, let order = attempt.checkoutID else { throw Problem.notFound }
        guard booking.status == .held, attempt.canResume else {
            return try returnPages.page(of: attempt, hasPaid: false, to: request)
        }
        var page = CheckoutPage(title: booking.event.title)
        page.formTargets = gateway.hostedCheckoutURL
        if let fault { page.error(fault) }
        page.heading(booking.event.title)
        page.amount(Money(amount: booking.amount, currency: booking.currency))
        page.form(
            to: gateway.hostedCheckoutURL,
            [
                "key_id": gateway.keyID, "order_id": order, "amount": "\(booking.amount)",
                "currency": booking.currency.code, "name": booking.event.facilitator.name,
                "description": booking.event.title,
                "callback_url": address.razorpayPage(of: order),
                "cancel_url": "\(address.text)/my/bookings/\(booking.id)",
            ], button: "Pay with Razorpay")
        return returnPages.layout.response(page.page, to: request)
    }

    /// What comes back signed proves that the guest paid; how it stands, the gateway is asked.
    private func comeBack(_ request: Request, _: Anyone) async throws -> Response {
        let attempt = try attempt(of: request)
        guard let order = attempt.checkoutID, let form = FormContent(decoding: request.body)
        else { throw Problem.notFound }
        guard let payment = form["razorpay_payment_id"], let code = form["razorpay_signature"]
        else {
            return try checkout(
                of: attempt, fault: "The payment did not go through.", for: request)
        }
        guard gateway.signature.proves(orderID: order, paymentID: payment, signature: code) else {
            throw Problem(
                .badRequest, code: "invalid_signature", detail: "This did not come from Razorpay.")
        }
        await returnPages.refresh(attempt)
        return try returnPages.page(of: attempt, to: request)
    }

    private func attempt(of request: Request) throws -> PaymentAttempt {
        let order = request.parameters["order_id"] ?? ""
        let found = try processor.store.read { tx in
            try tx.paymentAttempts.find(checkout: order, at: .razorpay)
        }
        guard let found else { throw Problem.notFound }
        return found
    }
}

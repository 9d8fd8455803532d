import BookingDomain
import BookingStore
import HTTP
import PaymentGateways
import Timekeeping

/// The pages before and after Razorpay's hosted checkout, which takes a form and has no link.
///
/// Source: razorpay.com/docs/payments/payment-gateway/web-integration/hosted
struct RazorpayRoutes: Sendable {
    let gateway: RazorpayGateway
    let address: PublicAddress
    let returnPages: ReturnRoutes

    private var processor: PaymentProcessor { returnPages.processor }

    func add(to routes: inout Routes) {
        routes.get("/payment/razorpay/{order_id}", by: .anyone, isPage: true, showCheckout)
        routes.on(
            .post, "/payment/razorpay/{order_id}", by: .anyone, bodyLimit: 16_384, isPage: true,
            receiveReturn)
    }

    private func showCheckout(_ request: Request, _: Anyone) throws -> Response {
        try checkout(of: try attempt(of: request), for: request)
    }

    /// The form that leads to Razorpay, or the state of a booking that cannot be paid.
    private func checkout(
        of attempt: PaymentAttempt, error: String? = nil, for request: Request
    ) throws -> Response {
        let booking = try processor.store.read { try $0.bookings.find(attempt.bookingID) }
        guard let booking, let order = attempt.checkoutID else { throw Problem.notFound }
        guard booking.status == .held, attempt.canResume else {
            return try returnPages.page(of: attempt, hasPaid: false, to: request)
        }
        let email = try processor.store.read { tx in
            try booking.userID.flatMap { try tx.users.find($0) }?.email
        }
        var page = CheckoutPage(
            title: booking.event.title,
            Ticket(booking: booking, now: processor.store.clock.now()))
        page.script = "pages/checkout.js"
        page.formTargets = gateway.formTargets
        // Razorpay refuses guests without a referrer.
        page.referrerPolicy = "strict-origin-when-cross-origin"
        if let error { page.error(error) }
        page.heading("Pay for your seats")
        page.form(
            to: gateway.hostedCheckoutURL,
            [
                "key_id": gateway.keyID, "order_id": order, "amount": "\(booking.amount)",
                "currency": booking.currency.code, "name": booking.event.facilitator.name,
                "description": booking.event.title,
                "callback_url": address.razorpayPage(of: order),
                "cancel_url": "\(address.text)/my/bookings/\(booking.id)",
            ],
            inputs: [
                CheckoutPage.Input(
                    name: "prefill[email]", type: "email", label: "Email address", value: email),
                CheckoutPage.Input(
                    name: "prefill[contact]", type: "tel", label: "Phone number", value: nil),
            ], button: "Pay with Razorpay")
        return try returnPages.pages.layout().response(page.page, to: request)
    }

    /// The signature proves that the guest paid; the gateway is queried for the payment itself.
    private func receiveReturn(_ request: Request, _: Anyone) async throws -> Response {
        let attempt = try attempt(of: request)
        guard let order = attempt.checkoutID,
            let form = FormContent(decoding: request.body, type: request[.contentType])
        else { throw Problem.notFound }
        guard let payment = form["razorpay_payment_id"], let code = form["razorpay_signature"]
        else {
            return try checkout(of: attempt, error: "The payment has failed.", for: request)
        }
        guard gateway.signature.proves(orderID: order, paymentID: payment, signature: code) else {
            throw Problem(
                .badRequest, code: "invalid_signature", detail: "The signature is not valid.")
        }
        await returnPages.refresh(attempt)
        return try returnPages.page(of: attempt, to: request)
    }

    private func attempt(of request: Request) throws -> PaymentAttempt {
        let order = request.parameters["order_id"] ?? ""
        let attempt = try processor.store.read {
            try $0.paymentAttempts.find(checkout: order, at: .razorpay)
        }
        guard let attempt else { throw Problem.notFound }
        return attempt
    }
}

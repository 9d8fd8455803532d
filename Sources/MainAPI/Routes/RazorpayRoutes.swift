import BookingDomain
import BookingStore
import HTTP
import Payments

/// The way to Razorpay's own checkout page and back; its orders have no page of their own.
///
/// Docs: razorpay.com/docs/payments/payment-gateway/web-integration/hosted
struct RazorpayRoutes: Sendable {
    /// Where Razorpay's checkout takes an order by a form.
    private static let checkoutAddress = "https://api.razorpay.com/v1/checkout/embedded"

    let cashier: Cashier
    let gateway: RazorpayGateway
    let address: PublicAddress

    func add(to routes: inout Routes) {
        routes.get("/payment/razorpay/{order_id}", by: .anyone, leave)
        routes.on(
            .post, "/payment/razorpay/{order_id}", by: .anyone, bodyLimit: 16_384, comeBack)
    }

    private func leave(_ request: Request, _: Anyone) throws -> Response {
        let attempt = try attempt(of: request)
        let booking = try cashier.store.read { connection, now in
            try Bookings.find(attempt.bookingID, at: now, on: connection)
        }
        guard let booking, let order = attempt.checkoutID else { throw Problem.notFound }
        let back = "\(address.text)/payment/razorpay/\(order)"
        var page = PlainPage(title: booking.event.title)
        page.heading(booking.event.title)
        page.paragraph(booking.currency.text(of: booking.amount))
        page.form(
            to: Self.checkoutAddress,
            [
                "key_id": gateway.keyID, "order_id": order, "amount": "\(booking.amount)",
                "currency": booking.currency.code, "name": booking.event.title,
                "callback_url": back, "cancel_url": "\(address.text)/",
            ], button: "Pay with Razorpay")
        return page.response()
    }

    /// What comes back proves that the guest paid; how it stands, the gateway is asked.
    private func comeBack(_ request: Request, _: Anyone) async throws -> Response {
        let attempt = try attempt(of: request)
        guard let order = attempt.checkoutID, let form = FormContent(decoding: request.body)
        else { throw Problem.notFound }
        if let payment = form["razorpay_payment_id"], let signature = form["razorpay_signature"] {
            guard
                gateway.signature.proves(
                    orderID: order, paymentID: payment, signature: signature)
            else {
                throw Problem(
                    .badRequest, code: "invalid_signature",
                    detail: "This did not come from Razorpay.")
            }
            _ = try? await cashier.settle(attempt)
        }
        return try ReturnPage.response(to: attempt, store: cashier.store)
    }

    private func attempt(of request: Request) throws -> PaymentAttempt {
        let order = request.parameters["order_id"] ?? ""
        let found = try cashier.store.read { connection, _ in
            try PaymentAttempts.find(checkout: order, at: .razorpay, on: connection)
        }
        guard let found else { throw Problem.notFound }
        return found
    }
}

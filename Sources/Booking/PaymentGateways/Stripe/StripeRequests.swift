import BookingDomain
import TextEncoding
import Timekeeping

/// The choices of an account for its checkouts.
package struct StripeOptions: Sendable {
    /// Stripe's names of the ways to pay. A payment by one that settles later stays pending.
    package var paymentMethods = ["card"]
    /// Accounts in India need the billing address of foreign guests.
    package var requiresBillingAddress = false

    package init(paymentMethods: [String] = ["card"], requiresBillingAddress: Bool = false) {
        self.paymentMethods = paymentMethods
        self.requiresBillingAddress = requiresBillingAddress
    }

    /// Whether the text has the form of a name of a way to pay.
    package static func isPaymentMethod(_ text: String) -> Bool {
        (1...40).contains(text.utf8.count)
            && text.utf8.allSatisfy { ASCII.isAlphanumeric($0) || $0 == UInt8(ascii: "_") }
    }
}

enum StripeRequests {
    /// `POST /v1/checkout/sessions`: one line, in the booking's currency.
    ///
    /// - Parameter returnURL: MainAPI's page after the payment, without a query.
    static func checkout(
        _ order: CheckoutOrder, amount: Int64, options: StripeOptions = StripeOptions(),
        returnURL: String
    ) -> FormContent {
        var form = FormContent()
        form.add("mode", "payment")
        form.add("line_items[0][quantity]", "1")
        form.add("line_items[0][price_data][currency]", order.currency.code.lowercased())
        form.add("line_items[0][price_data][unit_amount]", "\(amount)")
        form.add("line_items[0][price_data][product_data][name]", order.description)
        form.add("client_reference_id", "\(order.reference.bookingID)")
        for (name, value) in GatewayMetadata(order.reference).pairs {
            form.add("metadata[\(name)]", value)
            form.add("payment_intent_data[metadata][\(name)]", value)
        }
        form.add("payment_intent_data[description]", order.description)
        if let email = order.email { form.add("customer_email", email) }
        form.add("submit_type", "book")
        for (index, method) in options.paymentMethods.enumerated() {
            form.add("payment_method_types[\(index)]", method)
        }
        if options.requiresBillingAddress { form.add("billing_address_collection", "required") }
        form.add("adaptive_pricing[enabled]", "false")
        form.add("expires_at", "\(order.expiresAt.unixSeconds)")
        form.add("success_url", returnURL + "?session_id={CHECKOUT_SESSION_ID}")
        form.add("cancel_url", returnURL + "?booking_id=\(order.reference.bookingID)&cancelled=1")
        return form
    }

    /// `POST /v1/refunds`.
    static func refund(_ order: RefundOrder, amount: Int64) -> FormContent {
        var form = FormContent()
        form.add("payment_intent", order.paymentID)
        form.add("amount", "\(amount)")
        form.add("reason", "requested_by_customer")
        for (name, value) in GatewayMetadata(order.reference).pairs {
            form.add("metadata[\(name)]", value)
        }
        return form
    }
}

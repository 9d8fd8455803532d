/// A checkout as its gateway describes it now: Stripe's session, Razorpay's order.
package struct GatewayCheckout: Equatable, Sendable {
    /// Whether the guest can pay.
    package enum State: String, Sendable {
        case open
        case paid
        /// Closed without a payment.
        case closed
    }

    /// The gateway's id of the checkout, such as Stripe's `cs_…` or Razorpay's `order_…`.
    package let id: String
    /// Whether it can still be paid, in our words for the gateway's.
    package let state: State
    /// Where the guest pays; nil where the gateway has no page for it, or no longer.
    package let url: String?
    /// Nil where the object carries none of this program's metadata.
    package let reference: CheckoutReference?
    /// The money that has arrived, which can be more than once.
    package let payments: [GatewayPayment]

    /// A checkout as it was read from the gateway's answer.
    package init(
        id: String, state: State, url: String?, reference: CheckoutReference?,
        payments: [GatewayPayment]
    ) {
        self.id = id
        self.state = state
        self.url = url
        self.reference = reference
        self.payments = payments
    }
}

/// Money that a gateway has taken from a guest.
package struct GatewayPayment: Equatable, Sendable {
    /// The gateway's id, by which it is refunded.
    package let id: String
    /// Minor units of `currency`.
    package let amount: Int64
    /// The code in capital letters, as the gateway says: it need not be the booking's.
    package let currency: String

    /// A payment as it was read from the gateway's answer.
    package init(id: String, amount: Int64, currency: String) {
        self.id = id
        self.amount = amount
        self.currency = currency
    }
}

/// A checkout in its gateway's present state: Stripe's session, Razorpay's order.
package struct GatewayCheckout: Equatable, Sendable {
    /// Whether the guest can pay.
    package enum State: String, Sendable {
        case open
        case paid
        /// Closed without a payment.
        case closed
    }

    /// The gateway's id, such as Stripe's `cs_…` or Razorpay's `order_…`.
    package let id: String
    package let state: State
    /// The page on which the guest pays; nil if the gateway has none.
    package let url: String?
    /// Nil if the object has no metadata of this program.
    package let reference: CheckoutReference?
    /// The payments received; a guest can pay twice.
    package let payments: [GatewayPayment]

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

/// A payment that a gateway has received.
package struct GatewayPayment: Equatable, Sendable {
    /// The gateway's id, by which it is refunded.
    package let id: String
    /// Minor units of `currency`.
    package let amount: Int64
    /// A code in capital letters; not necessarily the booking's currency.
    package let currency: String

    package init(id: String, amount: Int64, currency: String) {
        self.id = id
        self.amount = amount
        self.currency = currency
    }
}

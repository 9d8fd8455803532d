/// A refund in its gateway's present state.
package struct GatewayRefund: Equatable, Sendable {
    /// The gateway's id, such as Stripe's `re_…` or Razorpay's `rfnd_…`.
    package let id: String
    /// The gateway's id of the refunded payment.
    package let paymentID: String
    /// Minor units of the payment's currency.
    package let amount: Int64
    package let status: RefundStatus
    /// Why it failed, in the gateway's words.
    package let failure: String?
    /// Nil for a refund of other origin, such as the gateway's dashboard.
    package let reference: RefundReference?

    package init(
        id: String, paymentID: String, amount: Int64, status: RefundStatus, failure: String?,
        reference: RefundReference?
    ) {
        self.id = id
        self.paymentID = paymentID
        self.amount = amount
        self.status = status
        self.failure = failure
        self.reference = reference
    }
}

/// The metadata of a gateway's refund that identifies the refund's row.
package struct RefundReference: Equatable, Sendable {
    package let installation: String
    package let refundID: RefundID
    /// Rises when a failed refund is retried: one generation has one key and at most one refund.
    package let generation: Int64

    package init(installation: String, refundID: RefundID, generation: Int64) {
        self.installation = installation
        self.refundID = refundID
        self.generation = generation
    }

    /// The key under which the gateway makes this refund once, however often it is sent.
    package var idempotencyKey: String { "refund-\(refundID)-\(generation)-\(installation)" }
}

/// A refund as its gateway describes it now.
package struct GatewayRefund: Equatable, Sendable {
    /// The gateway's id of the refund, such as Stripe's `re_…` or Razorpay's `rfnd_…`.
    package let id: String
    /// The gateway's id of the payment it comes from.
    package let paymentID: String
    /// Minor units of the payment's currency.
    package let amount: Int64
    /// How it stands, in our words for the gateway's.
    package let status: RefundStatus
    /// Why it failed, in the gateway's words.
    package let failure: String?
    /// Nil for a refund that was not asked for here, such as one made at the gateway's dashboard.
    package let reference: RefundReference?

    /// A refund as it was read from the gateway's answer.
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

/// What ties a gateway's refund to a row of ours; it travels as the refund's metadata.
package struct RefundReference: Equatable, Sendable {
    /// Which installation of this program it belongs to: an account may serve several.
    package let installation: String
    /// The row that says how much is owed, and why.
    package let refundID: RefundID
    /// Rises when a failed refund is tried anew: one generation, one key, one refund at most.
    package let generation: Int64

    /// The reference of one generation of a refund.
    package init(installation: String, refundID: RefundID, generation: Int64) {
        self.installation = installation
        self.refundID = refundID
        self.generation = generation
    }

    /// The key under which the gateway gives this money back once, however often it is asked.
    package var idempotencyKey: String { "refund-\(refundID)-\(generation)-\(installation)" }
}

/// MainAPI's id of a refund, which the gateway keeps with it.
package typealias RefundID = Identifier<Refund>

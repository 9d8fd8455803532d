/// Where a payment was made: at a gateway or in person; the raw value is its word on the wire and in
/// paths.
package enum PaymentProvider: String, CaseIterable, Sendable {
    /// Plays a gateway for trials; no money moves.
    case sandbox
    case stripe
    case razorpay
    /// Money that a facilitator took in person, such as cash.
    case offline

    /// How long every gateway remembers an idempotency key: a day, since Stripe drops keys after 24
    /// hours at the earliest (docs.stripe.com/api/idempotent_requests).
    package static let idempotencyKeySeconds: Int64 = 86_400

    /// Whether a payment may still arrive for a checkout that failed or was closed.
    ///
    /// Razorpay's banks authorize up to three days late; a closed session of Stripe takes no
    /// payment.
    package var settlesLate: Bool { self != .stripe }
}

/// How long gateways surely remember an idempotency key, and do a call under it no second time.
package enum IdempotencyKeyLifetime {
    /// A day: Stripe drops keys after 24 hours at the earliest
    /// (docs.stripe.com/api/idempotent_requests).
    package static let seconds: Int64 = 86_400
}

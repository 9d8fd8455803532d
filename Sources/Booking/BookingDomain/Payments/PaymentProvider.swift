/// Where money is taken and given back; the raw value is its word on the wire and in paths.
package enum PaymentProvider: String, CaseIterable, Sendable {
    /// Plays a gateway for trying out; no money moves.
    case sandbox
    case stripe
    case razorpay

    /// Whether a payment may still arrive for a checkout that failed or was closed.
    ///
    /// Razorpay's banks authorise up to three days late; a closed session of Stripe is closed.
    package var settlesLate: Bool { self != .stripe }
}

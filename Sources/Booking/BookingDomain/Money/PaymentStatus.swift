/// The state of the payment for a priced booking; a free booking has none.
///
/// Some gateways authorize late, so a failed payment may yet succeed. Success is final: a refund
/// has a status of its own. Triggers of the database allow only these transitions.
package enum PaymentStatus: String, CaseIterable, Sendable {
    case pending
    case success
    case failed
}

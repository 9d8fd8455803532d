/// The state of a booking's seats; the raw value is the booking's `status` on the wire.
///
/// Money has states of its own (`PaymentStatus`, `RefundStatus`). Triggers of the database allow
/// only the legal transitions. A late payment confirms an expired booking if seats are left. A
/// refund that the bank returns makes a refunded booking cancelled or expired again.
package enum SeatState: String, CaseIterable, Sendable {
    /// Reserved for a guest who has yet to pay.
    case held
    case confirmed
    case expired
    case cancelled
    /// Cancelled or expired, and the money has been returned.
    case refunded

    /// Whether a booking in this state has seats of its event.
    package var takesSeats: Bool { self == .held || self == .confirmed }
}

/// The state of the payment for a priced booking; a free booking has none.
///
/// Some gateways authorize late, so a failed payment may yet succeed. Success is final: a refund
/// has a status of its own. Triggers of the database allow only these transitions.
package enum PaymentStatus: String, CaseIterable, Sendable {
    case pending
    case success
    case failed
}

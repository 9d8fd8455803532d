/// Where a booking's seats are in their life; the raw value is the booking's `status` on the wire.
///
/// Money has states of its own (`PaymentStatus`, `RefundStatus`): a refund moves money, a
/// cancellation frees the seats, exactly once.
package enum SeatState: String, CaseIterable, Sendable {
    /// Kept for a guest who has yet to pay, until the hold's time is over.
    case held
    case confirmed
    /// The hold ended unpaid.
    case expired
    case cancelled
    /// Cancelled or expired, and the money is back.
    case refunded

    /// Whether a booking in this state has seats of its event.
    package var takesSeats: Bool { self == .held || self == .confirmed }

    /// The states that may follow this one.
    ///
    /// A payment that arrives after the hold's end takes seats anew if there are any
    /// (`expired → confirmed`) or goes back (`expired → refunded`); a refund that the bank bounces
    /// leaves a booking whose money is still owed where it was (`refunded → cancelled`, `expired`).
    package var successors: Set<SeatState> {
        switch self {
        case .held: [.confirmed, .expired, .cancelled]
        case .confirmed: [.cancelled]
        case .expired: [.confirmed, .refunded]
        case .cancelled: [.refunded]
        case .refunded: [.cancelled, .expired]
        }
    }

    /// Whether a booking in this state may go to `next`.
    package func canBecome(_ next: SeatState) -> Bool {
        successors.contains(next)
    }
}

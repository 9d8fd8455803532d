/// The effect of cancelling a booking.
package struct CancellationQuote: Equatable, Sendable {
    package let bookingID: BookingID
    /// Seats that become free.
    package let seats: Int
    /// Minor units of `currency`.
    package let amountPaid: Int64
    /// The part of it that has been refunded by other means, or is about to be.
    package let amountReturned: Int64
    package let currency: Currency
    /// The refund, less `amountReturned`.
    package let refund: RefundQuote
}

/// The amount of a refund, with its reason.
package struct RefundQuote: Equatable, Sendable {
    /// The reason for the amount.
    package enum Reason: Equatable, Sendable {
        /// The cancellation came early enough for this tier of the policy.
        case noticeGiven(RefundPolicy.Tier)
        /// The cancellation came too late for every tier.
        case tooLate
        case noRefunds
        case nothingPaid
        /// The event's time or place has changed since the booking was made.
        case eventMoved

        /// The word on the wire.
        package var code: String {
            switch self {
            case .noticeGiven: "notice_given"
            case .tooLate: "too_late"
            case .noRefunds: "no_refunds"
            case .nothingPaid: "nothing_paid"
            case .eventMoved: "event_moved"
            }
        }
    }

    /// Minor units of the booking's currency, in whole payable units.
    package let amount: Int64
    /// The share of the payment, 0–100.
    package let percent: Int64
    package let reason: Reason

    package init(amount: Int64, percent: Int64, reason: Reason) {
        self.amount = amount
        self.percent = percent
        self.reason = reason
    }

    /// The same quote less `returned`, rounded down to an amount that gateways can pay.
    package func subtracting(_ returned: Int64, in currency: Currency) -> RefundQuote {
        let rest = max(0, amount - returned)
        return RefundQuote(
            amount: rest - rest % currency.payableUnit, percent: percent, reason: reason)
    }
}

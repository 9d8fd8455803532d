/// How much money comes back to a guest, and why that much.
package struct RefundQuote: Equatable, Sendable {
    /// What decided the amount.
    package enum Reason: Equatable, Sendable {
        /// Enough notice was given for this tier of the policy.
        case noticeGiven(RefundPolicy.Tier)
        /// The last tier's time is over.
        case tooLate
        /// The booking was made without any refund policy.
        case noRefunds
        /// There is no money to give back.
        case nothingPaid

        /// The reason's word on the wire, which programs may go by.
        package var code: String {
            switch self {
            case .noticeGiven: "notice_given"
            case .tooLate: "too_late"
            case .noRefunds: "no_refunds"
            case .nothingPaid: "nothing_paid"
            }
        }
    }

    /// Minor units of the booking's currency, such as a gateway can pay.
    package let amount: Int64
    /// The share of what was paid, 0–100.
    package let percent: Int64
    /// What decided the amount, for the guest to read.
    package let reason: Reason

    /// A quote of `amount` minor units.
    package init(amount: Int64, percent: Int64, reason: Reason) {
        self.amount = amount
        self.percent = percent
        self.reason = reason
    }

    /// The same quote where so much of it has gone back already, down to what gateways can pay.
    package func less(_ returned: Int64, in currency: Currency) -> RefundQuote {
        let rest = max(0, amount - returned)
        return RefundQuote(
            amount: rest - rest % currency.payableUnit, percent: percent, reason: reason)
    }
}

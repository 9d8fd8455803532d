/// One place where the database is not as it must always be.
package struct InvariantViolation: Equatable, Sendable {
    /// What must hold and does not; the raw value is its stable name.
    package enum Rule: String, CaseIterable, Sendable {
        /// Every event has a count of its taken seats: the sum of its held and confirmed bookings.
        case seatsCounted = "seats_counted"
        /// No event has more seats taken than it has.
        case notOverbooked = "not_overbooked"
        /// A guest has at most one active booking of an event.
        case oneActiveBooking = "one_active_booking"
        /// Every booking's timeline ends in the state that the booking is in.
        case timelineTold = "timeline_told"
        /// CRMAPI is told of every booking that was confirmed, and of its end.
        case crmTold = "crm_told"
        /// What goes back of a payment is no more than came, and is counted beside it.
        case refundsWithinPayment = "refunds_within_payment"
        /// A payment's lines in the ledger add up to what came less what has gone back.
        case ledgerBalanced = "ledger_balanced"
        /// A booking shows as paid what the payment that it keeps has brought, and nothing else.
        case paymentShown = "payment_shown"
        /// Every confirmed booking with a price is paid.
        case confirmedPaid = "confirmed_paid"
        /// Every refunded booking has a refund that went through.
        case refundedReturned = "refunded_returned"
        /// Every refund belongs to a payment of its booking, at the same gateway.
        case refundsHavePayments = "refunds_have_payments"
        /// Every reference leads to a row.
        case referencesHold = "references_hold"
        /// The file is sound and every row within its table's constraints.
        case fileSound = "file_sound"
    }

    /// Which of the rules is broken.
    package let rule: Rule
    /// Which row, and what is wrong with it.
    package let detail: String

    /// The breach of `rule` that `detail` describes.
    package init(rule: Rule, detail: String) {
        self.rule = rule
        self.detail = detail
    }
}

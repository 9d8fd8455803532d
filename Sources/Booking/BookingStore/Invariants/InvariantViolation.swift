/// A violation of an invariant of the database.
package struct InvariantViolation: Equatable, Sendable {
    /// An invariant; the raw value is its stable name.
    package enum Rule: String, CaseIterable, Sendable {
        /// Every event's count of taken seats is the sum of its held and confirmed bookings.
        case seatsCounted = "seats_counted"
        /// No event has more taken seats than its capacity.
        case notOverbooked = "not_overbooked"
        /// A guest has at most one active booking of an event.
        case oneActiveBooking = "one_active_booking"
        /// No draft of an event has bookings.
        case draftsUnbooked = "drafts_unbooked"
        /// Every booking of a cancelled event is cancelled, or waits for it.
        case effectsRecorded = "effects_recorded"
        /// Every event's count of people who wait is that of its entries.
        case waitlistsCounted = "waitlists_counted"
        /// No event has free seats that a waiting guest would take.
        case waitlistsServed = "waitlists_served"
        /// Every offer is a booking of the guest who waited, and was accepted by the guest or a payment.
        case offersAccepted = "offers_accepted"
        /// Every booking's timeline ends in the booking's status.
        case timelineTold = "timeline_told"
        /// Every confirmed booking has a notice to CRMAPI, and another one when it was cancelled.
        case crmTold = "crm_told"
        /// The number of waiting notices that follows from their IDs is that of their rows.
        case undeliveredCounted = "undelivered_counted"
        /// Every event and guest is in its search index, and the index has no others.
        case searchComplete = "search_complete"
        /// A payment's refunds do not exceed it, and equal its stored sum.
        case refundsWithinPayment = "refunds_within_payment"
        /// A payment's lines in the ledger add up to the payment less its processed refunds.
        case ledgerBalanced = "ledger_balanced"
        /// A booking shows the amount of its kept payment as paid.
        case paymentShown = "payment_shown"
        /// Every confirmed booking with a price that a guest made is paid, and every paid-up one of
        /// a facilitator.
        case confirmedPaid = "confirmed_paid"
        /// The refunds for cancelled seats and lower prices are what these made due.
        case dueReturned = "due_returned"
        /// Every cancelled seat that is taken again has made the rest of its refund due, in the order of
        /// the cancellations.
        case contingentsReleased = "contingents_released"
        /// No booking was confirmed whose payment had been refunded in full before.
        case confirmedForMoney = "confirmed_for_money"
        /// Every refunded booking has a processed refund.
        case refundedReturned = "refunded_returned"
        /// Every refund belongs to a payment of its booking, at the same gateway.
        case refundsHavePayments = "refunds_have_payments"
        /// Every line of the ledger has one receipt of its sum, unless it is from before there were any.
        case receiptsIssued = "receipts_issued"
        /// The numbers of each year's receipts have no gaps but those that a restoration skipped.
        case receiptsNumbered = "receipts_numbered"
        /// Every picture is shown by an event, a series, a facilitator or the center.
        case picturesShown = "pictures_shown"
        /// No erased guest has the address of a calendar.
        case calendarsOwned = "calendars_owned"
        /// Every foreign key refers to a row.
        case referencesHold = "references_hold"
        /// The file is undamaged, and every row satisfies its table's constraints.
        case fileSound = "file_sound"
    }

    package let rule: Rule
    /// Names the row and the error.
    package let detail: String

    package init(rule: Rule, detail: String) {
        self.rule = rule
        self.detail = detail
    }
}

import Timekeeping

/// The state of a refund, on the wire and in the database.
///
/// A failed refund may be retried, or turn out to have succeeded when the gateway's answer was
/// lost. A bank may return one that was already processed.
package enum RefundStatus: String, CaseIterable, Sendable {
    case initiated
    case processed
    case failed
}

/// Money to return to a guest; one row for each amount owed.
package struct Refund: Equatable, Sendable {
    /// The cause of a refund; the raw value is its word on the wire.
    package enum Reason: String, CaseIterable, Sendable {
        case eventCancelled = "event_cancelled"
        case guestCancelled = "guest_cancelled"
        /// The payment arrived when the seats were gone.
        case latePayment = "late_payment"
        /// The booking was already paid.
        case secondPayment = "second_payment"
        /// The payment's amount or currency was not the booking's.
        case wrongAmount = "wrong_amount"
        /// The refund was made at the gateway's dashboard.
        case external
        case facilitatorCancelled = "facilitator_cancelled"
        /// The booking was moved to a cheaper event.
        case bookingMoved = "booking_moved"
        /// The place that the guest had given up is taken again.
        case seatFilled = "seat_filled"
        /// The facilitator gave money back, and the seats were kept.
        case facilitatorRefund = "facilitator_refund"
    }

    /// MainAPI's id, rising; facilitators retry a refund by it.
    package let id: RefundID
    package let bookingID: BookingID
    /// The gateway that received the payment: no other can refund it.
    package let provider: PaymentProvider
    /// The gateway's id of the payment.
    package let paymentID: String
    /// Minor units of `currency`.
    package let amount: Int64
    package let currency: Currency
    package let reason: Reason
    package let status: RefundStatus
    /// 1, and one more with each retry under a new key.
    package let generation: Int64
    /// The gateway's id of the refund, once it has answered.
    package let remoteID: String?
    /// Why it failed, for the facilitator.
    package let failure: String?
    /// How often this generation was sent or queried.
    package let tries: Int
    /// When this generation was first sent.
    package let sentAt: Timestamp?
    /// When it became owed; for an external one, when it was first seen.
    package let createdAt: Timestamp
    /// When its status was last stored.
    package let updatedAt: Timestamp

    package init(
        id: RefundID, bookingID: BookingID, provider: PaymentProvider, paymentID: String,
        amount: Int64, currency: Currency, reason: Reason, status: RefundStatus,
        generation: Int64, remoteID: String?, failure: String?, tries: Int,
        sentAt: Timestamp?, createdAt: Timestamp, updatedAt: Timestamp
    ) {
        self.id = id
        self.bookingID = bookingID
        self.provider = provider
        self.paymentID = paymentID
        self.amount = amount
        self.currency = currency
        self.reason = reason
        self.status = status
        self.generation = generation
        self.remoteID = remoteID
        self.failure = failure
        self.tries = tries
        self.sentAt = sentAt
        self.createdAt = createdAt
        self.updatedAt = updatedAt
    }
}

extension Refund {
    /// Whether the gateway may have dropped the key, so that sending again could refund twice.
    package func keyMayHaveExpired(at now: Timestamp) -> Bool {
        guard let sentAt else { return false }
        return now.seconds(since: sentAt) >= PaymentProvider.idempotencyKeySeconds
    }

    /// When to send the refund again or to query it.
    ///
    /// Unanswered: after half a minute, doubling up to an hour. Pending at the gateway: hourly for
    /// a day, then daily for 30 days; nil afterwards, when only a webhook can change it.
    package func nextTry(at now: Timestamp) -> Timestamp? {
        guard remoteID != nil else {
            let backoff = ExponentialBackoff(from: .seconds(30), upTo: .seconds(3_600))
            return now.adding(backoff.delay(afterRetries: tries))
        }
        let age = now.seconds(since: createdAt)
        if age > 30 * 86_400 { return nil }
        return now.adding(seconds: age < 86_400 ? 3_600 : 86_400)
    }
}

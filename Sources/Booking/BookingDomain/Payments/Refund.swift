import Timekeeping

/// Money on its way back to a guest; one row for each amount that is owed.
package struct Refund: Equatable, Sendable {
    /// Why money goes back; the raw value is its word on the wire.
    package enum Reason: String, CaseIterable, Sendable {
        case eventCancelled = "event_cancelled"
        case guestCancelled = "guest_cancelled"
        /// The money came when the seats were gone.
        case latePayment = "late_payment"
        /// The booking had been paid already.
        case secondPayment = "second_payment"
        /// It was not the amount or not the currency that was asked for.
        case wrongAmount = "wrong_amount"
        /// Somebody made it at the gateway.
        case external
    }

    /// Given out by MainAPI, rising; facilitators name it to have a refund tried again.
    package let id: RefundID
    /// The booking whose money it is.
    package let bookingID: BookingID
    /// The gateway that took the payment, as no other can give it back.
    package let provider: PaymentProvider
    /// The gateway's id of the payment it comes from.
    package let paymentID: String
    /// Minor units of `currency`.
    package let amount: Int64
    /// The payment's currency.
    package let currency: Currency
    /// What made it owed.
    package let reason: Reason
    /// How it stands by the gateway's latest word.
    package let status: RefundStatus
    /// 1, and one more each time that it is tried anew under another key.
    package let generation: Int64
    /// The gateway's id, once it has answered.
    package let remoteID: String?
    /// Why it failed, in words for the facilitator.
    package let failure: String?
    /// How often this generation was sent or asked about.
    package let tries: Int
    /// When this generation was first sent.
    package let sentAt: Timestamp?
    /// When it became owed, or was first heard of where somebody made it at the gateway.
    package let createdAt: Timestamp
    /// When its status was last written, a renewal included.
    package let updatedAt: Timestamp

    /// A refund as the store reads it.
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
    /// Whether the key may be forgotten, so that sending again could give the money back twice.
    package func mayHaveLostItsKey(at now: Timestamp) -> Bool {
        guard let sentAt else { return false }
        return now.seconds(since: sentAt) >= IdempotencyKeyLifetime.seconds
    }

    /// When to send it again, or to ask about it, after so many tries.
    ///
    /// Unanswered: half a minute, doubling up to an hour. Pending at the gateway: hourly for a day,
    /// then daily for 30 days; nil afterwards, when only the gateway's own word can move it.
    package func nextTry(at now: Timestamp) -> Timestamp? {
        guard remoteID != nil else {
            return now.adding(seconds: min(3_600, 30 << min(Int64(tries), 7)))
        }
        let age = now.seconds(since: createdAt)
        if age > 30 * 86_400 { return nil }
        return now.adding(seconds: age < 86_400 ? 3_600 : 86_400)
    }
}

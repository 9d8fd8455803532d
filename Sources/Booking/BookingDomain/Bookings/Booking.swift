import Timekeeping

/// Seats of one event for one guest, with the state of their money.
///
/// `status` is the status at the moment of reading: a hold that has ended is `expired`, even if its
/// row still says `held`.
package struct Booking: Equatable, Sendable {
    /// MainAPI's id; it rises, and is never given to another booking.
    package let id: BookingID
    /// The event as read at the same moment, with later edits.
    package var event: Event
    /// Whether the event's start, end or place differs from when the booking was made.
    package let isEventMoved: Bool
    /// The guest; the database forbids a change.
    package let userID: UserID
    /// Within `Seats.limits`.
    package let seats: Int
    package var status: SeatState
    /// Nil if the booking was confirmed at once, or paid in time.
    package var holdExpiresAt: Timestamp?
    /// The price of all seats when they were booked, in minor units of `currency`.
    package let amount: Int64
    package var payment: PaymentSummary
    /// The event's currency when it was booked.
    package let currency: Currency
    /// The event's policy when it was booked.
    package let refundPolicy: RefundPolicy
    package var refund: RefundSummary
    /// The state of a dispute of the payment that the booking keeps; nil without one.
    package var dispute: DisputeStatus?
    package let createdAt: Timestamp
    /// Kept after a cancellation.
    package var confirmedAt: Timestamp?
    /// When the guest or the facilitator cancelled; nil for an expired hold.
    package var cancelledAt: Timestamp?

    /// The state of a booking's payment; a free booking has none.
    package struct PaymentSummary: Equatable, Sendable {
        /// The gateway's id of the payment; nil until the money has arrived.
        package var id: String?
        /// Nil for a free booking.
        package var status: PaymentStatus?
        /// A `PaymentProvider`; nil until the guest has chosen one.
        package var provider: String?
        /// Minor units of the booking's currency; 0 until it is paid.
        package var amountPaid: Int64
        /// The end of the time to pay; nil unless the seats are held. The hold ends up to a minute
        /// later, because the gateway is first asked to close its checkout.
        package var payBefore: Timestamp?

        package init(
            id: String? = nil, status: PaymentStatus? = nil, provider: String? = nil,
            amountPaid: Int64 = 0, payBefore: Timestamp? = nil
        ) {
            self.id = id
            self.status = status
            self.provider = provider
            self.amountPaid = amountPaid
            self.payBefore = payBefore
        }

        package static let none = PaymentSummary()
    }

    /// The state of a booking's latest refund.
    package struct RefundSummary: Equatable, Sendable {
        /// The gateway's id of the refund; nil until it has answered.
        package var id: String?
        /// Nil without a refund; of several the worst: failed, initiated, then processed.
        package var status: RefundStatus?
        /// When all the money owed had been returned; nil again if the bank returns a refund.
        package var refundedAt: Timestamp?
        /// The part of `amountPaid` that was returned or is on its way, in minor units.
        package var amount: Int64

        package init(
            id: String? = nil, status: RefundStatus? = nil, refundedAt: Timestamp? = nil,
            amount: Int64 = 0
        ) {
            self.id = id
            self.status = status
            self.refundedAt = refundedAt
            self.amount = amount
        }

        package static let none = RefundSummary()
    }

    package init(
        id: BookingID, event: Event, isEventMoved: Bool = false, userID: UserID, seats: Int,
        status: SeatState,
        holdExpiresAt: Timestamp?, amount: Int64, payment: PaymentSummary, currency: Currency,
        refundPolicy: RefundPolicy, refund: RefundSummary,
        dispute: DisputeStatus? = nil, createdAt: Timestamp,
        confirmedAt: Timestamp?, cancelledAt: Timestamp?
    ) {
        self.id = id
        self.event = event
        self.isEventMoved = isEventMoved
        self.userID = userID
        self.seats = seats
        self.status = status
        self.holdExpiresAt = holdExpiresAt
        self.amount = amount
        self.payment = payment
        self.currency = currency
        self.refundPolicy = refundPolicy
        self.refund = refund
        self.dispute = dispute
        self.createdAt = createdAt
        self.confirmedAt = confirmedAt
        self.cancelledAt = cancelledAt
    }
}

extension Booking {
    /// What the facilitator writes to confirmed guests; nil for others and where there is nothing.
    package var attendeeInfo: String? {
        status == .confirmed && !event.attendeeInfo.isEmpty ? event.attendeeInfo : nil
    }

    /// The status at `now` of a booking whose stored status is `stored`.
    package static func status(
        stored: SeatState, holdExpiresAt: Timestamp?, at now: Timestamp
    ) -> SeatState {
        guard stored == .held, let holdExpiresAt, holdExpiresAt <= now else { return stored }
        return .expired
    }

    /// The payment status of a booking whose stored one is `stored`: a pending payment that can no
    /// longer be made has failed.
    ///
    /// - Parameter isUnderWay: Whether a gateway may still receive the payment.
    package static func paymentStatus(
        stored: PaymentStatus?, seats: SeatState, isUnderWay: Bool
    ) -> PaymentStatus? {
        stored == .pending && !seats.takesSeats && !isUnderWay ? .failed : stored
    }

    /// Throws unless there is an amount to pay and time left to pay it.
    package func checkPayable() throws(Refusal) {
        switch status {
        case .held: return
        case .expired: throw .holdExpired
        case .confirmed, .cancelled, .refunded: throw .nothingToPay
        }
    }

    /// Throws unless the guest can cancel at `now`: a hold at any time, else until the event
    /// begins.
    package func checkCancellable(at now: Timestamp) throws(Refusal) {
        guard status.takesSeats else { throw .bookingNotCancellable(status) }
        guard status == .held || event.startsAt > now else { throw .eventStarted }
    }

    /// The effect of cancelling at `now`; throws as ``checkCancellable(at:)`` does.
    ///
    /// The policy does not apply while the event is moved: the guest booked another time or place.
    /// - Parameter returned: The part of the payment that has been refunded by other means, or is
    ///   about to be.
    package func quoteCancellation(
        returned: Int64 = 0, at now: Timestamp
    ) throws(Refusal) -> CancellationQuote {
        try checkCancellable(at: now)
        let share =
            isEventMoved && status == .confirmed && payment.amountPaid > 0
            ? RefundQuote(amount: payment.amountPaid, percent: 100, reason: .eventMoved)
            : refundPolicy.refund(
                of: payment.amountPaid, cancelledAt: now, startsAt: event.startsAt)
        return CancellationQuote(
            bookingID: id, seats: seats, amountPaid: payment.amountPaid, amountReturned: returned,
            currency: currency, refund: share.subtracting(returned, in: currency))
    }
}

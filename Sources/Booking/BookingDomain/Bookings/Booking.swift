import Timekeeping

/// Seats of one event, with the state of their money.
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
    /// The account that owns the booking; nil for a facilitator's booking without one.
    package let userID: UserID?
    /// Who made the booking.
    package let source: BookingSource
    /// Whether the booking began as an offer to a guest who waited for seats.
    package let isOffer: Bool
    /// Within `Seats.limits`; those that a booking without seats had last.
    package var seats: Int
    /// The names of those who come, in the order of their seats; at most one a seat.
    package let attendees: [String]
    /// Nil until the facilitator has noted it.
    package let attendance: Attendance?
    package var status: SeatState
    /// Nil if the booking was confirmed at once, or paid in time.
    package var holdExpiresAt: Timestamp?
    /// The price of the seats, as they were booked or moved, in minor units of `currency`.
    package var amount: Int64
    /// All that cancelled seats and lower prices made due to the guest, in the same units.
    package let due: Int64
    /// What becomes due when cancelled seats are taken again; nil if nothing does.
    package let contingentRefund: ContingentRefund?
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
        id: BookingID, event: Event, isEventMoved: Bool = false, userID: UserID?,
        source: BookingSource = .guest, isOffer: Bool = false, seats: Int, attendees: [String] = [],
        attendance: Attendance? = nil, status: SeatState, holdExpiresAt: Timestamp?,
        amount: Int64, due: Int64 = 0, contingentRefund: ContingentRefund? = nil,
        payment: PaymentSummary, currency: Currency,
        refundPolicy: RefundPolicy, refund: RefundSummary,
        dispute: DisputeStatus? = nil, createdAt: Timestamp,
        confirmedAt: Timestamp?, cancelledAt: Timestamp?
    ) {
        self.id = id
        self.event = event
        self.isEventMoved = isEventMoved
        self.userID = userID
        self.source = source
        self.isOffer = isOffer
        self.seats = seats
        self.attendees = attendees
        self.attendance = attendance
        self.status = status
        self.holdExpiresAt = holdExpiresAt
        self.amount = amount
        self.due = due
        self.contingentRefund = contingentRefund
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

    /// Whether the booking is an offer that its guest has not accepted.
    package var isUnacceptedOffer: Bool { isOffer && confirmedAt == nil }

    /// The status at `now` of a booking whose stored status is `stored`.
    ///
    /// - Parameter eventCancelledAt: Nil unless the event is cancelled, so that its bookings are too.
    package static func status(
        stored: SeatState, holdExpiresAt: Timestamp?, eventCancelledAt: Timestamp? = nil,
        at now: Timestamp
    ) -> SeatState {
        let latest = eventCancelledAt.map { min($0, now) } ?? now
        if stored == .held, let holdExpiresAt, holdExpiresAt <= latest { return .expired }
        return stored.takesSeats && eventCancelledAt != nil ? .cancelled : stored
    }

    /// Completes a booking that is cancelled with its event, while its row is still active.
    ///
    /// The whole price of its seats is due.
    package mutating func cancelWithEvent(at time: Timestamp?) {
        cancelledAt = time
        if payment.amountPaid > 0 { payment.status = .success }
        let owed = sums(returned: refund.amount).reduced(by: amount, due: amount).refund
        if owed > 0, dispute != .lost {
            refund = RefundSummary(
                id: refund.id, status: .initiated, amount: refund.amount + owed)
        } else if refund.status == .processed {
            status = .refunded
        }
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
        case .held where amount == 0: throw .nothingToPay
        case .held: return
        case .expired: throw .holdExpired
        case .confirmed, .cancelled, .refunded: throw .nothingToPay
        }
    }

    /// Throws unless the guest can cancel at `now`: a hold at any time, else until the event
    /// begins.
    package func checkCancellable(at now: Timestamp) throws(Refusal) {
        try checkHasSeats()
        guard status == .held || event.startsAt > now else { throw .eventStarted }
    }

    /// Throws unless the booking has seats to give up.
    package func checkHasSeats() throws(Refusal) {
        guard status.takesSeats else { throw .bookingNotCancellable(status) }
    }

    /// Throws unless a guest can accept the free seats that the booking holds.
    package func checkConfirmable() throws(Refusal) {
        switch status {
        case .held where amount > 0: throw .paymentRequired
        case .held, .confirmed: return
        case .expired: throw .holdExpired
        case .cancelled, .refunded: throw .bookingNotConfirmed(status)
        }
    }

    /// Throws unless the booking has seats for good.
    package func checkConfirmed() throws(Refusal) {
        guard status == .confirmed else { throw .bookingNotConfirmed(status) }
    }
}

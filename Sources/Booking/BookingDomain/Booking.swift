import Timekeeping

/// Some seats of one event for one guest, and how their money stands.
///
/// `status` is as judged at the moment of reading: a hold whose time is over reads as `expired`,
/// whether or not the store has written that down yet.
package struct Booking: Equatable, Sendable {
    /// Given out by MainAPI, rising, and never again to another booking.
    package let id: BookingID
    /// The event as it stands at the same moment, edits since the booking included.
    package var event: Event
    /// The guest whose booking it is, for good: the database lets nobody take it over.
    package let userID: UserID
    /// How many of the event's seats it takes or took: 1–10.
    package let seats: Int
    /// Where its seats are in their life.
    package var status: SeatState
    /// When the hold ends or ended; nil if the booking was confirmed at once, or paid in time.
    package var holdExpiresAt: Timestamp?
    /// What the seats cost together, in minor units of `currency`, as it was when they were booked.
    package let amount: Int64
    /// How the money comes in, as far as a gateway has told.
    package var payment: Payment
    /// What `amount` and all its money are in: the event's currency when it was booked.
    package let currency: Currency
    /// The event's policy at the time of booking.
    package let refundPolicy: RefundPolicy
    /// How money goes back, as far as a gateway has told.
    package var refund: Refund
    /// When the guest booked.
    package let createdAt: Timestamp
    /// When the seats became the guest's for good, also if they were cancelled later; nil before.
    package var confirmedAt: Timestamp?
    /// When the guest or the facilitator cancelled; nil where neither did, as of an expired hold.
    package var cancelledAt: Timestamp?

    /// What the booking shows of its payment; all nil and 0 when it is free.
    package struct Payment: Equatable, Sendable {
        /// The gateway's id of the payment; nil until the money has come.
        package var id: String?
        /// Nil for a free booking, else `pending` until the gateway tells how it went.
        package var status: PaymentStatus?
        /// The gateway's word, as `stripe`; nil while the guest has chosen none.
        package var provider: String?
        /// Minor units of the booking's currency that have come in for it; 0 until it is paid.
        package var amountPaid: Int64

        /// A payment as far as it is known.
        package init(
            id: String? = nil, status: PaymentStatus? = nil, provider: String? = nil,
            amountPaid: Int64 = 0
        ) {
            self.id = id
            self.status = status
            self.provider = provider
            self.amountPaid = amountPaid
        }

        /// The payment of a booking that costs nothing.
        package static let none = Payment()
    }

    /// What the booking shows of its latest refund; all nil when there is none.
    package struct Refund: Equatable, Sendable {
        /// The gateway's id of the refund; nil until it has answered.
        package var id: String?
        /// Nil where none was asked for; of several the worst: failed, initiated, then processed.
        package var status: RefundStatus?
        /// When all that was owed was back; nil until then, and again if a bank bounces it.
        package var refundedAt: Timestamp?

        /// A refund as far as it is known.
        package init(
            id: String? = nil, status: RefundStatus? = nil, refundedAt: Timestamp? = nil
        ) {
            self.id = id
            self.status = status
            self.refundedAt = refundedAt
        }

        /// No refund was asked for.
        package static let none = Refund()
    }

    /// A booking as the store reads it or has just made it.
    package init(
        id: BookingID, event: Event, userID: UserID, seats: Int, status: SeatState,
        holdExpiresAt: Timestamp?, amount: Int64, payment: Payment, currency: Currency,
        refundPolicy: RefundPolicy, refund: Refund, createdAt: Timestamp,
        confirmedAt: Timestamp?, cancelledAt: Timestamp?
    ) {
        self.id = id
        self.event = event
        self.userID = userID
        self.seats = seats
        self.status = status
        self.holdExpiresAt = holdExpiresAt
        self.amount = amount
        self.payment = payment
        self.currency = currency
        self.refundPolicy = refundPolicy
        self.refund = refund
        self.createdAt = createdAt
        self.confirmedAt = confirmedAt
        self.cancelledAt = cancelledAt
    }

    /// What `status` is at `now`, when `written` is what the store has written down.
    package static func status(
        written: SeatState, holdExpiresAt: Timestamp?, at now: Timestamp
    ) -> SeatState {
        guard written == .held, let holdExpiresAt, Hold(expiresAt: holdExpiresAt).isOver(at: now)
        else { return written }
        return .expired
    }

    /// What `payment_status` is while the seats stand so, when `written` is what the store has
    /// written down: a payment that nobody can make any more has failed.
    ///
    /// - Parameter isUnderWay: Whether a gateway may still take it.
    package static func paymentStatus(
        written: PaymentStatus?, seats: SeatState, isUnderWay: Bool
    ) -> PaymentStatus? {
        written == .pending && !seats.takesSeats && !isUnderWay ? .failed : written
    }

    /// Says whether its guest can cancel it: a hold at any time, else until the event begins.
    ///
    /// - Throws: `bookingNotCancellable` if its seats are not taken any more, `eventStarted` once
    ///   the event has begun.
    package func checkCancellable(at now: Timestamp) throws(Refusal) {
        guard status.takesSeats else { throw .bookingNotCancellable(status) }
        guard status == .held || event.startsAt > now else { throw .eventStarted }
    }

    /// What cancelling at `now` would bring its guest.
    ///
    /// - Parameter returned: What of its payment has gone back by other ways, or is about to.
    /// - Throws: As ``checkCancellable(at:)``.
    package func quoteCancellation(
        returned: Int64 = 0, at now: Timestamp
    ) throws(Refusal) -> CancellationQuote {
        try checkCancellable(at: now)
        let share = refundPolicy.refund(
            of: payment.amountPaid, cancelledAt: now, startsAt: event.startsAt)
        return CancellationQuote(
            bookingID: id, seats: seats, amountPaid: payment.amountPaid, amountReturned: returned,
            currency: currency, refund: share.less(returned, in: currency))
    }
}

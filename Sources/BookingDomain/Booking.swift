import Timekeeping

/// Some seats of one event for one guest, and how their money stands.
///
/// `status` is as judged at the moment of reading: a hold whose time is over reads as `expired`,
/// whether or not the store has written that down yet.
package struct Booking: Equatable, Sendable {
    package let id: BookingID
    package var event: Event
    package let userID: UserID
    package let seats: Int
    package var status: SeatState
    /// When the hold ends or ended; nil if the booking was confirmed at once, or paid in time.
    package var holdExpiresAt: Timestamp?
    /// What the seats cost together, in minor units of `currency`, as it was when they were booked.
    package let amount: Int64
    package var payment: Payment
    package let currency: Currency
    /// The event's policy at the time of booking.
    package let refundPolicy: RefundPolicy
    package var refund: Refund
    package let createdAt: Timestamp
    package var confirmedAt: Timestamp?
    package var cancelledAt: Timestamp?

    /// What the booking shows of its payment; all nil and 0 when it is free.
    package struct Payment: Equatable, Sendable {
        /// The gateway's id of the payment.
        package var id: String?
        package var status: PaymentStatus?
        package var provider: String?
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
        /// The gateway's id of the refund.
        package var id: String?
        package var status: RefundStatus?
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

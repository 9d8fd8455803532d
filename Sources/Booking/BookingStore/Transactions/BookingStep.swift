import BookingDomain

/// A step in the life of a booking.
enum BookingStep {
    /// The guest has booked: confirmed at once where the event is free, else held.
    case booked
    /// The facilitator has made a confirmed booking.
    case added
    /// The booking was paid and has these seats for good.
    case confirmed(seats: Int, paid: Money)
    /// The guest or the facilitator has cancelled.
    case cancelled(CancelledSeats)
    /// Some of the seats were cancelled, and these are left.
    case seatsGivenUp(CancelledSeats, left: Int)
    /// A seat that the guest gave up is taken again, and this sum goes back.
    case seatFilled(Money)
    /// The guest has another number of seats that are free or yet to be paid.
    case seatsChanged(Int)
    /// The facilitator has moved the booking from this event; this sum goes back, maybe 0.
    case moved(from: Event, refund: Money)
    /// The facilitator has changed the name or address of a booking without an account.
    case guestChanged
    /// The guest gets this sum back, maybe 0, and reads the facilitator's reason.
    case eventCancelled(Money, GuestReason?)
    /// The event has moved; `isRefundable` if a cancellation now refunds everything.
    case eventChanged(EventMove, isRefundable: Bool)
    /// The hold ended without a payment.
    case expired
    case paymentStarted
    case paymentSucceeded(Money)
    /// The facilitator has taken money in person.
    case paidInPerson(Money)
    case paymentFailed
    /// A payment of this sum, which the booking does not need, goes back.
    case paymentReturned(Refund.Reason, Money)
    /// The booking was paid when its seats were gone; this sum goes back.
    case paidTooLate(Money)
    case refundInitiated(Money)
    case refundProcessed(Money)
    /// The facilitator has handed back money that was paid in person.
    case handedBack(Money, isAnnounced: Bool)
    case refundFailed(Money)
    /// The guest's bank demands the payment back, or has decided.
    case dispute(DisputeStatus)
    /// The booking has entered or left the status `refunded`.
    case refundStatusChanged(isRefunded: Bool)
    case guestErased
}

extension BookingStep {
    /// Seats that were just cancelled, and the money that goes back for them.
    struct CancelledSeats {
        let count: Int
        /// The sum that goes back now, maybe 0.
        let refund: Money
        /// The sum that goes back when the seats are taken again, maybe 0.
        let contingent: Money
        /// The booking's payment, maybe 0.
        let paid: Money
        /// The facilitator's words for the guest.
        let reason: String?
        /// Whether they were those of an offer that was not accepted.
        let isOffer: Bool
    }

    /// Whether seats may become free, which are offered to those who wait.
    var freesSeats: Bool {
        switch self {
        case .cancelled, .seatsGivenUp, .seatsChanged, .moved, .expired: true
        case .booked, .added, .confirmed, .seatFilled, .guestChanged, .eventCancelled,
            .eventChanged, .paymentStarted, .paymentSucceeded, .paidInPerson, .paymentFailed,
            .paymentReturned, .paidTooLate, .refundInitiated, .refundProcessed, .handedBack,
            .refundFailed, .dispute, .refundStatusChanged, .guestErased:
            false
        }
    }

    /// Whether the center may have received money or given it back, for which there is a receipt.
    var movesMoney: Bool {
        switch self {
        case .paymentSucceeded, .paidInPerson, .paymentReturned, .refundProcessed, .handedBack,
            .refundFailed:
            true
        case .booked, .added, .confirmed, .cancelled, .seatsGivenUp, .seatFilled, .seatsChanged,
            .moved, .guestChanged, .eventCancelled, .eventChanged, .expired, .paymentStarted,
            .paymentFailed, .paidTooLate, .refundInitiated, .dispute, .refundStatusChanged,
            .guestErased:
            false
        }
    }

    /// Whether seats may become confirmed, which releases refunds of seats that were given up.
    var confirmsSeats: Bool {
        switch self {
        case .booked, .added, .confirmed, .seatsChanged, .moved: true
        case .cancelled, .seatsGivenUp, .seatFilled, .guestChanged, .eventCancelled,
            .eventChanged, .expired, .paymentStarted, .paymentSucceeded, .paidInPerson,
            .paymentFailed, .paymentReturned, .paidTooLate, .refundInitiated, .refundProcessed,
            .handedBack, .refundFailed, .dispute, .refundStatusChanged, .guestErased:
            false
        }
    }
}

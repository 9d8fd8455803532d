import Timekeeping

/// An entry of a booking's timeline.
///
/// It has no name and no free text, so the timeline remains complete when a guest is erased.
package struct BookingChange: Equatable, Sendable {
    /// The change; the raw value is its word on the wire.
    package enum Kind: String, CaseIterable, Sendable {
        case held
        case confirmed
        case expired
        case cancelled
        /// Some of the seats were cancelled.
        case seatsGivenUp = "seats_given_up"
        /// A seat that the booking has given up is taken again, so that more money goes back.
        case seatFilled = "seat_filled"
        /// The guest took another number of seats.
        case seatsChanged = "seats_changed"
        /// The facilitator moved the booking to another event.
        case moved
        /// The event has a new time or place.
        case eventChanged = "event_changed"
        case paymentStarted = "payment_started"
        case paymentSucceeded = "payment_succeeded"
        case paymentFailed = "payment_failed"
        /// A second payment, or one of a wrong amount, is returned.
        case paymentReturned = "payment_returned"
        case refundInitiated = "refund_initiated"
        case refundProcessed = "refund_processed"
        case refundFailed = "refund_failed"
        case disputeOpened = "dispute_opened"
        case disputeWon = "dispute_won"
        case disputeLost = "dispute_lost"
    }

    /// The cause of the change; the raw value is its word on the wire.
    package enum Actor: String, CaseIterable, Sendable {
        case guest
        case facilitator
        /// The owner of the center, acting for the facilitator.
        case owner
        case gateway
        /// The clock or a rule.
        case system

        /// Whether it is the facilitator, or the owner in the facilitator's place.
        package var isStaff: Bool { self == .facilitator || self == .owner }
    }

    package let kind: Kind
    package let actor: Actor
    /// The time of the effect: a hold expires at its end, not when its row changes.
    package let at: Timestamp
    /// The seats that were given up or taken; nil for other changes.
    package let seats: Int?
    /// The sum that was paid or goes back, in minor units of the booking's currency; nil for none.
    package let amount: Int64?

    package init(
        kind: Kind, actor: Actor, at: Timestamp, seats: Int? = nil, amount: Int64? = nil
    ) {
        self.kind = kind
        self.actor = actor
        self.at = at
        self.seats = seats
        self.amount = amount
    }
}

extension Booking {
    /// The first entry of the timeline: a booking without a payment or an answer to wait for is
    /// confirmed at once.
    package var firstChange: BookingChange {
        let isHeld = source == .guest && (payment.status != nil || isOffer)
        let guest: BookingChange.Actor = isOffer ? .system : .guest
        return BookingChange(
            kind: isHeld ? .held : .confirmed, actor: source == .guest ? guest : .facilitator,
            at: createdAt)
    }
}

import Timekeeping

/// One line of a booking's timeline: what happened, by whom, and when.
///
/// It names no person and holds no free text, so the timeline can stay whole when a guest asks to
/// be erased.
package struct BookingChange: Equatable, Sendable {
    /// What happened to the booking; the raw value is its word on the wire.
    package enum Kind: String, CaseIterable, Sendable {
        case held
        case confirmed
        case expired
        case cancelled
        /// The event's time or place has become another.
        case eventChanged = "event_changed"
        case paymentStarted = "payment_started"
        case paymentSucceeded = "payment_succeeded"
        case paymentFailed = "payment_failed"
        /// Money that no booking needed, as it was paid twice or not as asked for, goes back.
        case paymentReturned = "payment_returned"
        case refundInitiated = "refund_initiated"
        case refundProcessed = "refund_processed"
        case refundFailed = "refund_failed"
    }

    /// Who brought it about; the raw value is their word on the wire.
    package enum Actor: String, CaseIterable, Sendable {
        case guest
        case facilitator
        /// A payment gateway.
        case gateway
        /// The clock or a rule.
        case system
    }

    /// What happened.
    package let kind: Kind
    /// Who brought it about.
    package let actor: Actor
    /// When it took effect: a hold expires at its end, not when somebody looks.
    package let at: Timestamp

    /// A line of the timeline.
    package init(kind: Kind, actor: Actor, at: Timestamp) {
        self.kind = kind
        self.actor = actor
        self.at = at
    }
}

extension Booking {
    /// The first line of its timeline: the guest has booked, and is confirmed at once where there
    /// is nothing to pay.
    package var beginning: BookingChange {
        BookingChange(kind: amount == 0 ? .confirmed : .held, actor: .guest, at: createdAt)
    }
}

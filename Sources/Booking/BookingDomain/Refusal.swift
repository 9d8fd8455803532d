/// Every no that a rule of booking can say.
///
/// One enum, so that whoever turns refusals into answers does it in one exhaustive `switch`.
package enum Refusal: Error, Equatable, Sendable {
    /// There is no such thing, or it is not the caller's.
    case notFound(Subject)
    /// Fewer seats are left than asked for.
    case eventFull(seatsLeft: Int)
    /// The guest has this active booking of the event.
    case alreadyBooked(BookingID)
    /// The event has begun.
    case eventStarted
    /// The event is over.
    case eventPast
    case eventCancelled
    /// More seats are taken than the new capacity has.
    case capacityBelowTaken(taken: Int)
    /// The booking has no seats to give back, being in this state.
    case bookingNotCancellable(SeatState)
    /// The hold ended before it was paid.
    case holdExpired
    /// The booking is free, or paid already.
    case nothingToPay
    /// The event was edited since the caller read it.
    case versionStale(current: Int64)
    case usernameTaken
    /// Only a failed refund can be tried again, and this one stands otherwise.
    case refundNotFailed(RefundStatus)
    /// The payment has been given back by other ways.
    case nothingToRefund
    /// The password was changed after the caller had logged in.
    case loginEnded

    /// What was looked for and not found.
    package enum Subject: String, Sendable {
        case event
        case booking
        case user
        case notification
        case refund
    }

    /// The stable code that callers are shown.
    package var code: String {
        switch self {
        case .notFound: "not_found"
        case .eventFull: "event_full"
        case .alreadyBooked: "already_booked"
        case .eventStarted: "event_started"
        case .eventPast: "event_past"
        case .eventCancelled: "event_cancelled"
        case .capacityBelowTaken: "capacity_below_taken"
        case .bookingNotCancellable: "booking_not_cancellable"
        case .holdExpired: "hold_expired"
        case .nothingToPay: "nothing_to_pay"
        case .versionStale: "version_stale"
        case .usernameTaken: "username_taken"
        case .refundNotFailed: "refund_not_failed"
        case .nothingToRefund: "nothing_to_refund"
        case .loginEnded: "login_ended"
        }
    }

    /// A sentence that is safe to show to whoever asked.
    package var detail: String {
        switch self {
        case .notFound(let subject): "There is no such \(subject.rawValue)."
        case .eventFull(seatsLeft: 0): "The event is full."
        case .eventFull(seatsLeft: 1): "The event has only 1 seat left."
        case .eventFull(let seatsLeft): "The event has only \(seatsLeft) seats left."
        case .alreadyBooked(let id): "You have booked this event already, with booking \(id)."
        case .eventStarted: "The event has begun."
        case .eventPast: "The event is over."
        case .eventCancelled: "The event is cancelled."
        case .capacityBelowTaken(let taken):
            "The capacity cannot be below the \(taken) seats that are taken."
        case .bookingNotCancellable(let state):
            "The booking is \(state.rawValue) and has no seats to give back."
        case .holdExpired: "The seats were held for a limited time, which is over."
        case .nothingToPay: "There is nothing to pay for this booking."
        case .versionStale(let current):
            "The event was changed meanwhile; its version is now \(current)."
        case .usernameTaken: "The username is taken."
        case .refundNotFailed(let status): "The refund is \(status.rawValue), not failed."
        case .nothingToRefund: "The payment has been given back already."
        case .loginEnded: "The password was changed meanwhile. Log in again."
        }
    }
}

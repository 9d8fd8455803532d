/// Every refusal by a rule of booking.
///
/// One enum, so that one exhaustive `switch` turns refusals into responses.
package enum Refusal: Error, Equatable, Sendable {
    /// The subject does not exist, or is not the caller's.
    case notFound(Subject)
    case eventFull(seatsLeft: Int)
    case alreadyBooked(BookingID)
    case eventStarted
    case eventPast
    case eventCancelled
    /// The event has not begun, but guests cannot book it any longer.
    case bookingClosed
    /// The facilitator has yet to publish the event, so it gets no bookings.
    case eventIsDraft
    /// The event has bookings, so it cannot become a draft.
    case eventHasBookings
    case capacityBelowTaken(taken: Int)
    case bookingNotCancellable(SeatState)
    case bookingNotConfirmed(SeatState)
    /// More seats are to be cancelled than the booking has.
    case seatsOutOfRange(held: Int)
    /// The seats of a paid booking change by a cancellation only.
    case seatsPaid
    /// The booking's checkout is open, for the price of its present seats.
    case paymentStarted
    /// The event is dearer than what the booking costs, or has another currency.
    case priceDiffers(Money, booked: Money)
    case refundTooLarge(left: Int64)
    /// The refund is not money to hand back in person, or was handed back.
    case refundNotOwed
    case holdExpired
    case nothingToPay
    /// The held seats have a price, which confirms them.
    case paymentRequired
    /// As many seats are left as the guest would wait for.
    case seatsAvailable(left: Int)
    case alreadyWaiting
    /// Guests cannot wait for seats of the event.
    case waitlistClosed
    /// The event, the series or the center's settings have changed since their editor read them.
    case versionStale(Subject = .event, current: Int64)
    case usernameTaken
    case refundNotFailed(RefundStatus)
    case nothingToRefund
    /// The password was changed after the caller had logged in.
    case loginEnded
    /// The account has booked, or let holds lapse, more often than its limits allow.
    case tooManyRequests(retryAfterSeconds: Int64)
    /// The address has been asked for confirmation too often.
    case tooManyLetters(retryAfterSeconds: Int64)
    /// The guests of the event have got too many messages.
    case tooManyMessages(retryAfterSeconds: Int64)

    /// A kind of record that was not found.
    package enum Subject: String, Sendable {
        case event
        case series
        case booking
        case user
        case facilitator
        case notification
        case refund
        case centre = "center"
        case waitlistEntry = "place on the waiting list"
    }

    /// The stable code in responses.
    package var code: String {
        switch self {
        case .notFound: "not_found"
        case .eventFull: "event_full"
        case .alreadyBooked: "already_booked"
        case .eventStarted: "event_started"
        case .eventPast: "event_past"
        case .eventCancelled: "event_cancelled"
        case .bookingClosed: "booking_closed"
        case .eventIsDraft: "event_is_draft"
        case .eventHasBookings: "event_has_bookings"
        case .capacityBelowTaken: "capacity_below_taken"
        case .bookingNotCancellable: "booking_not_cancellable"
        case .bookingNotConfirmed: "booking_not_confirmed"
        case .seatsOutOfRange: "seats_out_of_range"
        case .seatsPaid: "seats_paid"
        case .paymentStarted: "payment_started"
        case .priceDiffers: "price_differs"
        case .refundTooLarge: "refund_too_large"
        case .refundNotOwed: "refund_not_owed"
        case .holdExpired: "hold_expired"
        case .nothingToPay: "nothing_to_pay"
        case .paymentRequired: "payment_required"
        case .seatsAvailable: "seats_available"
        case .alreadyWaiting: "already_waiting"
        case .waitlistClosed: "waitlist_closed"
        case .versionStale: "version_stale"
        case .usernameTaken: "username_taken"
        case .refundNotFailed: "refund_not_failed"
        case .nothingToRefund: "nothing_to_refund"
        case .loginEnded: "login_ended"
        case .tooManyRequests, .tooManyLetters, .tooManyMessages: "too_many_requests"
        }
    }

    /// A sentence that is safe to show to the caller.
    package var detail: String {
        switch self {
        case .notFound(let subject): "There is no such \(subject.rawValue)."
        case .eventFull(seatsLeft: 0): "The event is full."
        case .eventFull(seatsLeft: 1): "The event has only 1 seat left."
        case .eventFull(let seatsLeft): "The event has only \(seatsLeft) seats left."
        case .alreadyBooked(let id): "You have already booked this event: booking \(id)."
        case .eventStarted: "The event has begun."
        case .eventPast: "The event is over."
        case .eventCancelled: "The event is cancelled."
        case .bookingClosed: "Booking has closed."
        case .eventIsDraft: "The event is a draft. Publish it first."
        case .eventHasBookings: "The event has bookings, so it cannot become a draft."
        case .capacityBelowTaken(let taken):
            "The capacity cannot be below the \(taken) seats that are taken."
        case .bookingNotCancellable(let state):
            "The booking is \(state.rawValue) and has no seats to release."
        case .bookingNotConfirmed(let state): "The booking is \(state.rawValue), not confirmed."
        case .seatsOutOfRange(held: 1): "The booking has only 1 seat."
        case .seatsOutOfRange(let held): "The booking has only \(held) seats."
        case .seatsPaid: "The seats are paid. Cancel the seats that you do not need."
        case .paymentStarted: "The payment of these seats has begun. Finish or cancel it first."
        case .priceDiffers(let price, let booked):
            "The seats cost \(price.text) at that event, and \(booked.text) was booked."
        case .refundTooLarge(left: 0): "Nothing is left of the payment to give back."
        case .refundTooLarge: "The refund is larger than what is left of the payment."
        case .refundNotOwed: "This refund is not waiting to be handed back."
        case .holdExpired: "The hold on the seats has expired."
        case .nothingToPay: "There is nothing to pay for this booking."
        case .paymentRequired: "The seats have a price. Pay it to confirm them."
        case .seatsAvailable(left: 1): "1 seat is left. Book it."
        case .seatsAvailable(let left): "\(left) seats are left. Book them."
        case .alreadyWaiting: "You are on the waiting list already."
        case .waitlistClosed: "The waiting list is closed."
        case .versionStale(.centre, let current):
            "The settings have changed since you read them. Their version is now \(current)."
        case .versionStale(let subject, let current):
            "The \(subject.rawValue) has changed since you read it. Its version is now \(current)."
        case .usernameTaken: "The username is taken."
        case .refundNotFailed(let status): "The refund is \(status.rawValue), not failed."
        case .nothingToRefund: "The payment has already been refunded."
        case .loginEnded: "The password has changed. Log in again."
        case .tooManyRequests(let seconds):
            "This account has booked too often. Try again in \(seconds) seconds."
        case .tooManyLetters(let seconds):
            "Too many emails were requested. Try again in \(seconds) seconds."
        case .tooManyMessages(let seconds):
            "The guests of this event have got 20 messages. Try again in \(seconds) seconds."
        }
    }
}

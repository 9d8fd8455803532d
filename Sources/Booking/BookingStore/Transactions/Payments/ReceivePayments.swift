import BookingDomain
import SQLite
import Timekeeping

/// The effect of a checkout's state on its booking, for the log.
package enum CheckoutOutcome: Equatable, Sendable {
    /// The event had been applied before.
    case duplicate
    case unchanged
    case confirmed
    /// Paid after the seats were released; the payment is refunded.
    case paidTooLate
    /// Paid a second time; the second payment is refunded.
    case paidTwice
    /// Another amount or currency than ordered; the payment is refunded.
    case wrongAmount
    /// Refunded in full at the gateway before the payment was known here; the seats are free.
    case givenBack
    /// Closed without a payment; the seats are free.
    case expired
}

/// The checkout does not belong to the attempt that it was fetched for.
package struct ForeignCheckout: Error, Equatable {
    /// The gateway's ID.
    package let id: String
}

extension Transaction {
    /// Applies a checkout, as the gateway has just reported it, to its booking.
    ///
    /// Webhook, return page and poller query the gateway and call this, in any order and any number
    /// of times.
    /// - Parameters:
    ///   - refunds: Refunds of payments that are new here; the gateway may report them first.
    ///   - isClosing: Whether the query was a request to close the checkout.
    ///   - event: The reported event; nil for the return page and the poller.
    /// - Throws: ``ForeignCheckout``.
    package func applyCheckout(
        _ checkout: GatewayCheckout, to id: PaymentAttemptID, refunds: [GatewayRefund] = [],
        isClosing: Bool = false, event: ReportedEvent? = nil
    ) throws -> CheckoutOutcome {
        if let event, try !webhookEvents.insert(event) { return .duplicate }
        guard let attempt = try paymentAttempts.find(id), attempt.isOf(checkout) else {
            throw ForeignCheckout(id: checkout.id)
        }
        var outcome = CheckoutOutcome.unchanged
        for payment in checkout.payments
        where try payments.find(remote: payment.id, at: attempt.provider) == nil {
            outcome = try receive(payment, of: attempt, refunds: refunds)
        }
        let state = attempt.state(after: checkout, isClosing: isClosing)
        try paymentAttempts.update(
            attempt, state: state, checkoutID: checkout.id, url: checkout.url)
        if state == .closed, attempt.closesAt <= now, try releaseHold(of: attempt.bookingID) {
            outcome = .expired
        }
        return outcome
    }

    /// Assigns a new payment to its booking, or refunds it.
    private func receive(
        _ payment: GatewayPayment, of attempt: PaymentAttempt, refunds: [GatewayRefund]
    ) throws -> CheckoutOutcome {
        guard let booking = try bookings.find(attempt.bookingID) else {
            throw Refusal.notFound(.booking)
        }
        guard payment.amount == booking.amount, payment.currency == booking.currency.code else {
            try refundUnneeded(payment, for: .wrongAmount, to: booking, attempt, refunds)
            return .wrongAmount
        }
        guard booking.payment.status != .success else {
            try refundUnneeded(payment, for: .secondPayment, to: booking, attempt, refunds)
            return .paidTwice
        }
        try freeLapsedSeats(of: booking.event)
        let inserted = try payments.insert(payment, of: attempt, isKept: true)
        try bookings.setPaid(
            booking.id, payment.amount, by: payment.id, at: attempt.provider, isPaidUp: true)
        let paid = Money(amount: payment.amount, currency: booking.currency)
        try record(.paymentSucceeded(paid), of: booking, by: .gateway)
        let received = try apply(
            refunds, toNew: inserted, payment.id, at: attempt.provider)
        if booking.status == .held, received.rest == 0 {
            _ = try bookings.expire(booking.id)
            try record(.expired, of: booking, by: .system)
            try updateRefundSummary(of: booking.id)
            return .givenBack
        }
        let canConfirm =
            try booking.status == .held || received.refunded == 0 && canTakeSeatsAgain(booking)
        return canConfirm
            ? try confirm(booking) : try refundLatePayment(received, of: booking)
    }

    /// Applies refunds that the gateway made before the payment was known here.
    private func apply(
        _ refunds: [GatewayRefund], toNew payment: ReceivedPayment, _ id: String,
        at provider: PaymentProvider
    ) throws -> ReceivedPayment {
        guard !refunds.isEmpty else { return payment }
        _ = try applyRefunds(refunds, ofPayment: id, at: provider)
        return try payments.find(remote: id, at: provider) ?? payment
    }

    private func confirm(_ booking: Booking) throws -> CheckoutOutcome {
        try bookings.confirm(booking.id)
        if booking.status == .expired, let user = booking.userID {
            try waitlist.end(user, for: booking.event.id)
        }
        if let confirmed = try bookings.find(booking.id) {
            let paid = Money(amount: confirmed.payment.amountPaid, currency: confirmed.currency)
            try record(
                .confirmed(seats: confirmed.seats, paid: paid), of: confirmed, by: .gateway)
        }
        return .confirmed
    }

    private func refundLatePayment(
        _ payment: ReceivedPayment, of booking: Booking
    ) throws -> CheckoutOutcome {
        if payment.rest > 0 {
            let isCancelled = booking.event.status == .cancelled
            try requestRefund(
                payment.rest, of: payment, for: isCancelled ? .eventCancelled : .latePayment)
        }
        let sum = Money(amount: payment.amount, currency: booking.currency)
        try record(.paidTooLate(sum), of: booking, by: .system)
        return .paidTooLate
    }

    /// Whether the guest of an expired booking could book its seats again now.
    private func canTakeSeatsAgain(_ booking: Booking) throws -> Bool {
        guard booking.status == .expired, let user = booking.userID,
            try users.find(user) != nil,
            let event = try events.find(booking.event.id),
            (try? event.checkOpenForBooking(at: now)) != nil, event.seatsLeft >= booking.seats
        else { return false }
        return try bookings.active(of: user, event: event.id, besides: booking.id) == nil
    }

    /// Refunds a payment that the booking does not need; only the timeline shows it there.
    private func refundUnneeded(
        _ payment: GatewayPayment, for reason: Refund.Reason, to booking: Booking,
        _ attempt: PaymentAttempt, _ refunds: [GatewayRefund]
    ) throws {
        let sum = Money(amount: payment.amount, currency: Currency(stored: payment.currency))
        let inserted = try payments.insert(payment, of: attempt, isKept: false)
        try record(.paymentReturned(reason, sum), of: booking, by: .system)
        let received = try apply(
            refunds, toNew: inserted, payment.id, at: attempt.provider)
        if received.rest > 0 { try requestRefund(received.rest, of: received, for: reason) }
    }
}

extension PaymentAttempt {
    fileprivate func isOf(_ checkout: GatewayCheckout) -> Bool {
        guard checkoutID == nil || checkoutID == checkout.id else { return false }
        guard let reference = checkout.reference else { return checkoutID != nil }
        return reference.bookingID == bookingID && reference.attempt == number
    }

    /// A checkout may still be open after a request to close it. It counts as closed if its gateway
    /// cannot close checkouts; otherwise another request follows.
    fileprivate func state(after checkout: GatewayCheckout, isClosing: Bool) -> State {
        switch checkout.state {
        case .paid: .paid
        case .closed: .closed
        case .open where !canResume: state
        case .open: isClosing && provider.settlesLate ? .closed : .open
        }
    }
}

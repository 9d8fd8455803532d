import BookingDomain
import SQLite
import Timekeeping

/// What a gateway says of a checkout now becomes what the booking says.
///
/// The one way for webhook, return page and poller: each asks the gateway and hands its answer
/// here, in whatever order they come and however often. What has happened already happens no more.
package struct ApplyPayment: Deed {
    /// What came of it, for the log.
    package enum Outcome: Equatable, Sendable {
        /// The event had been applied before.
        case duplicate
        case unchanged
        case confirmed
        /// Paid when the seats were gone; the money goes back.
        case late
        /// Paid once more; the second money goes back.
        case paidTwice
        /// Not what was asked for; the money goes back.
        case wrongAmount
        /// Over without a payment; the seats are free.
        case expired
    }

    /// Our row of the checkout.
    package let attempt: PaymentAttemptID
    /// The gateway's answer, as it was just read.
    package let checkout: GatewayCheckout
    /// What has gone back of payments that are new here: it may have been reported before they
    /// were.
    package let refunds: [GatewayRefund]
    /// Whether the gateway was asked to close the checkout, its time being over.
    package let isClosing: Bool
    /// The event that led here; nil for the return page and the poller.
    package let event: ReportedEvent?

    /// The deed of applying what the gateway said of the attempt's checkout.
    package init(
        attempt: PaymentAttemptID, checkout: GatewayCheckout, refunds: [GatewayRefund] = [],
        isClosing: Bool = false, event: ReportedEvent? = nil
    ) {
        self.attempt = attempt
        self.checkout = checkout
        self.refunds = refunds
        self.isClosing = isClosing
        self.event = event
    }

    /// Takes the payments that are new, and closes what was to be closed.
    ///
    /// - Throws: ``ForeignCheckout`` where the checkout is not this attempt's.
    package func perform(on connection: Connection, at now: Timestamp) throws -> Outcome {
        if let event, try !WebhookEvents.add(event, at: now, on: connection) { return .duplicate }
        guard let attempt = try PaymentAttempts.find(attempt, on: connection),
            attempt.isOf(checkout)
        else { throw ForeignCheckout(id: checkout.id) }
        var outcome = Outcome.unchanged
        for payment in checkout.payments {
            let known = try Payments.find(remote: payment.id, at: attempt.provider, on: connection)
            guard known == nil else { continue }
            outcome = try ReceivePayment(payment: payment, attempt: attempt, refunds: refunds)
                .perform(on: connection, at: now)
        }
        let state = state(of: attempt)
        try PaymentAttempts.update(
            attempt, state: state, checkoutID: checkout.id, url: checkout.url, at: now,
            on: connection)
        if state == .closed, attempt.closesAt <= now,
            try ReleaseHold(booking: attempt.bookingID).perform(on: connection, at: now)
        {
            outcome = .expired
        }
        return outcome
    }

    /// A checkout that is open still when it was to be closed is given up where gateways cannot
    /// close any, and else kept for another try.
    private func state(of attempt: PaymentAttempt) -> PaymentAttempt.State {
        switch checkout.state {
        case .paid: .paid
        case .closed: .closed
        case .open where !attempt.canResume: attempt.state
        case .open: isClosing && attempt.provider.settlesLate ? .closed : .open
        }
    }
}

/// A gateway's checkout is not the one of the attempt that it was asked for.
package struct ForeignCheckout: Error, Equatable {
    /// The gateway's id.
    package let id: String
}

extension PaymentAttempt {
    fileprivate func isOf(_ checkout: GatewayCheckout) -> Bool {
        guard checkoutID == nil || checkoutID == checkout.id else { return false }
        guard let reference = checkout.reference else { return checkoutID != nil }
        return reference.bookingID == bookingID && reference.attempt == number
    }
}

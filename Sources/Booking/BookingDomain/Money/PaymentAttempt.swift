import Timekeeping

/// An attempt of a guest to pay for a booking: one checkout at a gateway.
///
/// The row, with its key and request body, is committed before the gateway is called. So an
/// unanswered call can be repeated exactly.
package struct PaymentAttempt: Equatable, Sendable {
    /// The state of the checkout.
    package enum State: String, CaseIterable, Sendable {
        /// The gateway has yet to answer.
        case created
        case open
        case paid
        /// The gateway refused to open the checkout.
        case refused
        /// Closed without a payment.
        case closed
    }

    package let id: PaymentAttemptID
    package let bookingID: BookingID
    /// 1 for the booking's first.
    package let number: Int64
    package let provider: PaymentProvider
    /// `CheckoutReference.idempotencyKey`.
    package let idempotencyKey: String
    /// The body of the call that opens the checkout; empty once the gateway has answered.
    package let request: [UInt8]
    /// The gateway's id of the checkout, once it has answered.
    package let checkoutID: String?
    /// The page on which the guest pays.
    package let url: String?
    package let state: State
    package let createdAt: Timestamp
    /// When to close the checkout at the gateway if it is unpaid.
    package let closesAt: Timestamp
    /// How often the poller has queried it.
    package let checks: Int

    package init(
        id: PaymentAttemptID, bookingID: BookingID, number: Int64, provider: PaymentProvider,
        idempotencyKey: String, request: [UInt8], checkoutID: String?, url: String?,
        state: State, createdAt: Timestamp, closesAt: Timestamp, checks: Int
    ) {
        self.id = id
        self.bookingID = bookingID
        self.number = number
        self.provider = provider
        self.idempotencyKey = idempotencyKey
        self.request = request
        self.checkoutID = checkoutID
        self.url = url
        self.state = state
        self.createdAt = createdAt
        self.closesAt = closesAt
        self.checks = checks
    }
}

extension PaymentAttempt {
    /// Whether the guest can go on with this attempt.
    package var canResume: Bool { state == .created || state == .open }

    /// Whether the gateway may have dropped the key of an unanswered call, so that repeating it
    /// could open a second checkout. The URL of the first is unknown, so it cannot be paid.
    package func keyMayHaveExpired(at now: Timestamp) -> Bool {
        checkoutID == nil && now.seconds(since: createdAt) >= PaymentProvider.idempotencyKeySeconds
    }

    /// When to query an attempt in `state` next; nil for never.
    ///
    /// Before `closesAt`: 1, 5 and 15 minutes after the start, then hourly, and at `closesAt`.
    /// From then on every 5 seconds while the seats are held, then every minute. Closed: hourly
    /// until three days after the start where payments may settle late.
    package func nextCheck(in state: State, at now: Timestamp) -> Timestamp? {
        switch state {
        case .paid, .refused: return nil
        case .closed:
            let last = createdAt.adding(seconds: 3 * 86_400)
            return provider.settlesLate && now < last ? now.adding(seconds: 3_600) : nil
        case .created, .open:
            if closesAt <= now {
                let isHeldStill = now < closesAt.adding(Hold.closingLength)
                return now.adding(seconds: isHeldStill ? 5 : 60)
            }
            let steps = [60, 300, 900].map { createdAt.adding(seconds: $0) } + [closesAt]
            let next = steps.filter { $0 > now }.min() ?? now.adding(seconds: 3_600)
            return min(next, now.adding(seconds: 3_600))
        }
    }

    /// When to query a gateway again that did not answer: after 2, 4, 8 … up to 900 seconds.
    package func nextCheckAfterError(at now: Timestamp) -> Timestamp {
        let backoff = ExponentialBackoff(from: .seconds(2), upTo: .seconds(900))
        return now.adding(backoff.delay(afterRetries: checks))
    }
}

import Timekeeping

/// One try of a guest to pay for a booking: a checkout at a gateway.
///
/// The row, with its key and the content of the call, is there before the gateway is called; so a
/// call whose answer was lost is made again, word for word.
package struct PaymentAttempt: Equatable, Sendable {
    /// How the try stands.
    package enum State: String, CaseIterable, Sendable {
        /// The gateway has not answered yet.
        case created
        case open
        case paid
        /// The gateway refused to open the checkout.
        case refused
        /// Closed without a payment.
        case closed
    }

    /// The row's key, which no gateway ever sees.
    package let id: PaymentAttemptID
    /// The booking that is to be paid; it may have several tries.
    package let bookingID: BookingID
    /// 1 for the booking's first.
    package let number: Int64
    /// The gateway that the checkout was opened at.
    package let provider: PaymentProvider
    /// Under which the gateway opens the checkout once: `CheckoutReference.idempotencyKey`.
    package let idempotencyKey: String
    /// The content of the call that opens the checkout; empty once the gateway has answered.
    package let request: [UInt8]
    /// The gateway's id of the checkout, once it has answered.
    package let checkoutID: String?
    /// Where the guest pays.
    package let url: String?
    /// How it stands by the gateway's latest word.
    package let state: State
    /// When the guest chose to pay.
    package let createdAt: Timestamp
    /// When the gateway is to be asked to close it, if it is unpaid.
    package let closesAt: Timestamp
    /// How often the gateway was asked about it by the clock.
    package let checks: Int

    /// A try as the store reads it.
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

/// MainAPI's id of a try to pay; gateways are told its booking and number instead.
package typealias PaymentAttemptID = Identifier<PaymentAttempt>

extension PaymentAttempt {
    /// Whether the guest can go on with this try instead of beginning another.
    package var canResume: Bool { state == .created || state == .open }

    /// Whether the gateway may have forgotten the key of a call whose answer never came, so that
    /// calling again could open a second checkout. Nobody has the first one's address.
    package func mayHaveLostItsKey(at now: Timestamp) -> Bool {
        checkoutID == nil && now.seconds(since: createdAt) >= IdempotencyKeyLifetime.seconds
    }

    /// When the gateway is to be asked next about a try in `state`; nil if never again.
    ///
    /// While it may be paid: 1, 5 and 15 minutes after it began, then hourly, when it is to be
    /// closed, and again soon until it is. Closed: hourly up to three days after it began where
    /// payments may settle late.
    package func nextCheck(in state: State, at now: Timestamp) -> Timestamp? {
        switch state {
        case .paid, .refused: return nil
        case .closed:
            let last = createdAt.adding(seconds: 3 * 86_400)
            return provider.settlesLate && now < last ? now.adding(seconds: 3_600) : nil
        case .created, .open:
            if closesAt <= now {
                let isHeldStill = now < closesAt.adding(seconds: Hold.closingSeconds)
                return now.adding(seconds: isHeldStill ? 5 : 60)
            }
            let steps = [60, 300, 900].map { createdAt.adding(seconds: $0) } + [closesAt]
            let next = steps.filter { $0 > now }.min() ?? now.adding(seconds: 3_600)
            return min(next, now.adding(seconds: 3_600))
        }
    }

    /// When to ask again a gateway that did not answer.
    package func nextCheckAfterFault(at now: Timestamp) -> Timestamp {
        now.adding(seconds: min(900, 2 << min(Int64(checks), 9)))
    }
}

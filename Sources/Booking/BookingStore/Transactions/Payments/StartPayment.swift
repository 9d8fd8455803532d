import BookingDomain
import SQLite
import Timekeeping

extension Transaction {
    /// Stripe accepts no checkout that closes earlier than half an hour ahead.
    private static let shortestCheckoutSeconds: Int64 = 31 * 60
    /// Stripe accepts no checkout that stays open for more than 24 hours; clocks may differ.
    private static let longestCheckoutSeconds: Int64 = 24 * 3_600 - 300

    /// Starts or resumes the payment of a guest's booking.
    ///
    /// The attempt, with its idempotency key and the gateway request, is on disk before the gateway
    /// is called. The first attempt extends the hold by a minute, in which the gateway can close the
    /// checkout. Another provider than before starts another attempt.
    /// - Parameter request: Makes the content of the gateway request.
    /// - Throws: `Refusal`: `notFound`, `holdExpired`, `nothingToPay`; errors of `request`.
    package func startPayment(
        of id: BookingID, for user: UserID, at provider: PaymentProvider,
        request: (CheckoutOrder) throws -> [UInt8]
    ) throws -> PaymentAttempt {
        let booking = try ownedBooking(id, of: user)
        guard let guest = try users.find(user) else { throw Refusal.notFound(.booking) }
        try booking.checkPayable()
        let latest = try paymentAttempts.all(of: id).first
        if let latest, latest.canResume, latest.provider == provider,
            !latest.keyMayHaveExpired(at: now)
        {
            return latest
        }
        guard let closesAt = latest?.closesAt ?? booking.holdExpiresAt, closesAt > now else {
            throw Refusal.holdExpired
        }
        let reference = CheckoutReference(
            installation: try metadata.installation(), bookingID: id,
            attempt: (latest?.number ?? 0) + 1)
        let order = CheckoutOrder(
            reference: reference, amount: booking.amount, currency: booking.currency,
            title: booking.event.title, seats: booking.seats, email: guest.email,
            expiresAt: min(
                max(closesAt, now.adding(seconds: Self.shortestCheckoutSeconds)),
                now.adding(seconds: Self.longestCheckoutSeconds)))
        let attempt = try paymentAttempts.insert(
            reference, at: provider, request: try request(order), closesAt: closesAt)
        if latest == nil {
            try bookings.extendHold(
                of: id, until: closesAt.adding(Hold.closingLength), provider: provider)
        }
        try record(.paymentStarted, of: booking, by: .guest)
        return attempt
    }

    /// Ends an attempt whose checkout the gateway refused to open; the next attempt has another key.
    package func refuseCheckout(of attempt: PaymentAttempt) throws {
        try paymentAttempts.update(attempt, state: .refused, checkoutID: nil, url: nil)
        if attempt.closesAt <= now { try releaseHold(of: attempt.bookingID) }
    }

    /// Ends an unpaid hold after the gateway was queried, unless another attempt is still open.
    ///
    /// - Returns: Whether the seats were still held.
    @discardableResult
    func releaseHold(of id: BookingID) throws -> Bool {
        let isOpen = try paymentAttempts.all(of: id)
            .contains { $0.canResume && $0.closesAt > now }
        guard !isOpen, let booking = try bookings.find(id) else { return false }
        let isReleased = try bookings.expire(id)
        if isReleased {
            try record(.expired, of: booking, by: .system)
            if let entry = try waitlist.find(offer: id) { try record(.lapsed, of: entry) }
        }
        if try bookings.failPayment(of: id) {
            try record(.paymentFailed, of: booking, by: .system)
        }
        return isReleased
    }
}

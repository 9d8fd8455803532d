import BookingDomain
import SQLite
import Timekeeping

/// A guest begins to pay, or goes on with the checkout that is open.
///
/// The try with its key and the content of the call is on disk before the gateway is called.
package struct StartPayment: Deed {
    /// How long a gateway is given at least: Stripe takes no less than half an hour.
    private static let shortestCheckout: Int64 = 31 * 60

    /// The booking to be paid.
    package let booking: BookingID
    /// The guest who pays; another's booking is not found.
    package let user: UserID
    /// The gateway that the guest chose; another one than before begins another try.
    package let provider: PaymentProvider
    /// Makes the content of the gateway's call.
    package let request: @Sendable (CheckoutOrder) throws -> [UInt8]

    /// The deed of `user` beginning to pay for `booking` at `provider`.
    package init(
        booking: BookingID, user: UserID, provider: PaymentProvider,
        request: @escaping @Sendable (CheckoutOrder) throws -> [UInt8]
    ) {
        self.booking = booking
        self.user = user
        self.provider = provider
        self.request = request
    }

    /// Finds or adds the try.
    ///
    /// The first one of a booking keeps its seats for a minute more, in which the gateway can be
    /// asked to close it.
    ///
    /// - Throws: `Refusal`: `notFound`, `holdExpired`, `nothingToPay`; or what `request` throws.
    package func perform(on connection: Connection, at now: Timestamp) throws -> PaymentAttempt {
        guard let found = try Bookings.find(booking, of: user, at: now, on: connection),
            let guest = try Users.find(user, on: connection)
        else { throw Refusal.notFound(.booking) }
        try found.checkPayable()
        let earlier = try PaymentAttempts.all(of: booking, on: connection)
        if let latest = earlier.first, latest.canResume, latest.provider == provider,
            !latest.keyMayHaveExpired(at: now)
        {
            return latest
        }
        guard let closesAt = earlier.first?.closesAt ?? found.holdExpiresAt, closesAt > now else {
            throw Refusal.holdExpired
        }
        let reference = CheckoutReference(
            installation: try Metadata.installation(on: connection), bookingID: booking,
            attempt: (earlier.first?.number ?? 0) + 1)
        let order = CheckoutOrder(
            reference: reference, amount: found.amount, currency: found.currency,
            title: found.event.title, seats: found.seats, email: guest.email,
            expiresAt: max(closesAt, now.adding(seconds: Self.shortestCheckout)))
        let id = try PaymentAttempts.insert(
            reference, at: provider, request: try request(order), closesAt: closesAt, at: now,
            on: connection)
        if earlier.isEmpty {
            try keepSeats(until: closesAt.adding(seconds: Hold.closingSeconds), connection)
        }
        try BookingChanges.add(
            BookingChange(kind: .paymentStarted, actor: .guest, at: now), to: booking,
            on: connection)
        guard let attempt = try PaymentAttempts.find(id, on: connection) else {
            throw Refusal.notFound(.booking)
        }
        return attempt
    }

    private func keepSeats(until end: Timestamp, _ connection: Connection) throws {
        try connection.execute(
            """
            UPDATE bookings SET hold_expires_at = \(end), payment_provider = \(provider)
            WHERE id = \(booking) AND status = 'held'
            """)
    }
}

extension Metadata {
    /// What tells this installation's objects at a gateway from those of others.
    package static func installation(on connection: Connection) throws -> String {
        try value(of: "installation", on: connection) ?? ""
    }
}

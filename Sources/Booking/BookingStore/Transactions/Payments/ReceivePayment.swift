import BookingDomain
import SQLite
import Timekeeping

/// Money that has arrived finds its booking, or goes back.
struct ReceivePayment: Deed {
    let payment: GatewayPayment
    let attempt: PaymentAttempt
    /// What the gateway has given back of it before it was known here.
    let refunds: [GatewayRefund]

    func perform(
        on connection: Connection, at now: Timestamp
    ) throws -> ApplyPayment.Outcome {
        guard let booking = try Bookings.find(attempt.bookingID, at: now, on: connection) else {
            throw Refusal.notFound(.booking)
        }
        let title = booking.event.title
        guard payment.amount == booking.amount, payment.currency == booking.currency.code else {
            try sendBack(
                for: .wrongAmount, of: booking,
                "Your payment for “\(title)” was not what was asked for, so it goes back to you.",
                on: connection, at: now)
            return .wrongAmount
        }
        guard booking.payment.status != .success else {
            try sendBack(
                for: .secondPayment, of: booking,
                "You have paid for “\(title)” once more, so that payment goes back to you.",
                on: connection, at: now)
            return .paidTwice
        }
        try Bookings.expireHolds(of: booking.event.id, at: now, on: connection)
        try connection.execute(
            """
            UPDATE bookings SET payment_status = 'success', payment_id = \(payment.id),
                payment_provider = \(attempt.provider), amount_paid = \(payment.amount)
            WHERE id = \(booking.id)
            """)
        try BookingChanges.add(
            BookingChange(kind: .paymentSucceeded, actor: .gateway, at: now), to: booking.id,
            on: connection)
        let received = try enter(isKept: true, on: connection, at: now)
        return try seat(booking, paidBy: received, on: connection, at: now)
    }

    /// Enters the money, and what of it has gone back already.
    private func enter(
        isKept: Bool, on connection: Connection, at now: Timestamp
    ) throws -> Payments.Received {
        let received = try Payments.insert(
            payment, of: attempt, isKept: isKept, at: now, on: connection)
        guard !refunds.isEmpty else { return received }
        _ = try ApplyRefunds(
            provider: attempt.provider, paymentID: payment.id, refunds: refunds
        ).perform(on: connection, at: now)
        return try Payments.find(remote: payment.id, at: attempt.provider, on: connection)
            ?? received
    }

    /// The booking's own seats while they are held, else others if there are any.
    private func seat(
        _ booking: Booking, paidBy received: Payments.Received, on connection: Connection,
        at now: Timestamp
    ) throws -> ApplyPayment.Outcome {
        if booking.status == .held {
            try confirm(booking, on: connection, at: now)
            return .confirmed
        }
        if received.refunded == 0, try canTakeAnew(booking, on: connection, at: now) {
            try confirm(booking, on: connection, at: now)
            return .confirmed
        }
        if received.rest > 0 {
            try Refunds.request(
                received.rest, of: received, for: late(booking), at: now, on: connection)
        }
        let money = Money(amount: received.amount, currency: booking.currency)
        try Notifications.add(
            .refundUpdated,
            "Your payment for “\(booking.event.title)” came when the seats were no longer yours, "
                + "so \(money.text) is on its way back.",
            about: booking, at: now, on: connection)
        return .late
    }

    private func confirm(_ booking: Booking, on connection: Connection, at now: Timestamp) throws {
        try connection.execute(
            """
            UPDATE bookings SET status = 'confirmed', confirmed_at = \(now),
                hold_expires_at = CASE WHEN status = 'held' THEN NULL ELSE hold_expires_at END
            WHERE id = \(booking.id)
            """)
        try BookingChanges.add(
            BookingChange(kind: .confirmed, actor: .gateway, at: now), to: booking.id,
            on: connection)
        guard let confirmed = try Bookings.find(booking.id, at: now, on: connection) else { return }
        try Outbox.add(BookingNotice.Kind.confirmed, of: confirmed, at: now, on: connection)
        try Notifications.add(
            .bookingConfirmed,
            "Your booking of “\(confirmed.event.title)” is paid and confirmed.",
            about: confirmed, at: now, on: connection)
    }

    /// Whether an expired booking can have seats again: as its guest could book them now.
    private func canTakeAnew(
        _ booking: Booking, on connection: Connection, at now: Timestamp
    ) throws -> Bool {
        guard booking.status == .expired,
            try Users.find(booking.userID, on: connection) != nil
        else { return false }
        guard let event = try Events.find(booking.event.id, at: now, on: connection),
            (try? event.checkOpenForBooking(at: now)) != nil, event.seatsLeft >= booking.seats
        else { return false }
        let another = try connection.first(
            """
            SELECT 1 FROM bookings WHERE event_id = \(event.id) AND user_id = \(booking.userID)
            AND status IN ('held', 'confirmed') AND id <> \(booking.id)
            """
        ) { _ in true }
        return another == nil
    }

    private func late(_ booking: Booking) -> Refund.Reason {
        booking.event.status == .cancelled ? .eventCancelled : .latePayment
    }

    /// Money that the booking does not need goes back without a trace on it but the timeline's.
    private func sendBack(
        for reason: Refund.Reason, of booking: Booking, _ message: String,
        on connection: Connection, at now: Timestamp
    ) throws {
        try BookingChanges.add(
            BookingChange(kind: .paymentReturned, actor: .system, at: now), to: booking.id,
            on: connection)
        try Notifications.add(.refundUpdated, message, about: booking, at: now, on: connection)
        let received = try enter(isKept: false, on: connection, at: now)
        guard received.rest > 0 else { return }
        try Refunds.request(received.rest, of: received, for: reason, at: now, on: connection)
    }
}

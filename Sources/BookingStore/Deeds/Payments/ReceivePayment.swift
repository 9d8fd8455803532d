import BookingDomain
import SQLite
import ServiceContract
import Timekeeping

/// Money that has arrived finds its booking, or goes back.
struct ReceivePayment: Deed {
    let payment: GatewayPayment
    let attempt: PaymentAttempt

    func perform(
        on connection: Connection, at now: Timestamp
    ) throws -> ApplyPayment.Outcome {
        guard let booking = try Bookings.find(attempt.bookingID, at: now, on: connection) else {
            throw Refusal.notFound(.booking)
        }
        guard payment.amount == booking.amount, payment.currency == booking.currency.code else {
            try sendBack(for: .wrongAmount, on: connection, at: now)
            return .wrongAmount
        }
        guard booking.payment.status != .success else {
            try sendBack(for: .secondPayment, on: connection, at: now)
            return .paidTwice
        }
        let received = try Payments.insert(
            payment, of: attempt, isKept: true, at: now, on: connection)
        try connection.execute(
            """
            UPDATE bookings SET payment_status = 'success', payment_id = \(payment.id),
                payment_provider = \(attempt.provider), amount_paid = \(payment.amount)
            WHERE id = \(booking.id)
            """)
        try BookingChanges.add(
            BookingChange(kind: .paymentSucceeded, actor: .gateway, at: now), to: booking.id,
            on: connection)
        return try seat(booking, paidBy: received, on: connection, at: now)
    }

    /// The booking's own seats while they are held, else others if there are any.
    private func seat(
        _ booking: Booking, paidBy received: Payments.Received, on connection: Connection,
        at now: Timestamp
    ) throws -> ApplyPayment.Outcome {
        try Bookings.expireHolds(of: booking.event.id, at: now, on: connection)
        guard try booking.status == .held || canTakeAnew(booking, on: connection, at: now) else {
            try Refunds.request(
                received.amount, of: received, for: late(booking), at: now, on: connection)
            try tell(
                booking, .refundUpdated,
                "Your payment for “\(booking.event.title)” came when the seats were no longer "
                    + "yours, so \(booking.currency.text(of: received.amount)) is on its way back.",
                on: connection, at: now)
            return .late
        }
        try confirm(booking, on: connection, at: now)
        return .confirmed
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
        let guest = try Users.find(booking.userID, on: connection)
        try Outbox.add(
            BookingNotice.Kind.confirmed, of: confirmed, guestName: guest?.name ?? User.erasedName,
            at: now, on: connection)
        try tell(
            confirmed, .bookingConfirmed,
            "Your booking of “\(confirmed.event.title)” is paid and confirmed.", on: connection,
            at: now)
    }

    /// Whether an expired booking can have seats again: as anybody could book them now.
    private func canTakeAnew(
        _ booking: Booking, on connection: Connection, at now: Timestamp
    ) throws -> Bool {
        guard booking.status == .expired else { return false }
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

    private func sendBack(
        for reason: Refund.Reason, on connection: Connection, at now: Timestamp
    ) throws {
        let received = try Payments.insert(
            payment, of: attempt, isKept: false, at: now, on: connection)
        try Refunds.request(
            received.amount, of: received, for: reason, at: now, on: connection)
    }

    private func tell(
        _ booking: Booking, _ kind: InAppNotification.Kind, _ message: String,
        on connection: Connection, at now: Timestamp
    ) throws {
        try Notifications.add(kind, message, about: booking, at: now, on: connection)
    }
}

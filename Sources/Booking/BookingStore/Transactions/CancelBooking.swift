import BookingDomain
import SQLite
import Timekeeping

/// A guest cancels a booking of theirs before the event starts; its seats are free at once.
package struct CancelBooking: Deed {
    /// The booking to cancel, held or confirmed.
    package let booking: BookingID
    /// The guest who cancels; another's booking is not found.
    package let user: UserID

    /// The deed of `user` cancelling `booking`.
    package init(booking: BookingID, user: UserID) {
        self.booking = booking
        self.user = user
    }

    /// Frees the seats and tells the guest and, if it knows of the booking, CRMAPI.
    ///
    /// - Throws: `Refusal`: `notFound`, `bookingNotCancellable`, `eventStarted`.
    package func perform(on connection: Connection, at now: Timestamp) throws -> CancelledBooking {
        guard let found = try Bookings.find(booking, of: user, at: now, on: connection) else {
            throw Refusal.notFound(.booking)
        }
        let cancelled = try Self.cancel(found, at: now, on: connection)
        try Notifications.add(
            .bookingCancelled, "You have cancelled your booking of “\(found.event.title)”.",
            about: found, at: now, on: connection)
        return cancelled
    }

    /// Cancels for its guest a booking that was just read, and tells CRMAPI if that knows of it.
    static func cancel(
        _ booking: Booking, at now: Timestamp, on connection: Connection
    ) throws -> CancelledBooking {
        let payment = try Payments.kept(of: booking.id, on: connection)
        let quote = try booking.quoteCancellation(returned: payment?.refunded ?? 0, at: now)
        guard try Bookings.cancel(booking.id, at: now, on: connection) else {
            throw Refusal.bookingNotCancellable(booking.status)
        }
        try BookingChanges.add(
            BookingChange(kind: .cancelled, actor: .guest, at: now), to: booking.id,
            on: connection)
        try PaymentAttempts.hurry(ofBookings: "id = \(booking.id)", at: now, on: connection)
        if booking.confirmedAt != nil {
            try Outbox.add(
                BookingNotice.Kind.cancelled, of: booking.cancelled(at: now), at: now,
                on: connection)
        }
        if let payment { try refund(quote, of: payment, on: connection, at: now) }
        guard let cancelled = try Bookings.find(booking.id, at: now, on: connection) else {
            throw Refusal.notFound(.booking)
        }
        return CancelledBooking(booking: cancelled, quote: quote)
    }

    /// Owes what is quoted; where nothing is, all that was owed may be back already.
    private static func refund(
        _ quote: CancellationQuote, of payment: Payments.Received, on connection: Connection,
        at now: Timestamp
    ) throws {
        if quote.refund.amount > 0 {
            try Refunds.request(
                quote.refund.amount, of: payment, for: .guestCancelled, at: now, on: connection)
        } else {
            try ReportRefund(of: payment, status: nil).perform(on: connection, at: now)
        }
    }
}

extension CancellationQuote {
    /// What cancelling the booking would bring, if it is this guest's.
    ///
    /// - Throws: `Refusal`: `notFound`, `bookingNotCancellable`, `eventStarted`.
    package static func find(
        _ id: BookingID, of user: UserID, at now: Timestamp, on connection: Connection
    ) throws -> CancellationQuote {
        guard let booking = try Bookings.find(id, of: user, at: now, on: connection) else {
            throw Refusal.notFound(.booking)
        }
        let payment = try Payments.kept(of: id, on: connection)
        return try booking.quoteCancellation(returned: payment?.refunded ?? 0, at: now)
    }
}

/// A booking that was just cancelled, and what its guest is to get back.
package struct CancelledBooking: Equatable, Sendable {
    /// The booking as it is afterwards, its seats back at the event.
    package let booking: Booking
    /// What it was cancelled for: the refund in it is owed from now on.
    package let quote: CancellationQuote
}

extension Booking {
    /// The same booking, cancelled, with its seats back at the event.
    func cancelled(at now: Timestamp) -> Booking {
        var copy = self
        copy.status = .cancelled
        copy.cancelledAt = now
        copy.event = event.with(seatsLeft: event.seatsLeft + seats)
        return copy
    }
}

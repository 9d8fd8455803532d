import BookingDomain
import SQLite
import Timekeeping

/// A booking that was just cancelled, and the refund that its guest gets.
package struct CancelledBooking: Equatable, Sendable {
    /// The booking after the cancellation.
    package let booking: Booking
    package let quote: CancellationQuote
}

extension Transaction {
    /// Cancels a guest's booking, which frees its seats at once.
    ///
    /// - Throws: `Refusal`: `notFound`, `bookingNotCancellable`, `eventStarted`.
    package func cancelBooking(_ id: BookingID, of user: UserID) throws -> CancelledBooking {
        try cancel(ownedBooking(id, of: user))
    }

    /// The refund that the guest would get for cancelling the booking now.
    ///
    /// - Throws: As ``cancelBooking(_:of:)``.
    package func quoteCancellation(
        of id: BookingID, for user: UserID
    ) throws -> CancellationQuote {
        let booking = try ownedBooking(id, of: user)
        let payment = try payments.kept(of: id)
        return try booking.quoteCancellation(returned: payment?.refunded ?? 0, at: now)
    }

    /// - Throws: `Refusal.notFound`, also for another guest's booking.
    func ownedBooking(_ id: BookingID, of user: UserID) throws -> Booking {
        guard let booking = try bookings.find(id, of: user) else {
            throw Refusal.notFound(.booking)
        }
        return booking
    }

    /// Cancels a booking that was read in this transaction, on behalf of its guest.
    func cancel(_ booking: Booking) throws -> CancelledBooking {
        let payment = try payments.kept(of: booking.id)
        let quote = try booking.quoteCancellation(returned: payment?.refunded ?? 0, at: now)
        guard try bookings.cancel(booking.id) else {
            throw Refusal.bookingNotCancellable(booking.status)
        }
        let refund = Money(amount: quote.refund.amount, currency: booking.currency)
        let paid = Money(amount: quote.amountPaid, currency: booking.currency)
        try record(
            .cancelled(refund: refund, paid: paid), of: booking.cancelled(at: now), by: .guest)
        try paymentAttempts.checkNow(ofBookings: "id = \(booking.id)")
        if let payment {
            if quote.refund.amount > 0 {
                try requestRefund(quote.refund.amount, of: payment, for: .guestCancelled)
            } else {
                // The whole amount owed may already have been returned.
                try updateRefundSummary(of: payment)
            }
        }
        return CancelledBooking(
            booking: try bookings.find(booking.id) ?? booking.cancelled(at: now), quote: quote)
    }
}

extension Booking {
    /// The same booking, cancelled, with its seats free again.
    func cancelled(at now: Timestamp) -> Booking {
        var copy = self
        copy.status = .cancelled
        copy.cancelledAt = now
        copy.event.seatsLeft += seats
        return copy
    }
}

import BookingDomain
import SQLite
import Timekeeping

/// A booking of which seats were just cancelled, and the refund that its guest gets.
package struct CancelledBooking: Equatable, Sendable {
    /// The booking after the cancellation.
    package let booking: Booking
    package let quote: CancellationQuote
}

extension Transaction {
    /// Cancels a guest's booking or some of its seats, which become free at once.
    ///
    /// - Parameter seats: Nil cancels all of them.
    /// - Throws: `Refusal`: `notFound`, `bookingNotCancellable`, `eventStarted`, `seatsOutOfRange`,
    ///   `paymentStarted`.
    package func cancelBooking(
        _ id: BookingID, of user: UserID, seats: Int? = nil
    ) throws -> CancelledBooking {
        try cancel(ownedBooking(id, of: user), seats: seats)
    }

    /// The refund that the guest would get for cancelling the booking or some of its seats now.
    ///
    /// - Throws: As ``cancelBooking(_:of:seats:)``.
    package func quoteCancellation(
        of id: BookingID, for user: UserID, seats: Int? = nil
    ) throws -> CancellationQuote {
        let booking = try ownedBooking(id, of: user)
        let payments = try payments.kept(of: id)
        return try booking.quoteCancellation(of: seats, returned: payments.refunded, at: now)
    }

    /// - Throws: `Refusal.notFound`, also for another guest's booking.
    func ownedBooking(_ id: BookingID, of user: UserID) throws -> Booking {
        guard let booking = try bookings.find(id, of: user) else {
            throw Refusal.notFound(.booking)
        }
        return booking
    }

    /// Cancels seats of a booking that was read in this transaction, on behalf of its guest.
    func cancel(_ booking: Booking, seats: Int? = nil) throws -> CancelledBooking {
        let payments = try payments.kept(of: booking.id)
        let quote = try booking.quoteCancellation(
            of: seats, returned: payments.refunded, at: now)
        return try giveUpSeats(of: booking, quote, payments, for: .guestCancelled, by: .guest)
    }

    /// Cancels the seats of a quote, and starts its refund.
    ///
    /// - Parameter reason: The facilitator's words for the guest.
    /// - Throws: `Refusal`: `bookingNotCancellable`, `paymentStarted`.
    func giveUpSeats(
        of booking: Booking, _ quote: CancellationQuote, _ payments: [ReceivedPayment],
        for refundReason: Refund.Reason, by actor: BookingChange.Actor, reason: String? = nil
    ) throws -> CancelledBooking {
        let cancelled = BookingStep.CancelledSeats(quote, of: booking, reason: reason)
        let isWhole = quote.seats == booking.seats
        if isWhole {
            guard try bookings.cancel(booking.id, due: quote.reduction.due, reason: reason) else {
                throw Refusal.bookingNotCancellable(booking.status)
            }
            try record(.cancelled(cancelled), of: booking.cancelled(at: now), by: actor)
            try paymentAttempts.checkNow(ofBookings: "id = \(booking.id)")
        } else {
            try checkNoPaymentStarted(of: booking)
            let seats = booking.seats - quote.seats
            try bookings.reduce(booking, to: seats, quote.reduction, reason: reason)
            try record(
                .seatsGivenUp(cancelled, left: seats),
                of: try bookings.find(booking.id) ?? booking, by: actor)
        }
        if quote.contingent > 0 { try contingentRefunds.insert(quote, of: booking) }
        if quote.refund.amount > 0 {
            try giveBack(quote.refund.amount, of: payments, for: refundReason, by: actor)
        } else if !payments.isEmpty {
            // The whole amount owed may already have been returned.
            try updateRefundSummary(of: booking.id)
        }
        return CancelledBooking(
            booking: try bookings.find(booking.id) ?? booking.cancelled(at: now), quote: quote)
    }

    /// Refuses to change the price of held seats that a gateway may be receiving the payment for.
    func checkNoPaymentStarted(of booking: Booking) throws {
        guard booking.status == .held else { return }
        if try paymentAttempts.all(of: booking.id).contains(where: \.canResume) {
            throw Refusal.paymentStarted
        }
    }
}

extension BookingStep.CancelledSeats {
    fileprivate init(_ quote: CancellationQuote, of booking: Booking, reason: String?) {
        let currency = booking.currency
        self.init(
            count: quote.seats, refund: Money(amount: quote.refund.amount, currency: currency),
            contingent: Money(amount: quote.contingent, currency: currency),
            paid: Money(amount: quote.amountPaid, currency: currency), reason: reason,
            isOffer: booking.isUnacceptedOffer)
    }
}

extension Booking {
    /// The same booking, cancelled, with its seats free again.
    func cancelled(at now: Timestamp) -> Booking {
        var copy = self
        copy.status = .cancelled
        copy.cancelledAt = now
        if payment.status == .pending {
            copy.payment.status = payment.amountPaid > 0 ? .success : .failed
        }
        copy.event.seatsFree += seats
        return copy
    }

    /// The same booking with another number of seats.
    func reduced(to seats: Int) -> Booking {
        var copy = self
        copy.event.seatsFree += self.seats - seats
        copy.seats = seats
        return copy
    }
}

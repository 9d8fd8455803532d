import BookingDomain
import JSONCoding
import SQLite

/// A facilitator's cancellation of a booking.
package struct FacilitatorCancellation: Equatable, Sendable {
    /// Nil cancels all of them.
    package let seats: Int?
    package let refund: RefundChoice
    /// Words for the guest.
    package let reason: String?

    package init(seats: Int? = nil, refund: RefundChoice = .policy, reason: String? = nil) {
        self.seats = seats
        self.refund = refund
        self.reason = reason
    }
}

/// A booking of which its facilitator has just cancelled seats.
package struct FacilitatorCancelledBooking: Equatable, Sendable {
    package let booking: FacilitatorBooking
    package let quote: CancellationQuote
}

/// A refund that a facilitator has made, with its booking.
package struct FacilitatorRefundedBooking: Equatable, Sendable {
    /// Several only if the money was paid in several parts.
    package let refunds: [FacilitatorRefund]
    package let booking: FacilitatorBooking
}

extension Transaction {
    /// What ``cancelBooking(_:of:_:)`` would do.
    package func quoteCancellation(
        of id: BookingID, _ cancellation: FacilitatorCancellation, by facilitator: FacilitatorID
    ) throws -> CancellationQuote {
        let booking = try bookings.find(id, of: facilitator).booking
        return try quote(cancellation, of: booking, try payments.kept(of: id))
    }

    /// Cancels a booking of a facilitator's event, or some of its seats, at any time.
    ///
    /// - Throws: `Refusal`: `notFound`, `bookingNotCancellable`, `seatsOutOfRange`,
    ///   `refundTooLarge`, `paymentStarted`; `InvalidFields` for a sum that the gateway cannot pay.
    package func cancelBooking(
        _ id: BookingID, of facilitator: FacilitatorID, _ cancellation: FacilitatorCancellation
    ) throws -> FacilitatorCancelledBooking {
        let booking = try bookings.find(id, of: facilitator).booking
        let payments = try payments.kept(of: id)
        let quote = try quote(cancellation, of: booking, payments)
        _ = try giveUpSeats(
            of: booking, quote, payments, for: .facilitatorCancelled, by: .facilitator,
            reason: cancellation.reason)
        return FacilitatorCancelledBooking(
            booking: try bookings.find(id, of: facilitator), quote: quote)
    }

    private func quote(
        _ cancellation: FacilitatorCancellation, of booking: Booking, _ payments: [ReceivedPayment]
    ) throws -> CancellationQuote {
        if case .sum(let sum) = cancellation.refund {
            try checkPayable(sum, "refund", of: booking)
        }
        return try booking.quoteCancellation(
            of: cancellation.seats, by: .facilitator, refund: cancellation.refund,
            returned: payments.refunded, at: now)
    }

    /// Gives a sum back to the guest of a facilitator's event; the booking keeps its seats.
    ///
    /// - Parameter reason: Words for the guest.
    /// - Throws: `Refusal`: `notFound`, `refundTooLarge`; `InvalidFields` for a sum that the gateway
    ///   cannot pay.
    package func refundBooking(
        _ id: BookingID, of facilitator: FacilitatorID, amount: Int64, reason: String
    ) throws -> FacilitatorRefundedBooking {
        let booking = try bookings.find(id, of: facilitator).booking
        try checkPayable(amount, "amount", of: booking)
        let payments = try payments.kept(of: id)
        let left = booking.sums(returned: payments.refunded).rest
        guard amount <= left else { throw Refusal.refundTooLarge(left: left) }
        let ids = try giveBack(
            amount, of: payments, for: .facilitatorRefund, by: .facilitator, isAnnounced: true,
            comment: reason)
        return FacilitatorRefundedBooking(
            refunds: try ids.compactMap { try refunds.find($0, of: facilitator) },
            booking: try bookings.find(id, of: facilitator))
    }

    private func checkPayable(
        _ sum: Int64, _ field: String, of booking: Booking
    ) throws(InvalidFields) {
        guard !booking.isPaidOffline, sum % booking.currency.payableUnit != 0 else { return }
        throw InvalidFields(errors: [
            FieldError(
                field: field, code: "invalid",
                detail: "The gateway pays whole multiples of \(booking.currency.payableUnit) only.")
        ])
    }

    /// Records that a facilitator has handed back money that was paid in person.
    ///
    /// - Throws: `Refusal`: `notFound`, `refundNotOwed`.
    package func recordHandover(
        of id: RefundID, by facilitator: FacilitatorID
    ) throws -> FacilitatorRefund {
        guard let found = try refunds.find(id, of: facilitator) else {
            throw Refusal.notFound(.refund)
        }
        guard found.refund.provider == .offline, found.refund.status == .initiated else {
            throw Refusal.refundNotOwed
        }
        try refunds.recordHandover(of: id)
        if let booking = try bookings.find(found.refund.bookingID) {
            let sum = Money(amount: found.refund.amount, currency: found.refund.currency)
            try record(.handedBack(sum, isAnnounced: true), of: booking, by: .facilitator)
            try updateRefundSummary(of: booking.id)
        }
        return try refunds.find(id, of: facilitator) ?? found
    }
}

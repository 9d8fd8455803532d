import BookingDomain
import JSONCoding
import SQLite

extension Transaction {
    /// Records money that a facilitator took in person, which confirms a hold that it pays in full.
    ///
    /// - Throws: `Refusal`: `notFound`, `nothingToPay`, `holdExpired`; `InvalidFields` for more than
    ///   is left to pay, and for less than the whole price of a hold.
    package func takePayment(
        _ payment: OfflinePayment, for id: BookingID, of facilitator: FacilitatorID
    ) throws -> FacilitatorBooking {
        let found = try bookings.find(id, of: facilitator)
        if found.booking.status == .expired { throw Refusal.holdExpired }
        try receive(payment, for: found.booking)
        if found.booking.status == .held {
            try paymentAttempts.checkNow(ofBookings: "id = \(id)")
            try confirm(id, paid: payment)
        }
        return try bookings.find(id, of: facilitator)
    }

    /// Adds a payment in person to a booking that has yet to be paid.
    ///
    /// - Parameter field: The request's name for the amount.
    func receive(
        _ payment: OfflinePayment, for booking: Booking, field: String = "amount"
    ) throws {
        let returned = try payments.kept(of: booking.id).refunded
        let outstanding = booking.sums(returned: returned).outstanding
        guard booking.status.takesSeats, booking.payment.status == .pending, outstanding > 0 else {
            throw Refusal.nothingToPay
        }
        let isPaidUp = payment.amount == outstanding
        guard isPaidUp || payment.amount < outstanding && booking.status == .confirmed else {
            let left = Money(amount: outstanding, currency: booking.currency)
            throw InvalidFields(errors: [
                FieldError(
                    field: field, code: "out_of_range",
                    detail: booking.status == .held
                        ? "The seats are held until all of \(left.text) is paid."
                        : "Only \(left.text) is left to pay.")
            ])
        }
        let reference = try payments.insert(payment, for: booking)
        try bookings.setPaid(
            booking.id, payment.amount, by: reference, at: .offline, isPaidUp: isPaidUp)
        if let paid = try bookings.find(booking.id) {
            let sum = Money(amount: payment.amount, currency: booking.currency)
            try record(.paidInPerson(sum), of: paid, by: .facilitator)
        }
    }

    private func confirm(_ id: BookingID, paid payment: OfflinePayment) throws {
        try bookings.confirm(id)
        guard let booking = try bookings.find(id) else { return }
        let sum = Money(amount: payment.amount, currency: booking.currency)
        try record(.confirmed(seats: booking.seats, paid: sum), of: booking, by: .facilitator)
    }
}

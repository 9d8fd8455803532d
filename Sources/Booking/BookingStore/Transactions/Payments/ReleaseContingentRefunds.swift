import BookingDomain
import SQLite
import Timekeeping

extension Transaction {
    /// Gives guests the rest of their refunds for cancelled seats that are taken again.
    ///
    /// It follows each step that confirms seats or takes seats from the event.
    func releaseContingentRefunds(of id: EventID) throws {
        guard let event = try events.find(id), event.contingentSeats > 0 else { return }
        let count = ContingentRefund.seatsTaken(
            open: event.contingentSeats, capacity: event.capacity,
            confirmed: try bookings.confirmedSeats(of: id))
        guard count > 0 else { return }
        for refund in try contingentRefunds.first(count, of: id) { try release(refund) }
    }

    private func release(_ refund: WaitingRefund) throws {
        guard let booking = try bookings.find(refund.booking) else { return }
        let payments = try payments.kept(of: booking.id)
        let reduction = booking.sums(returned: payments.refunded).releasing(refund.amount)
        try contingentRefunds.release(refund)
        try bookings.setDue(reduction.due, of: booking.id)
        guard let released = try bookings.find(booking.id) else { return }
        let sum = Money(amount: reduction.refund, currency: booking.currency)
        try record(.seatFilled(sum), of: released, by: .system)
        if sum.amount > 0 {
            try giveBack(sum.amount, of: payments, for: .seatFilled, by: .system)
        }
    }
}

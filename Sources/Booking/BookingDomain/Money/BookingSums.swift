/// The sums of a booking that decide how much money goes back to its guest.
///
/// All are in minor units of the booking's currency.
package struct BookingSums: Equatable, Sendable {
    /// The price of the seats that the booking has.
    package let amount: Int64
    /// What was paid and kept; it never falls.
    package let paid: Int64
    /// All that earlier changes made due to the guest.
    package let due: Int64
    /// The part of `paid` that went back, is on its way or was lost in a dispute.
    package let returned: Int64
    /// The part of `paid` that becomes due when seats are taken again.
    package let contingent: Int64
    /// Refunds are whole multiples of it; 1 for cash.
    package let payableUnit: Int64

    package init(
        amount: Int64, paid: Int64, due: Int64, returned: Int64, contingent: Int64 = 0,
        payableUnit: Int64
    ) {
        self.amount = amount
        self.paid = paid
        self.due = due
        self.returned = returned
        self.contingent = contingent
        self.payableUnit = payableUnit
    }

    /// The part of the payment that can still go back.
    package var rest: Int64 { max(0, paid - returned - contingent) }

    /// What the guest has yet to pay for the seats.
    ///
    /// Refunds of seats that the booking no longer has do not lower what was paid for the others.
    package var outstanding: Int64 { max(0, amount - keptForSeats) }

    /// The part of the payment that neither went back for seats nor waits for that.
    private var keptForSeats: Int64 { paid - min(returned, due) - contingent }

    /// The price of `count` of the booking's `seats`; all of them have the whole price.
    package func price(of count: Int, outOf seats: Int) -> Int64 {
        amount - amount * Int64(seats - count) / Int64(seats)
    }

    /// The sums after a change that takes `price` off the amount and makes a part of it due.
    ///
    /// What was paid counts for the seats that remain first: while these are not paid in full, the
    /// others make nothing due.
    /// - Parameters:
    ///   - part: Rounded down to what a gateway pays.
    ///   - isChosen: Whether the facilitator chose the sum, so that it is due in any case.
    package func reduced(by price: Int64, due part: Int64, isChosen: Bool = false) -> Reduction {
        let share = isChosen ? part : min(part, max(0, keptForSeats - (amount - price)))
        let due = max(self.due, min(self.due + wholeUnits(share), paid - contingent))
        return reduced(to: amount - price, due: due, contingent: contingent)
    }

    /// The sums after a part of `contingent` has become due.
    package func releasing(_ part: Int64) -> Reduction {
        reduced(to: amount, due: min(due + part, paid), contingent: max(0, contingent - part))
    }

    private func reduced(to amount: Int64, due: Int64, contingent: Int64) -> Reduction {
        let left = max(0, paid - returned - contingent)
        let refund = wholeUnits(max(0, min(due - returned, left)))
        let after = BookingSums(
            amount: amount, paid: paid, due: due, returned: returned + refund,
            contingent: contingent, payableUnit: payableUnit)
        return Reduction(
            amount: amount, due: due, refund: refund, outstanding: after.outstanding)
    }

    private func wholeUnits(_ sum: Int64) -> Int64 { sum - sum % payableUnit }

    /// The effect of a change that lowers the price of a booking.
    package struct Reduction: Equatable, Sendable {
        /// The price of the seats that remain.
        package let amount: Int64
        /// All that is due to the guest, earlier changes included.
        package let due: Int64
        /// The sum that goes back now.
        package let refund: Int64
        /// What is left to pay after that.
        package let outstanding: Int64

        package init(amount: Int64, due: Int64, refund: Int64, outstanding: Int64) {
            self.amount = amount
            self.due = due
            self.refund = refund
            self.outstanding = outstanding
        }
    }
}

extension Booking {
    /// The booking's sums.
    ///
    /// - Parameter returned: The part of the payment that went back, is about to, or was lost.
    package func sums(returned: Int64) -> BookingSums {
        BookingSums(
            amount: amount, paid: payment.amountPaid, due: due, returned: returned,
            contingent: contingentRefund?.open ?? 0, payableUnit: payableUnit)
    }

    /// Refunds are whole multiples of it, in minor units.
    package var payableUnit: Int64 { isPaidOffline ? 1 : currency.payableUnit }

    /// What is left to pay for the seats, if no other money than that of `refund` went back.
    package var outstanding: Int64 {
        status.takesSeats ? sums(returned: refund.amount).outstanding : 0
    }

    /// Whether the facilitator takes the booking's money in person.
    package var isPaidOffline: Bool {
        payment.provider == PaymentProvider.offline.rawValue
    }
}

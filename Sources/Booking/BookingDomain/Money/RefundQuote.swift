import Timekeeping

/// The effect of cancelling a booking.
package struct CancellationQuote: Equatable, Sendable {
    package let bookingID: BookingID
    /// Seats that become free.
    package let seats: Int
    /// Minor units of `currency`.
    package let amountPaid: Int64
    /// The part of it that has gone back before, or is about to.
    package let amountReturned: Int64
    package let currency: Currency
    /// The refund at once, and the one if the seats are taken again.
    package let refund: RefundQuote
    /// The part that waits until the seats are taken again, in the same units.
    package var contingent: Int64 { refund.amountIfFilled - refund.amount }
    /// The booking's sums after the cancellation.
    package let reduction: BookingSums.Reduction
}

/// How much a facilitator gives back for cancelled seats.
package enum RefundChoice: Equatable, Sendable {
    /// What the booking's refund policy says.
    case policy
    case full
    case none
    /// Minor units of the booking's currency.
    case sum(Int64)
}

extension Booking {
    /// The effect of cancelling some seats at `now`, on behalf of the guest or the facilitator.
    ///
    /// The policy does not apply while the event is moved: the guest booked another time or place.
    /// - Parameters:
    ///   - count: The seats to cancel; nil for all.
    ///   - returned: The part of the payment that went back before, or is about to.
    /// - Throws: `bookingNotCancellable`; `eventStarted` for a guest; `seatsOutOfRange`;
    ///   `refundTooLarge` for a chosen sum above what was kept.
    package func quoteCancellation(
        of count: Int? = nil, by actor: BookingChange.Actor = .guest,
        refund choice: RefundChoice = .policy, returned: Int64 = 0, at now: Timestamp
    ) throws(Refusal) -> CancellationQuote {
        if actor == .guest { try checkCancellable(at: now) } else { try checkHasSeats() }
        let count = count ?? seats
        guard (1...seats).contains(count) else { throw .seatsOutOfRange(held: seats) }
        let sums = sums(returned: returned)
        let price = sums.price(of: count, outOf: seats)
        let share = try share(of: price, for: choice, sums, at: now)
        let reduction = sums.reduced(
            by: price, due: share.amount, isChosen: share.reason == .sum)
        let reductionIfFilled =
            share.amountIfFilled > share.amount
            ? sums.reduced(by: price, due: share.amountIfFilled) : reduction
        return CancellationQuote(
            bookingID: id, seats: count, amountPaid: payment.amountPaid,
            amountReturned: sums.returned, currency: currency,
            refund: RefundQuote(
                amount: reduction.refund,
                amountIfFilled: reduction.refund + reductionIfFilled.due - reduction.due,
                percent: share.percent, reason: share.reason),
            reduction: reduction)
    }

    /// The part of the price of cancelled seats that becomes due.
    private func share(
        of price: Int64, for choice: RefundChoice, _ sums: BookingSums, at now: Timestamp
    ) throws(Refusal) -> RefundQuote {
        if case .sum(let sum) = choice, sum > sums.rest {
            throw .refundTooLarge(left: sums.rest)
        }
        guard payment.amountPaid > 0 else {
            return RefundQuote(amount: 0, percent: 0, reason: .nothingPaid)
        }
        switch choice {
        case .policy where isEventMoved && status == .confirmed && event.startsAt > now:
            return RefundQuote(amount: price, percent: 100, reason: .eventMoved)
        case .policy:
            return refundPolicy.refund(of: price, cancelledAt: now, startsAt: event.startsAt)
        case .full: return RefundQuote(amount: price, percent: 100, reason: .full)
        case .none: return RefundQuote(amount: 0, percent: 0, reason: .none)
        case .sum(let sum):
            let percent = price > 0 ? min(100, sum * 100 / price) : 0
            return RefundQuote(amount: sum, percent: percent, reason: .sum)
        }
    }
}

/// The amount of a refund, with its reason.
package struct RefundQuote: Equatable, Sendable {
    /// The reason for the amount.
    package enum Reason: Equatable, Sendable {
        /// The cancellation came early enough for this tier of the policy.
        case noticeGiven(RefundPolicy.Tier)
        /// The cancellation came too late for every tier.
        case tooLate
        case noRefunds
        case nothingPaid
        /// The event's time or place has changed since the booking was made.
        case eventMoved
        /// The facilitator gives back the whole price of the seats.
        case full
        /// The facilitator gives nothing back.
        case none
        /// The facilitator chose the sum.
        case sum

        /// The word on the wire.
        package var code: String {
            switch self {
            case .noticeGiven: "notice_given"
            case .tooLate: "too_late"
            case .noRefunds: "no_refunds"
            case .nothingPaid: "nothing_paid"
            case .eventMoved: "event_moved"
            case .full: "full"
            case .none: "none"
            case .sum: "amount"
            }
        }
    }

    /// Minor units of the booking's currency, in whole payable units.
    package let amount: Int64
    /// All in all, if the seats are taken again; `amount` unless the policy says more.
    package let amountIfFilled: Int64
    /// The share of the payment at once, 0–100.
    package let percent: Int64
    package let reason: Reason

    package init(amount: Int64, amountIfFilled: Int64? = nil, percent: Int64, reason: Reason) {
        self.amount = amount
        self.amountIfFilled = amountIfFilled ?? amount
        self.percent = percent
        self.reason = reason
    }
}

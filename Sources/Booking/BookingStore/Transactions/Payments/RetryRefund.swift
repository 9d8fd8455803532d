import BookingDomain
import SQLite
import Timekeeping

/// A facilitator has a failed refund tried again: a new generation, under a new key.
///
/// Where part of the money has gone back by other ways meanwhile, it is tried for the rest.
package struct RetryRefund: Deed {
    /// The refund that failed.
    package let refund: RefundID
    /// Whose event it is of; another's refund is not found.
    package let facilitator: FacilitatorID

    /// The deed of `facilitator` trying `refund` again.
    package init(refund: RefundID, facilitator: FacilitatorID) {
        self.refund = refund
        self.facilitator = facilitator
    }

    /// Begins the refund's next generation, due at once, and answers with it.
    ///
    /// - Throws: `Refusal`: `notFound`, `refundNotFailed`, `nothingToRefund`.
    package func perform(
        on connection: Connection, at now: Timestamp
    ) throws -> FacilitatorRefund {
        guard let found = try Refunds.find(refund, of: facilitator, on: connection) else {
            throw Refusal.notFound(.refund)
        }
        guard found.refund.status == .failed else {
            throw Refusal.refundNotFailed(found.refund.status)
        }
        guard
            let payment = try Payments.find(
                remote: found.refund.paymentID, at: found.refund.provider, on: connection),
            payment.rest > 0
        else { throw Refusal.nothingToRefund }
        try Refunds.renew(
            found.refund, amount: min(found.refund.amount, payment.rest), at: now, on: connection)
        if payment.isKept {
            try BookingChanges.add(
                BookingChange(kind: .refundInitiated, actor: .facilitator, at: now),
                to: payment.bookingID, on: connection)
            try Refunds.summarise(bookings: "id = \(payment.bookingID)", on: connection)
        }
        return try Refunds.find(refund, of: facilitator, on: connection) ?? found
    }
}

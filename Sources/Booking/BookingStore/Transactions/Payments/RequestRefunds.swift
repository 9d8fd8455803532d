import BookingDomain
import SQLite
import Timekeeping

extension Transaction {
    /// Gives back a sum of the payments that a booking keeps.
    ///
    /// A worker calls the gateway after the commit. Money that was paid in person counts as handed
    /// back if the facilitator gives it back, else the facilitator owes it. What is due includes
    /// refunds that have failed, so these are retried as a part of the sum.
    /// - Parameters:
    ///   - isAnnounced: Whether the guest gets a message about money that is handed back; the message
    ///     about a cancellation has it too.
    ///   - comment: The facilitator's words for the guest.
    /// - Returns: The new refunds; several only of several payments in person.
    /// - Throws: `SQLiteError` (CHECK violation) if less is left of the payments.
    @discardableResult
    func giveBack(
        _ amount: Int64, of payments: [ReceivedPayment], for reason: Refund.Reason,
        by actor: BookingChange.Actor, isAnnounced: Bool = false, comment: String? = nil
    ) throws -> [RefundID] {
        var (left, payments) = (amount, payments)
        if reason != .facilitatorRefund, let booking = payments.first?.bookingID {
            left -= try retryFailedRefunds(of: payments, upTo: amount)
            payments = try self.payments.kept(of: booking)
        }
        var ids: [RefundID] = []
        for payment in payments where left > 0 && payment.rest > 0 {
            let part = min(left, payment.rest)
            left -= part
            ids.append(
                try requestRefund(
                    part, of: payment, for: reason,
                    isHandedBack: payment.provider == .offline && actor == .facilitator,
                    isAnnounced: isAnnounced, comment: comment))
        }
        return ids
    }

    /// - Returns: The sum of the refunds that are retried.
    private func retryFailedRefunds(
        of payments: [ReceivedPayment], upTo limit: Int64
    ) throws -> Int64 {
        var retried: Int64 = 0
        for payment in payments {
            var rest = payment.rest
            for refund in try refunds.failed(of: payment) {
                let part = min(refund.amount, rest, limit - retried)
                guard part > 0 else { continue }
                try retry(refund, of: payment, amount: part, by: .system)
                rest -= part
                retried += part
            }
        }
        return retried
    }

    /// Starts a failed refund again, with its amount or less.
    private func retry(
        _ refund: Refund, of payment: ReceivedPayment, amount: Int64,
        by actor: BookingChange.Actor
    ) throws {
        try refunds.renew(refund, amount: amount)
        guard payment.isKept, let booking = try bookings.find(payment.bookingID) else { return }
        let sum = Money(amount: amount, currency: payment.currency)
        try record(.refundInitiated(sum), of: booking, by: actor)
        try refunds.updateSummaries(ofBookings: "id = \(booking.id)")
    }

    /// Adds a refund of a payment.
    ///
    /// - Throws: `SQLiteError` (CHECK violation) if less is left of the payment.
    @discardableResult
    func requestRefund(
        _ amount: Int64, of payment: ReceivedPayment, for reason: Refund.Reason,
        isHandedBack: Bool = false, isAnnounced: Bool = false, comment: String? = nil
    ) throws -> RefundID {
        let id = try refunds.insert(
            amount, of: payment, for: reason, isHandedBack: isHandedBack, comment: comment)
        guard payment.isKept, let booking = try bookings.find(payment.bookingID) else { return id }
        let sum = Money(amount: amount, currency: payment.currency)
        if isHandedBack {
            try record(.handedBack(sum, isAnnounced: isAnnounced), of: booking, by: .facilitator)
        } else {
            try record(.refundInitiated(sum), of: booking, by: .system)
        }
        try updateRefundSummary(of: booking.id)
        return id
    }

    /// Claims the refunds that are due to be sent or queried, the longest due first.
    ///
    /// Each is stored as sent before the gateway is called. If the process ends then, the next one
    /// sends it under the same key.
    /// - Returns: The refunds as they were before.
    package func claimDueRefunds(limit: Int) throws -> [Refund] {
        let due = try refunds.due(limit: limit)
        for refund in due { try refunds.claim(refund) }
        return due
    }

    /// Whether the payment was received before the database was restored from a backup. The
    /// gateway may then know refunds of it that this database has lost.
    package func precedesRestoration(_ refund: Refund) throws -> Bool {
        guard let restoredAt = try metadata.restoredAt() else { return false }
        return try first(
            """
            SELECT received_at <= \(restoredAt) FROM payments
            WHERE provider = \(refund.provider) AND remote_id = \(refund.paymentID)
            """
        ) { $0.bool(0) } ?? false
    }

    /// Starts another generation of a refund that the gateway does not have and whose key may have
    /// expired. A refund that has changed since its claim stays as it is.
    package func renewRefund(_ refund: Refund) throws {
        guard let current = try refunds.find(refund.id), current.isUnanswered,
            current.generation == refund.generation
        else { return }
        try refunds.renew(current)
    }

    /// Stores the gateway's final refusal of a refund, which a person has to handle.
    ///
    /// A refund that the gateway has accepted or that was renewed meanwhile stays as it is.
    /// - Parameter reason: A text for the facilitator.
    /// - Returns: Whether the refund was still under way.
    package func failRefund(_ refund: Refund, reason: String) throws -> Bool {
        guard let current = try refunds.find(refund.id), current.isUnanswered,
            current.generation == refund.generation,
            let payment = try payments.find(remote: refund.paymentID, at: refund.provider)
        else { return false }
        try refunds.update(refund, status: .failed, remoteID: nil, failure: reason)
        try reportRefund(of: refund.amount, of: payment, status: .failed)
        return true
    }

    /// Retries a failed refund of a facilitator's event, under a new key.
    ///
    /// If part of the payment went back in another way since, only the rest is refunded.
    /// - Throws: `Refusal`: `notFound`, `refundNotFailed`, `nothingToRefund`.
    package func retryRefund(
        _ id: RefundID, of facilitator: FacilitatorID
    ) throws -> FacilitatorRefund {
        guard let found = try refunds.find(id, of: facilitator) else {
            throw Refusal.notFound(.refund)
        }
        let refund = found.refund
        guard refund.status == .failed else { throw Refusal.refundNotFailed(refund.status) }
        guard let payment = try payments.find(remote: refund.paymentID, at: refund.provider),
            payment.rest > 0
        else { throw Refusal.nothingToRefund }
        try retry(
            refund, of: payment, amount: min(refund.amount, payment.rest), by: .facilitator)
        return try refunds.find(id, of: facilitator) ?? found
    }
}

extension Refund {
    /// Whether the gateway has neither accepted nor refused the refund.
    fileprivate var isUnanswered: Bool { status == .initiated && remoteID == nil }
}

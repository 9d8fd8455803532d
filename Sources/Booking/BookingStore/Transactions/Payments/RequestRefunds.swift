import BookingDomain
import SQLite
import Timekeeping

extension Transaction {
    /// Adds a refund of a payment; a worker calls the gateway after the commit.
    ///
    /// - Throws: `SQLiteError` (CHECK violation) if less is left of the payment.
    func requestRefund(
        _ amount: Int64, of payment: ReceivedPayment, for reason: Refund.Reason
    ) throws {
        try refunds.insert(amount, of: payment, for: reason)
        guard payment.isKept, let booking = try bookings.find(payment.bookingID) else { return }
        try record(.refundInitiated, of: booking, by: .system)
        try refunds.updateSummaries(ofBookings: "id = \(payment.bookingID)")
    }

    /// Adds refunds of all payments of the matching bookings, because their event is cancelled.
    func requestAllRefunds(ofBookings bookings: SQL) throws {
        try refunds.insertAll(ofBookings: bookings)
        try refunds.updateSummaries(ofBookings: bookings)
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
        try refunds.renew(refund, amount: min(refund.amount, payment.rest))
        if payment.isKept, let booking = try bookings.find(payment.bookingID) {
            try record(.refundInitiated, of: booking, by: .facilitator)
            try refunds.updateSummaries(ofBookings: "id = \(booking.id)")
        }
        return try refunds.find(id, of: facilitator) ?? found
    }
}

extension Refund {
    /// Whether the gateway has neither accepted nor refused the refund.
    fileprivate var isUnanswered: Bool { status == .initiated && remoteID == nil }
}

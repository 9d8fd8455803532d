import BookingDomain
import SQLite
import Timekeeping

/// The effect of a payment's refunds at the gateway on the stored ones.
package enum RefundsOutcome: Equatable, Sendable {
    /// The event had been applied before.
    case duplicate
    case unknownPayment
    /// The number of refunds whose status changed, and how many of them failed.
    case applied(changed: Int, failed: Int)
}

extension Transaction {
    /// Applies the refunds of a payment, as the gateway has just reported them.
    ///
    /// A refund is found by the gateway's ID, else by the metadata sent with it. A refund that is
    /// not found was made at the gateway's dashboard, and is inserted as such.
    /// - Parameters:
    ///   - id: The gateway's ID of the payment; refunds of other payments are skipped.
    ///   - event: The reported event; nil if none caused the query.
    package func applyRefunds(
        _ reported: [GatewayRefund], ofPayment id: String, at provider: PaymentProvider,
        event: ReportedEvent? = nil
    ) throws -> RefundsOutcome {
        guard let payment = try payments.find(remote: id, at: provider) else {
            return .unknownPayment
        }
        if let event, try !webhookEvents.insert(event) { return .duplicate }
        var (changed, failed) = (0, 0)
        let ofPayment = reported.filter { $0.paymentID == id }
        // A failed refund leaves an amount that another one may have returned instead.
        for remote in ofPayment.filter({ $0.status == .failed })
            + ofPayment.filter({ $0.status != .failed })
        {
            guard try apply(remote, of: payment, at: provider) else { continue }
            changed += 1
            if remote.status == .failed { failed += 1 }
        }
        return .applied(changed: changed, failed: failed)
    }

    /// - Returns: Whether a refund changed.
    private func apply(
        _ remote: GatewayRefund, of payment: ReceivedPayment, at provider: PaymentProvider
    ) throws -> Bool {
        if let known = try refunds.find(remote: remote.id, at: provider) {
            return try move(known, to: remote, of: payment)
        }
        if let reference = remote.reference,
            reference.installation == (try metadata.installation()),
            let stored = try refunds.find(reference.refundID),
            stored.paymentID == remote.paymentID,
            stored.remoteID == nil, stored.amount == remote.amount,
            // The failure of an earlier generation does not concern this one.
            stored.generation == reference.generation || remote.status != .failed
        {
            return try move(stored, to: remote, of: payment)
        }
        return try insertExternal(remote, at: provider)
    }

    /// Sets a stored refund to the status that the gateway reports, even if it had failed here.
    ///
    /// - Returns: Whether the status changed.
    private func move(
        _ refund: Refund, to remote: GatewayRefund, of payment: ReceivedPayment
    ) throws -> Bool {
        // An answer may arrive late: a refund that has ended at the gateway does not restart.
        let isLate = remote.status == .initiated && refund.remoteID != nil
        let moves = refund.status != remote.status && !isLate
        guard moves || refund.remoteID == nil else { return false }
        try refunds.update(
            refund, status: moves ? remote.status : refund.status, remoteID: remote.id,
            failure: remote.status == .failed ? remote.failure ?? "refused by the bank" : nil)
        try reportRefund(
            of: refund.amount, of: payment, status: moves ? remote.status : nil)
        return moves
    }

    /// Inserts a refund that was made at the gateway's dashboard.
    ///
    /// If it leaves too little of the payment, unanswered refunds fail; otherwise the guest would be
    /// refunded twice. It replaces a failed refund of the same amount. A refund that this
    /// installation made, before a restored backup lost it, replaces an unanswered one.
    /// - Returns: Whether a refund changed; a failed one is skipped.
    private func insertExternal(
        _ remote: GatewayRefund, at provider: PaymentProvider
    ) throws -> Bool {
        // Read again: an earlier refund of the same report may have changed it.
        guard remote.status != .failed,
            let payment = try payments.find(remote: remote.paymentID, at: provider)
        else { return false }
        let unanswered = try refunds.unanswered(of: payment)
        if remote.reference?.installation == (try metadata.installation()),
            let same = unanswered.first(where: { $0.amount == remote.amount })
        {
            return try move(same, to: remote, of: payment)
        }
        if remote.amount > payment.rest {
            for refund in unanswered {
                try refunds.update(
                    refund, status: .failed, remoteID: nil,
                    failure: "refunded at the gateway instead")
            }
        }
        let failed = try refunds.failed(of: payment)
        if let same = failed.first(where: { $0.amount == remote.amount }) {
            try refunds.renew(same)
            guard let renewed = try refunds.find(same.id) else { return false }
            return try move(renewed, to: remote, of: payment)
        }
        try refunds.insertExternal(remote, of: payment)
        try reportRefund(of: remote.amount, of: payment, status: remote.status)
        return true
    }

    /// Records a refund's new status, and updates its booking's refund columns.
    ///
    /// The refund of a payment that is not kept changes no columns, but the guest is notified.
    func reportRefund(
        of amount: Int64, of payment: ReceivedPayment, status: RefundStatus?
    ) throws {
        if let status, let booking = try bookings.find(payment.bookingID) {
            let sum = Money(amount: amount, currency: payment.currency)
            try record(status.step(sum), of: booking, by: .gateway)
        }
        if payment.isKept { try updateRefundSummary(of: payment.bookingID) }
    }

    /// Updates a booking's refund columns, and notifies CRMAPI if its status changes.
    func updateRefundSummary(of id: BookingID) throws {
        guard let before = try bookings.find(id) else { return }
        try refunds.updateSummaries(ofBookings: "id = \(before.id)")
        guard let after = try bookings.find(before.id), after.status != before.status else {
            return
        }
        try record(
            .refundStatusChanged(isRefunded: after.status == .refunded), of: after, by: .gateway)
    }
}

extension RefundStatus {
    fileprivate func step(_ sum: Money) -> BookingStep {
        switch self {
        case .initiated: .refundInitiated(sum)
        case .processed: .refundProcessed(sum)
        case .failed: .refundFailed(sum)
        }
    }
}

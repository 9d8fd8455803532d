import BookingDomain
import SQLite
import Timekeeping

/// A refund that was made at the gateway's own dashboard is entered among ours.
///
/// Where we owe the same money and have had no answer yet, or the same refund of ours has failed,
/// it stands for what we owe: the guest has it, and would have it twice otherwise.
struct EnterExternalRefund: Deed {
    let remote: GatewayRefund
    let provider: PaymentProvider

    /// Enters the refund, or takes it for one that we owe; one that failed is passed over.
    ///
    /// - Returns: Whether anything is new.
    func perform(on connection: Connection, at now: Timestamp) throws -> Bool {
        guard remote.status != .failed,
            let payment = try Payments.find(
                remote: remote.paymentID, at: provider, on: connection)
        else { return false }
        if remote.amount > payment.rest {
            for refund in try Refunds.unanswered(of: payment, on: connection) {
                try Refunds.update(
                    refund, status: .failed, remoteID: nil,
                    failure: "refunded at the gateway meanwhile", at: now, on: connection)
            }
        }
        let failed = try Refunds.failed(of: payment, on: connection)
        if let same = failed.first(where: { $0.amount == remote.amount }) {
            try Refunds.renew(same, at: now, on: connection)
            guard let renewed = try Refunds.find(same.id, on: connection) else { return false }
            return try MoveRefund(refund: renewed, remote: remote, payment: payment)
                .perform(on: connection, at: now)
        }
        try Refunds.insertExternal(remote, of: payment, at: now, on: connection)
        try ReportRefund(of: payment, status: remote.status).perform(on: connection, at: now)
        return true
    }
}

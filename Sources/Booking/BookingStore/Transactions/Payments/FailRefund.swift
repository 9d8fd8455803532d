import BookingDomain
import SQLite
import Timekeeping

/// The gateway refused a refund for good; somebody has to look after it.
///
/// One that the gateway has taken is beyond refusing: only its own word moves that.
package struct FailRefund: Deed {
    /// The refund as it was sent; one renewed since is left alone.
    package let refund: Refund
    /// In words for the facilitator.
    package let reason: String

    /// The deed of noting that the gateway refused `refund`.
    package init(refund: Refund, reason: String) {
        self.refund = refund
        self.reason = reason
    }

    /// Notes that the refund failed, unless it has been renewed or taken meanwhile.
    ///
    /// - Returns: Whether it was still under way.
    package func perform(on connection: Connection, at now: Timestamp) throws -> Bool {
        guard let current = try Refunds.find(refund.id, on: connection),
            current.status == .initiated, current.generation == refund.generation,
            current.remoteID == nil,
            let payment = try Payments.find(
                remote: refund.paymentID, at: refund.provider, on: connection)
        else { return false }
        try Refunds.update(
            refund, status: .failed, remoteID: nil, failure: reason, at: now, on: connection)
        try ReportRefund(of: payment, status: .failed).perform(on: connection, at: now)
        return true
    }
}

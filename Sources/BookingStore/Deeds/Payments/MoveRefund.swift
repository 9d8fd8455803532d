import BookingDomain
import SQLite
import ServiceContract
import Timekeeping

/// A refund of ours takes the state that its gateway says, and everybody is told who has to be.
struct MoveRefund: Deed {
    let refund: Refund
    let remote: GatewayRefund
    let payment: Payments.Received

    /// - Returns: Whether its state is another now.
    func perform(on connection: Connection, at now: Timestamp) throws -> Bool {
        let moves = refund.status.canBecome(remote.status) && remote.status != .initiated
        guard moves || refund.remoteID == nil else { return false }
        try Refunds.update(
            refund, status: moves ? remote.status : refund.status, remoteID: remote.id,
            failure: remote.status == .failed ? remote.failure ?? "refused by the bank" : nil,
            at: now, on: connection)
        if payment.isKept {
            try ReportRefund(booking: refund.bookingID, status: moves ? remote.status : nil)
                .perform(on: connection, at: now)
        }
        return moves
    }
}

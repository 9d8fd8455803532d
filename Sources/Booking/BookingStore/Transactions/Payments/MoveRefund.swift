import BookingDomain
import SQLite
import Timekeeping

/// A refund of ours takes the state that its gateway says, and everybody is told who has to be.
///
/// That goes for one that we had given up too: what the gateway says of the money is so.
struct MoveRefund: Deed {
    let refund: Refund
    let remote: GatewayRefund
    let payment: Payments.Received

    /// Moves our refund to where the gateway has it, if it may go there.
    ///
    /// - Returns: Whether its state is another now.
    func perform(on connection: Connection, at now: Timestamp) throws -> Bool {
        // An answer may come late: what is over at the gateway does not begin there again.
        let isLate = remote.status == .initiated && refund.remoteID != nil
        let moves = refund.status != remote.status && !isLate
        guard moves || refund.remoteID == nil else { return false }
        try Refunds.update(
            refund, status: moves ? remote.status : refund.status, remoteID: remote.id,
            failure: remote.status == .failed ? remote.failure ?? "refused by the bank" : nil,
            at: now, on: connection)
        try ReportRefund(of: payment, status: moves ? remote.status : nil)
            .perform(on: connection, at: now)
        return moves
    }
}

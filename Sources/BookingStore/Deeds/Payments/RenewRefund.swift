import BookingDomain
import SQLite
import Timekeeping

/// A refund whose key the gateway may have forgotten, and which it does not know, is sent under a
/// new one.
package struct RenewRefund: Deed {
    package let refund: Refund

    /// The deed of giving `refund` a new key.
    package init(refund: Refund) {
        self.refund = refund
    }

    package func perform(on connection: Connection, at now: Timestamp) throws {
        guard let current = try Refunds.find(refund.id, on: connection),
            current.status == .initiated, current.remoteID == nil,
            current.generation == refund.generation
        else { return }
        try Refunds.renew(current, at: now, on: connection)
    }
}

import BookingDomain
import SQLite
import Timekeeping

/// A refund whose key the gateway may have forgotten, and which it does not know, is sent under a
/// new one.
package struct RenewRefund: Deed {
    /// The refund as it was taken; one that has moved since is left alone.
    package let refund: Refund

    /// The deed of giving `refund` a new key.
    package init(refund: Refund) {
        self.refund = refund
    }

    /// Begins another generation, due at once.
    package func perform(on connection: Connection, at now: Timestamp) throws {
        guard let current = try Refunds.find(refund.id, on: connection),
            current.status == .initiated, current.remoteID == nil,
            current.generation == refund.generation
        else { return }
        try Refunds.renew(current, at: now, on: connection)
    }
}

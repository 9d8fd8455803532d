import BookingDomain
import SQLite
import Timekeeping

/// Takes the refunds whose time has come, to be sent or asked about.
///
/// Each is noted as sent before the gateway is called, so whatever ends the process then, the next
/// one sends it under the same key, and knows since when.
package struct ClaimRefunds: Deed {
    /// How many at most.
    package let limit: Int

    /// The deed of taking at most `limit` refunds.
    package init(limit: Int) {
        self.limit = limit
    }

    /// Takes the refunds, the longest due first, each as it was before it was taken.
    package func perform(on connection: Connection, at now: Timestamp) throws -> [Refund] {
        let due = try Refunds.due(limit: limit, at: now, on: connection)
        for refund in due { try Refunds.claim(refund, at: now, on: connection) }
        return due
    }
}

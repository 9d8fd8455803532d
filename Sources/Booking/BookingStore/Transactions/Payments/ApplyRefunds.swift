import BookingDomain
import SQLite
import Timekeeping

/// What a gateway says of a payment's refunds now becomes what ours say.
///
/// A refund is found by the gateway's id, else by the metadata that we sent with it; one that
/// neither finds was made at the gateway's dashboard, and is entered as such.
package struct ApplyRefunds: Deed {
    /// What came of it.
    package enum Outcome: Equatable, Sendable {
        /// The event had been applied before.
        case duplicate
        /// There is no such payment here.
        case unknownPayment
        /// So many refunds moved, so many of them to failed.
        case applied(moved: Int, failed: Int)
    }

    /// The gateway that answered.
    package let provider: PaymentProvider
    /// The gateway's id of the payment.
    package let paymentID: String
    /// The gateway's answer, as it was just read; refunds of another payment are passed over.
    package let refunds: [GatewayRefund]
    /// The event that led here; nil where the gateway was asked without one.
    package let event: ReportedEvent?

    /// The deed of applying what the gateway said of these refunds of a payment.
    package init(
        provider: PaymentProvider, paymentID: String, refunds: [GatewayRefund],
        event: ReportedEvent? = nil
    ) {
        self.provider = provider
        self.paymentID = paymentID
        self.refunds = refunds
        self.event = event
    }

    /// Moves our refunds to where the gateway has them, those that failed first.
    package func perform(on connection: Connection, at now: Timestamp) throws -> Outcome {
        guard
            let payment = try Payments.find(remote: paymentID, at: provider, on: connection)
        else { return .unknownPayment }
        if let event, try !WebhookEvents.add(event, at: now, on: connection) { return .duplicate }
        var (moved, failed) = (0, 0)
        let ofPayment = refunds.filter { $0.paymentID == paymentID }
        // What has failed leaves room for what was tried instead.
        let inOrder =
            ofPayment.filter { $0.status == .failed } + ofPayment.filter { $0.status != .failed }
        for remote in inOrder {
            let hasMoved = try apply(remote, of: payment, on: connection, at: now)
            if hasMoved { moved += 1 }
            if hasMoved, remote.status == .failed { failed += 1 }
        }
        return .applied(moved: moved, failed: failed)
    }

    private func apply(
        _ remote: GatewayRefund, of payment: Payments.Received, on connection: Connection,
        at now: Timestamp
    ) throws -> Bool {
        if let known = try Refunds.find(remote: remote.id, at: provider, on: connection) {
            return try MoveRefund(refund: known, remote: remote, payment: payment)
                .perform(on: connection, at: now)
        }
        if let reference = remote.reference,
            reference.installation == (try Metadata.installation(on: connection)),
            let ours = try Refunds.find(reference.refundID, on: connection),
            ours.paymentID == paymentID
        {
            // An earlier generation was given up; that it failed says nothing of this one.
            if ours.remoteID == nil, ours.amount == remote.amount,
                ours.generation == reference.generation || remote.status != .failed
            {
                return try MoveRefund(refund: ours, remote: remote, payment: payment)
                    .perform(on: connection, at: now)
            }
        }
        return try EnterExternalRefund(remote: remote, provider: provider)
            .perform(on: connection, at: now)
    }
}

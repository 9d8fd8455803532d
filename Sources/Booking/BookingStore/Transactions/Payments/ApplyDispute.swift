import BookingDomain
import SQLite

extension Transaction {
    /// Applies a dispute, as the gateway has just reported it.
    ///
    /// While it is open, refunds of its booking wait. A lost one has returned the money, so unsent
    /// refunds of its payment fail.
    /// - Returns: Whether the dispute's status is new; false for a payment of another program.
    package func applyDispute(
        _ dispute: GatewayDispute, at provider: PaymentProvider, event: ReportedEvent
    ) throws -> Bool {
        guard try webhookEvents.insert(event),
            let payment = try payments.find(remote: dispute.paymentID, at: provider)
        else { return false }
        let changed = try execute(
            """
            INSERT INTO disputes (provider, remote_id, payment_id, amount, status, opened_at,
                updated_at)
            VALUES (\(provider), \(dispute.id), \(payment.id), \(dispute.amount),
                \(dispute.status), \(now), \(now))
            ON CONFLICT (provider, remote_id) DO UPDATE
            SET status = excluded.status, amount = excluded.amount, updated_at = excluded.updated_at
            WHERE status <> excluded.status
            """)
        guard changed == 1 else { return false }
        if dispute.status == .lost {
            for refund in try refunds.unanswered(of: payment) {
                try refunds.update(
                    refund, status: .failed, remoteID: nil,
                    failure: "returned to the guest by a dispute")
            }
            if payment.isKept { try updateRefundSummary(of: payment.bookingID) }
        }
        if payment.isKept { try updateDispute(of: payment) }
        if let booking = try bookings.find(payment.bookingID) {
            try record(.dispute(dispute.status), of: booking, by: .gateway)
        }
        // Refunds may have waited for the decision.
        didChange(.refunds)
        return true
    }

    /// Shows a payment's disputes on its booking: an open one, else a lost one, else a won one.
    private func updateDispute(of payment: ReceivedPayment) throws {
        try execute(
            """
            UPDATE bookings SET dispute = (
                SELECT d.status FROM disputes d WHERE d.payment_id = \(payment.id)
                ORDER BY d.status = 'open' DESC, d.status = 'lost' DESC LIMIT 1)
            WHERE id = \(payment.bookingID)
            """)
    }

    /// The number of disputes that are not decided.
    package func openDisputes() throws -> Int {
        try first("SELECT count(*) FROM disputes WHERE status = 'open'") { $0.int(0) } ?? 0
    }
}

import BookingDomain
import BookingStore
import PaymentGateways

/// Takes what gateways report, delivered or asked for, and has it take effect once.
struct WebhookProcessor: Sendable {
    let processor: PaymentProcessor

    /// Applies what the gateway now says of the event's subject; an event that was applied before
    /// changes nothing.
    ///
    /// - Throws: `GatewayError`, `UnknownObject`, `SQLiteError`; the event has to come again.
    func process(_ event: GatewayEvent, from provider: PaymentProvider) async throws {
        let isKnown = try processor.store.read { tx in
            try tx.webhookEvents.isKnown(event.id, of: provider)
        }
        if isKnown { return }
        let report = ReportedEvent(provider: provider, id: event.id, type: event.type)
        switch event.subject {
        case .other: break
        case .checkout(let id, let reference):
            if let attempt = try attempt(id, reference, provider) {
                try await processor.refresh(attempt, event: report)
            }
        case .refunds(let paymentID, let reference):
            let outcome = try await processor.refreshRefunds(
                of: paymentID, at: provider, event: report)
            if outcome == .unknownPayment, try isOurs(reference?.installation) {
                throw UnknownObject(id: paymentID)
            }
        }
    }

    /// The try that a checkout belongs to; nil for one of another program on the same account.
    ///
    /// - Throws: `UnknownObject` for one of ours that is not here yet, to be sent again.
    private func attempt(
        _ id: String?, _ reference: CheckoutReference?, _ provider: PaymentProvider
    ) throws -> PaymentAttempt? {
        let found = try processor.store.read { tx in
            if let id,
                let known = try tx.paymentAttempts.find(
                    checkout: id, at: provider)
            {
                return known as PaymentAttempt?
            }
            guard let reference,
                try reference.installation == tx.metadata.installation()
            else { return nil }
            return try tx.paymentAttempts.find(reference, at: provider)
        }
        if found == nil, let reference, try isOurs(reference.installation) {
            throw UnknownObject(id: id ?? "booking \(reference.bookingID)")
        }
        return found
    }

    private func isOurs(_ installation: String?) throws -> Bool {
        guard let installation else { return false }
        return try processor.store.read { tx in
            try tx.metadata.installation()
        } == installation
    }

    /// A gateway reports on something of ours that we do not know.
    struct UnknownObject: Error {
        let id: String
    }
}

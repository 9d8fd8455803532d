import BookingDomain
import BookingStore
import PaymentGateways

/// Processes each event of a gateway once, whether delivered or fetched.
struct WebhookProcessor: Sendable {
    let processor: PaymentProcessor

    /// Queries the gateway about the event's subject and applies the response; ignores duplicates.
    ///
    /// - Throws: `GatewayError`, `UnknownObject`, `SQLiteError`; the gateway must send it again.
    func process(_ event: GatewayEvent, from provider: PaymentProvider) async throws {
        let isKnown = try processor.store.read {
            try $0.webhookEvents.isKnown(event.id, of: provider)
        }
        if isKnown { return }
        let report = ReportedEvent(provider: provider, id: event.id, type: event.type)
        switch event.subject {
        case .other: break
        case .checkout(let id, let reference):
            if let attempt = try attempt(id, reference, provider) {
                try await processor.refresh(attempt, checkoutID: id, event: report)
            }
        case .dispute(let id):
            try await processor.refreshDispute(id, at: provider, event: report)
        case .refunds(let paymentID, let reference):
            let outcome = try await processor.refreshRefunds(
                of: paymentID, at: provider, event: report)
            let installation = try processor.store.read { try $0.metadata.installation() }
            if outcome == .unknownPayment, reference?.installation == installation {
                throw UnknownObject(id: paymentID)
            }
        }
    }

    /// The attempt of a checkout; nil if another program on the same account made the checkout.
    ///
    /// - Throws: `UnknownObject` if this installation made it but has not stored it yet.
    private func attempt(
        _ id: String?, _ reference: CheckoutReference?, _ provider: PaymentProvider
    ) throws -> PaymentAttempt? {
        try processor.store.read { tx in
            if let id, let known = try tx.paymentAttempts.find(checkout: id, at: provider) {
                return known
            }
            guard let reference, try reference.installation == tx.metadata.installation()
            else { return nil }
            guard let known = try tx.paymentAttempts.find(reference, at: provider) else {
                throw UnknownObject(id: id ?? "booking \(reference.bookingID)")
            }
            return known
        }
    }

    /// The event's subject belongs to this installation but is not stored.
    struct UnknownObject: Error {
        let id: String
    }
}

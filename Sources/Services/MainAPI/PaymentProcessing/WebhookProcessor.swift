import BookingDomain
import BookingStore
import PaymentGateways

/// Takes what gateways report, delivered or asked for, and has it take effect once.
struct WebhookProcessor: Sendable {
    let cashier: PaymentProcessor

    /// Applies what the gateway now says of the event's subject; an event that was applied before
    /// changes nothing.
    ///
    /// - Throws: `GatewayError`, `UnknownObject`, `SQLiteError`; the event has to come again.
    func take(_ event: GatewayEvent, from provider: PaymentProvider) async throws {
        let isKnown = try cashier.store.read { connection, _ in
            try WebhookEvents.isKnown(event.id, of: provider, on: connection)
        }
        if isKnown { return }
        let report = ReportedEvent(provider: provider, id: event.id, type: event.type)
        switch event.subject {
        case .other: break
        case .checkout(let id, let reference):
            if let attempt = try attempt(id, reference, provider) {
                try await cashier.settle(attempt, event: report)
            }
        case .refunds(let paymentID, let reference):
            let outcome = try await cashier.settleRefunds(
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
        let found = try cashier.store.read { connection, _ in
            if let id,
                let known = try PaymentAttempts.find(
                    checkout: id, at: provider, on: connection)
            {
                return known as PaymentAttempt?
            }
            guard let reference,
                try reference.installation == Metadata.installation(on: connection)
            else { return nil }
            return try PaymentAttempts.find(reference, at: provider, on: connection)
        }
        if found == nil, let reference, try isOurs(reference.installation) {
            throw UnknownObject(id: id ?? "booking \(reference.bookingID)")
        }
        return found
    }

    private func isOurs(_ installation: String?) throws -> Bool {
        guard let installation else { return false }
        return try cashier.store.read { connection, _ in
            try Metadata.installation(on: connection)
        } == installation
    }

    /// A gateway reports on something of ours that we do not know.
    struct UnknownObject: Error {
        let id: String
    }
}

import BookingDomain
import Configuration
import Timekeeping

/// The sandbox as a gateway: Stripe's words, no account, no money.
package struct SandboxGateway: PaymentGateway {
    package let provider = PaymentProvider.sandbox
    /// What the sandbox keeps, which its pages write into as well.
    package let store: SandboxStore
    /// Signs the webhooks, and verifies them on the other side.
    package let signature: StripeSignature
    private let publicAddress: @Sendable () -> String
    private let returnAddress: @Sendable () -> String

    /// The gateway over an open store; both addresses are read on each use.
    ///
    /// - Parameters:
    ///   - store: What the sandbox keeps.
    ///   - webhookSecret: Signs its webhooks.
    ///   - publicAddress: Where its pages are.
    ///   - returnAddress: Where guests come back to after paying.
    package init(
        store: SandboxStore, webhookSecret: Secret,
        publicAddress: @escaping @Sendable () -> String,
        returnAddress: @escaping @Sendable () -> String
    ) {
        self.store = store
        signature = StripeSignature(secrets: [webhookSecret])
        self.publicAddress = publicAddress
        self.returnAddress = returnAddress
    }

    package func request(for order: CheckoutOrder) throws(UnpayableOrder) -> [UInt8] {
        StripeRequests.checkout(order, amount: order.amount, returnURL: returnAddress()).encoded
    }

    package func openCheckout(
        _ request: [UInt8], key: String
    ) async throws(GatewayError) -> GatewayCheckout {
        try await asGateway { try described(try await store.open(request, key: key)) }
    }

    package func checkout(_ id: String) async throws(GatewayError) -> GatewayCheckout {
        try await asGateway {
            try await store.applyDueChanges()
            guard let checkout = try store.checkout(id) else { throw Self.missing }
            return try described(checkout)
        }
    }

    package func closeCheckout(_ id: String) async throws(GatewayError) -> GatewayCheckout {
        try await asGateway {
            try await store.close(id)
            guard let checkout = try store.checkout(id) else { throw Self.missing }
            return try described(checkout)
        }
    }

    package func refund(_ order: RefundOrder) async throws(GatewayError) -> GatewayRefund {
        try await asGateway { try await store.refund(order).asRead }
    }

    package func refunds(of paymentID: String) async throws(GatewayError) -> [GatewayRefund] {
        try await asGateway {
            try await store.applyDueChanges()
            return try store.refunds(of: paymentID).map(\.asRead)
        }
    }

    package func event(
        _ delivery: WebhookDelivery, at now: Timestamp
    ) throws(WebhookRefusal) -> GatewayEvent {
        try signature.verify(delivery.signature, of: delivery.body, at: now)
        guard let event = GatewayEvent(stripe: delivery.body, isLive: false) else {
            throw .unreadable
        }
        return event
    }

    private static let missing = GatewayError.refused(
        code: "resource_missing", detail: "no such checkout")

    private func described(_ checkout: SandboxCheckout) throws -> GatewayCheckout {
        let payments = try store.payments(of: checkout.id)
        let state: GatewayCheckout.State =
            payments.isEmpty ? (checkout.state == .expired ? .closed : .open) : .paid
        return GatewayCheckout(
            id: checkout.id, state: state, url: "\(publicAddress())/sandbox/pay/\(checkout.id)",
            reference: checkout.reference, payments: payments)
    }

    /// An error of the store reaches the caller as an unanswered call.
    private func asGateway<Value>(
        _ body: () async throws -> Value
    ) async throws(GatewayError) -> Value {
        do {
            return try await body()
        } catch let fault as GatewayError {
            throw fault
        } catch {
            throw .unknownOutcome("\(error)")
        }
    }
}

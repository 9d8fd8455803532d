import BookingDomain
import Configuration
import Timekeeping

/// A gateway with Stripe's interface for tests and demos, without an account or money.
package struct SandboxGateway: PaymentGateway {
    package let provider = PaymentProvider.sandbox
    /// The sandbox's data, which its pages change too.
    package let store: SandboxStore
    /// Signs webhooks and verifies them.
    package let signature: StripeSignature
    private let publicAddress: @Sendable () -> String
    private let returnAddress: @Sendable () -> String

    /// - Parameters:
    ///   - publicAddress: The base URL of its pages, called for each use.
    ///   - returnAddress: The base URL of the pages after a payment, called for each use.
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

    /// The limits are Stripe's.
    package func checkPayable(_ amount: Int64, _ currency: Currency) throws(UnpayableOrder) {
        _ = try StripeAmounts.charge(amount, currency)
    }

    package func request(for order: CheckoutOrder) throws(UnpayableOrder) -> [UInt8] {
        try checkPayable(order.amount, order.currency)
        return StripeRequests.checkout(order, amount: order.amount, returnURL: returnAddress())
            .encoded
    }

    package func openCheckout(
        _ request: [UInt8], key: String
    ) async throws(GatewayError) -> GatewayCheckout {
        try await asGateway { try described(try await store.open(request, key: key)) }
    }

    package func findCheckout(
        _ reference: CheckoutReference, since _: Timestamp
    ) async throws(GatewayError) -> GatewayCheckout? {
        try await asGateway {
            try store.checkout(key: reference.idempotencyKey).map(described)
        }
    }

    package func checkout(_ id: String) async throws(GatewayError) -> GatewayCheckout {
        try await asGateway {
            try await store.applyDueChanges()
            guard let checkout = try store.checkout(id) else {
                throw GatewayError.refused(code: "resource_missing", detail: "no such checkout")
            }
            return try described(checkout)
        }
    }

    package func closeCheckout(_ id: String) async throws(GatewayError) -> GatewayCheckout {
        try await asGateway { try await store.close(id) }
        return try await checkout(id)
    }

    package func refund(_ order: RefundOrder) async throws(GatewayError) -> GatewayRefund {
        try await asGateway { try await store.refund(order).gatewayRefund }
    }

    package func refunds(of paymentID: String) async throws(GatewayError) -> [GatewayRefund] {
        try await asGateway {
            try await store.applyDueChanges()
            return try store.refunds(of: paymentID).map(\.gatewayRefund)
        }
    }

    package func event(
        _ delivery: WebhookDelivery, at now: Timestamp
    ) throws(WebhookRefusal) -> GatewayEvent {
        try signature.event(delivery, isLive: false, at: now)
    }

    private func described(_ checkout: SandboxCheckout) throws -> GatewayCheckout {
        let payments = try store.payments(of: checkout.id)
        let state: GatewayCheckout.State =
            payments.isEmpty ? (checkout.state == .expired ? .closed : .open) : .paid
        return GatewayCheckout(
            id: checkout.id, state: state, url: "\(publicAddress())/sandbox/pay/\(checkout.id)",
            reference: checkout.order.reference, payments: payments)
    }

    /// Converts an error of the store to a call without an answer.
    private func asGateway<Value>(
        _ body: () async throws -> Value
    ) async throws(GatewayError) -> Value {
        do {
            return try await body()
        } catch let error as GatewayError {
            throw error
        } catch {
            throw .unknownOutcome("\(error)")
        }
    }
}

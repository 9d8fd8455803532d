import BookingDomain
import BookingStore
import Observability
import PaymentGateways
import SQLite
import Timekeeping

/// Asks gateways and applies their answers: what webhook, return page and poller have in common.
///
/// No call is made inside a transaction; what is sent is on disk before.
struct PaymentProcessor: Sendable {
    let store: Store
    let gateways: Gateways
    let log: Log
    let metrics: PaymentMetrics

    /// Opens the try's checkout for a guest who waits for it.
    ///
    /// - Throws: `GatewayError`.
    func open(_ attempt: PaymentAttempt) async throws -> PaymentAttempt {
        do { return try await opened(attempt) } catch let fault as GatewayError {
            count(fault)
            throw fault
        }
    }

    /// Opens the try's checkout, or finds the one that was opened when the answer got lost.
    private func opened(_ attempt: PaymentAttempt) async throws -> PaymentAttempt {
        let gateway = try gateway(attempt.provider)
        do {
            guard !attempt.keyMayHaveExpired(at: store.clock.now()) else {
                throw GatewayError.refused(code: "key_too_old", detail: "a new try is needed")
            }
            let checkout = try await gateway.openCheckout(
                attempt.request, key: attempt.idempotencyKey)
            try await apply(checkout, to: attempt)
        } catch let fault as GatewayError {
            log.warning("checkout_failed", ["attempt": attempt.id, "reason": fault])
            if case .refused = fault {
                try await store.write { try $0.refuseCheckout(of: attempt) }
            }
            throw fault
        }
        return try store.read { tx in
            try tx.paymentAttempts.find(attempt.id)
        } ?? attempt
    }

    /// Asks the gateway how the try stands and applies what it says; closes it when it is time.
    ///
    /// - Parameter event: The event that led here, to be noted with its effect.
    /// - Throws: `GatewayError`, `ForeignCheckout`, `SQLiteError`.
    @discardableResult
    func refresh(
        _ attempt: PaymentAttempt, event: ReportedEvent? = nil
    ) async throws -> CheckoutOutcome {
        let gateway = try gateway(attempt.provider)
        let isToOpen = attempt.checkoutID == nil && attempt.canResume
        let attempt = isToOpen ? try await opened(attempt) : attempt
        guard let id = attempt.checkoutID else { return .unchanged }
        let isClosing = attempt.canResume && attempt.closesAt <= store.clock.now()
        let checkout =
            isClosing ? try await gateway.closeCheckout(id) : try await gateway.checkout(id)
        return try await apply(checkout, to: attempt, isClosing: isClosing, event: event)
    }

    @discardableResult
    private func apply(
        _ checkout: GatewayCheckout, to attempt: PaymentAttempt, isClosing: Bool = false,
        event: ReportedEvent? = nil
    ) async throws -> CheckoutOutcome {
        let refunds = try await earlierRefunds(of: checkout, at: attempt.provider)
        let outcome = try await store.write { tx in
            try tx.applyCheckout(
                checkout, to: attempt.id, refunds: refunds, isClosing: isClosing, event: event)
        }
        switch outcome {
        case .duplicate, .unchanged: break
        case .confirmed, .expired:
            log.info("payment_settled", ["booking": attempt.bookingID, "outcome": "\(outcome)"])
        case .paidTooLate, .paidTwice, .wrongAmount:
            if outcome == .wrongAmount { metrics.amountMismatches.increment() }
            log.warning(
                "payment_rejected", ["booking": attempt.bookingID, "outcome": "\(outcome)"])
        }
        return outcome
    }

    /// What the gateway has given back of the checkout's payments that are not known here yet: it
    /// may have said so when nobody knew what of.
    private func earlierRefunds(
        of checkout: GatewayCheckout, at provider: PaymentProvider
    ) async throws -> [GatewayRefund] {
        let new = try store.read { tx in
            try checkout.payments.filter { payment in
                try tx.payments.find(remote: payment.id, at: provider) == nil
            }
        }
        var refunds: [GatewayRefund] = []
        for payment in new { refunds += try await gateway(provider).refunds(of: payment.id) }
        return refunds
    }

    /// Asks the gateway for a payment's refunds and applies what it says.
    @discardableResult
    func refreshRefunds(
        of paymentID: String, at provider: PaymentProvider, event: ReportedEvent? = nil
    ) async throws -> RefundsOutcome {
        let refunds = try await gateway(provider).refunds(of: paymentID)
        return try await apply(refunds, of: paymentID, at: provider, event: event)
    }

    /// Applies what the gateway has said of refunds of a payment.
    @discardableResult
    func apply(
        _ refunds: [GatewayRefund], of paymentID: String, at provider: PaymentProvider,
        event: ReportedEvent? = nil
    ) async throws -> RefundsOutcome {
        let outcome = try await store.write { tx in
            try tx.applyRefunds(refunds, ofPayment: paymentID, at: provider, event: event)
        }
        if case .applied(_, let failed) = outcome, failed > 0 {
            metrics.refundsFailed.increment(by: failed)
            log.error("refund_failed", ["payment": paymentID, "refunds": failed])
        }
        return outcome
    }

    /// Counts a call that brought nothing; to be told by whoever had it made. Where the gateway does
    /// not take our key, none will until somebody mends it.
    func count(_ fault: any Error) {
        if case GatewayError.unauthorized(let reason) = fault {
            metrics.keysRefused.increment()
            log.error("gateway_key_refused", ["reason": reason])
        } else {
            metrics.gatewayFailures.increment()
        }
    }

    func gateway(_ provider: PaymentProvider) throws -> any PaymentGateway {
        guard let gateway = gateways[provider] else {
            throw Gateways.NotSetUp(provider: provider)
        }
        return gateway
    }
}

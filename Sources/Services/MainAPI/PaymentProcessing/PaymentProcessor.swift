import BookingDomain
import BookingStore
import Observability
import PaymentGateways
import SQLite
import Timekeeping

/// Calls gateways and applies their responses, for webhooks, return pages and pollers.
///
/// A call never runs inside a transaction, and the intent is committed before the call.
struct PaymentProcessor: Sendable {
    let store: Store
    let gateways: Gateways
    let log: Log
    let metrics: PaymentMetrics

    /// Unanswered calls before the gateway is searched for the checkout. Under one key, Stripe
    /// repeats a stored error for a day.
    private static let failuresBeforeSearch = 3

    /// Opens the attempt's checkout for a waiting guest.
    ///
    /// - Throws: `GatewayError`, which is also counted.
    func open(_ attempt: PaymentAttempt) async throws -> PaymentAttempt {
        do {
            return try await openCheckout(of: attempt)
        } catch let error as GatewayError {
            count(error)
            if case .unknownOutcome = error {
                _ = try? await store.write { try $0.paymentAttempts.postpone(attempt) }
            }
            throw error
        }
    }

    /// Opens the attempt's checkout, or returns the one from an earlier call with a lost response.
    private func openCheckout(of attempt: PaymentAttempt) async throws -> PaymentAttempt {
        let gateway = try gateways.require(attempt.provider)
        do {
            guard !attempt.keyMayHaveExpired(at: store.clock.now()) else {
                throw GatewayError.refused(code: "key_too_old", detail: "a new attempt is needed")
            }
            let checkout =
                attempt.checks < Self.failuresBeforeSearch
                ? try await gateway.openCheckout(attempt.request, key: attempt.idempotencyKey)
                : try await findCheckout(of: attempt, at: gateway)
            try await apply(checkout, to: attempt)
        } catch let error as GatewayError {
            log.warning("checkout_failed", ["attempt": attempt.id, "reason": error])
            if case .refused = error {
                try await store.write { try $0.refuseCheckout(of: attempt) }
            }
            throw error
        }
        return try store.read { try $0.paymentAttempts.find(attempt.id) } ?? attempt
    }

    /// The checkout that an unanswered call opened. Without one, the attempt is refused, and the
    /// next one has another key.
    private func findCheckout(
        of attempt: PaymentAttempt, at gateway: any PaymentGateway
    ) async throws -> GatewayCheckout {
        let reference = CheckoutReference(
            installation: try store.read { try $0.metadata.installation() },
            bookingID: attempt.bookingID, attempt: attempt.number)
        guard
            let checkout = try await gateway.findCheckout(reference, since: attempt.createdAt)
        else { throw GatewayError.refused(code: "not_opened", detail: "a new attempt is needed") }
        return checkout
    }

    /// Queries the gateway about an attempt and applies its response; closes an expired checkout.
    ///
    /// - Parameters:
    ///   - checkoutID: The checkout that the gateway reported; the attempt may not have it yet.
    ///   - event: The cause, recorded in the same transaction.
    /// - Throws: `GatewayError`, `ForeignCheckout`, `SQLiteError`.
    @discardableResult
    func refresh(
        _ attempt: PaymentAttempt, checkoutID: String? = nil, event: ReportedEvent? = nil
    ) async throws -> CheckoutOutcome {
        let gateway = try gateways.require(attempt.provider)
        let knownID = attempt.checkoutID ?? checkoutID
        let needsCheckout = knownID == nil && attempt.canResume
        let attempt = needsCheckout ? try await openCheckout(of: attempt) : attempt
        guard let id = attempt.checkoutID ?? knownID else { return .unchanged }
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
        case .paidTooLate, .paidTwice, .wrongAmount, .givenBack:
            if outcome == .wrongAmount { metrics.amountMismatches.increment() }
            log.warning(
                "payment_rejected", ["booking": attempt.bookingID, "outcome": "\(outcome)"])
        }
        return outcome
    }

    /// The refunds of the checkout's new payments, whose webhooks may have come too early to apply.
    private func earlierRefunds(
        of checkout: GatewayCheckout, at provider: PaymentProvider
    ) async throws -> [GatewayRefund] {
        let new = try store.read { tx in
            try checkout.payments.filter { payment in
                try tx.payments.find(remote: payment.id, at: provider) == nil
            }
        }
        var refunds: [GatewayRefund] = []
        for payment in new {
            refunds += try await gateways.require(provider).refunds(of: payment.id)
        }
        return refunds
    }

    /// Queries the gateway for a dispute and applies it.
    func refreshDispute(
        _ id: String, at provider: PaymentProvider, event: ReportedEvent
    ) async throws {
        let dispute = try await gateways.require(provider).dispute(id)
        let isNew = try await store.write {
            try $0.applyDispute(dispute, at: provider, event: event)
        }
        if isNew {
            log.warning(
                "payment_disputed",
                ["payment": dispute.paymentID, "status": dispute.status.rawValue])
        }
    }

    /// Queries the gateway for a payment's refunds and applies them.
    @discardableResult
    func refreshRefunds(
        of paymentID: String, at provider: PaymentProvider, event: ReportedEvent? = nil
    ) async throws -> RefundsOutcome {
        let refunds = try await gateways.require(provider).refunds(of: paymentID)
        return try await apply(refunds, of: paymentID, at: provider, event: event)
    }

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

    /// Counts a failed call; a refused key has its own metric, since only the operator can fix it.
    func count(_ error: any Error) {
        if case GatewayError.unauthorized(let reason) = error {
            metrics.keysRefused.increment()
            log.error("gateway_key_refused", ["reason": reason])
        } else {
            metrics.gatewayFailures.increment()
        }
    }
}

import BookingStore
import Observability

/// Counts what somebody has to look after where money is concerned.
struct PaymentMetrics: Sendable {
    /// Refunds that a gateway refused, or a bank sent back.
    let refundsFailed: Counter
    /// Payments of another amount or currency than asked for; each goes back.
    let amountMismatches: Counter
    /// Webhooks that were not signed as they have to be.
    let webhooksRefused: Counter
    /// Webhooks that could not be settled, and that the gateway has to send again.
    let webhooksUnsettled: Counter
    /// Calls to a gateway that were not answered, or not as they should.
    let gatewayFailures: Counter
    /// Calls that a gateway refused as it does not take our key.
    let keysRefused: Counter

    init(_ metrics: Metrics, store: Store) {
        refundsFailed = metrics.counter(
            "payment_refunds_failed_total", help: "Refunds that did not go through.")
        amountMismatches = metrics.counter(
            "payment_amount_mismatches_total",
            help: "Payments that were not what was asked for, and went back.")
        webhooksRefused = metrics.counter(
            "payment_webhooks_refused_total", help: "Webhooks whose signature was not good.")
        webhooksUnsettled = metrics.counter(
            "payment_webhooks_unsettled_total", help: "Webhooks that have to come again.")
        gatewayFailures = metrics.counter(
            "payment_gateway_failures_total",
            help: "Calls to a gateway that were not answered, or not as they should.")
        keysRefused = metrics.counter(
            "payment_gateway_key_refusals_total",
            help: "Calls that a gateway refused as it does not take our key.")
        metrics.gauge(
            "payment_refunds_to_look_after", help: "Failed refunds that nobody has tried again."
        ) {
            Double(
                (try? store.read { tx in try tx.refunds.failedCount() })
                    ?? -1)
        }
    }
}

import BookingStore
import Observability

/// The metrics of payments that need an operator's attention.
struct PaymentMetrics: Sendable {
    let refundsFailed: Counter
    let amountMismatches: Counter
    let webhooksRefused: Counter
    let webhooksUnsettled: Counter
    let gatewayFailures: Counter
    let keysRefused: Counter

    init(_ metrics: Metrics, store: Store) {
        refundsFailed = metrics.counter(
            "payment_refunds_failed_total", help: "Refunds that the gateway or the bank refused.")
        amountMismatches = metrics.counter(
            "payment_amount_mismatches_total",
            help: "Refunded payments of a wrong amount or currency.")
        webhooksRefused = metrics.counter(
            "payment_webhooks_refused_total", help: "Webhooks without a valid signature.")
        webhooksUnsettled = metrics.counter(
            "payment_webhooks_unsettled_total",
            help: "Failed webhooks, which the gateway sends again.")
        gatewayFailures = metrics.counter(
            "payment_gateway_failures_total",
            help: "Calls to a gateway without a valid response.")
        keysRefused = metrics.counter(
            "payment_gateway_key_refusals_total",
            help: "Calls whose key the gateway refused.")
        metrics.gauge(
            "payment_disputes_open", help: "Disputes that a bank has not decided."
        ) {
            Double((try? store.read { try $0.openDisputes() }) ?? -1)
        }
        metrics.gauge(
            "payment_refunds_to_look_after", help: "Failed refunds without a new attempt."
        ) {
            Double((try? store.read { try $0.refunds.failedCount() }) ?? -1)
        }
    }
}

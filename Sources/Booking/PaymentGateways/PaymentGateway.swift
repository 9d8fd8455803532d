import BookingDomain
import Timekeeping

/// Somebody who takes money from guests and gives it back: Stripe, Razorpay, or the sandbox.
///
/// Amounts are this program's minor units on this side; what the gateway counts in is its own
/// implementation's concern. No call may be made inside a database transaction. A call that brings
/// nothing throws ``GatewayError``, which says whether it may have had its effect.
package protocol PaymentGateway: Sendable {
    /// Which gateway it is, as rows and the paths of webhooks name it.
    var provider: PaymentProvider { get }

    /// The content of the call that opens a checkout; to be kept before the call is made.
    ///
    /// - Throws: ``UnpayableOrder`` where the gateway does not take such an amount or currency.
    func request(for order: CheckoutOrder) throws(UnpayableOrder) -> [UInt8]

    /// Opens a checkout, or finds the one that this very call opened before.
    func openCheckout(
        _ request: [UInt8], key: String
    ) async throws(GatewayError) -> GatewayCheckout

    /// The checkout as it is now.
    func checkout(_ id: String) async throws(GatewayError) -> GatewayCheckout

    /// Stops taking payments for the checkout where the gateway can, and says how it is now: it may
    /// have been paid a moment ago.
    func closeCheckout(_ id: String) async throws(GatewayError) -> GatewayCheckout

    /// Gives money back, once for each key however often it is called.
    func refund(_ order: RefundOrder) async throws(GatewayError) -> GatewayRefund

    /// Every refund of a payment as it is now.
    func refunds(of paymentID: String) async throws(GatewayError) -> [GatewayRefund]

    /// What a webhook's delivery is about, once its signature has been found good.
    ///
    /// - Throws: ``WebhookRefusal`` before anything of an unsigned content is read.
    func event(_ delivery: WebhookDelivery, at now: Timestamp) throws(WebhookRefusal)
        -> GatewayEvent

    /// The events that the gateway could not deliver; none where it does not say.
    func undeliveredEvents() async throws(GatewayError) -> [GatewayEvent]
}

extension PaymentGateway {
    package func undeliveredEvents() async throws(GatewayError) -> [GatewayEvent] { [] }
}

/// Money to give back.
package struct RefundOrder: Sendable {
    /// What the gateway shall give back with the refund, and what its key is made of.
    package let reference: RefundReference
    /// The gateway's id of the payment.
    package let paymentID: String
    /// Minor units of `currency`.
    package let amount: Int64
    /// The payment's currency, as the gateway took it.
    package let currency: Currency

    /// An order to give back `amount` of a payment.
    package init(
        reference: RefundReference, paymentID: String, amount: Int64, currency: Currency
    ) {
        self.reference = reference
        self.paymentID = paymentID
        self.amount = amount
        self.currency = currency
    }
}

/// A gateway does not take this amount, or this currency.
package struct UnpayableOrder: Error, Equatable {
    /// A sentence that is safe to show.
    package let detail: String
}

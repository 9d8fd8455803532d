import BookingDomain
import Timekeeping

/// A service that receives and refunds payments: Stripe, Razorpay, or the sandbox.
///
/// Amounts are in this program's minor units; each implementation converts them to the gateway's.
/// Calls must not be made inside a database transaction. They throw ``GatewayError``, which says
/// whether the call may have had its effect.
package protocol PaymentGateway: Sendable {
    /// The gateway's name in rows and in the paths of webhooks.
    var provider: PaymentProvider { get }

    /// Checks that a payment of this amount is within the gateway's limits; makes no call.
    func checkPayable(_ amount: Int64, _ currency: Currency) throws(UnpayableOrder)

    /// The body of the call that opens a checkout, to be stored before the call is made.
    ///
    /// - Throws: ``UnpayableOrder`` if the gateway does not support the amount or the currency.
    func request(for order: CheckoutOrder) throws(UnpayableOrder) -> [UInt8]

    /// Opens a checkout, or returns the one that the same call opened before.
    func openCheckout(
        _ request: [UInt8], key: String
    ) async throws(GatewayError) -> GatewayCheckout

    /// The checkout of a call whose answer was lost; nil if the gateway has none.
    ///
    /// - Parameter time: The time before which the call was not made.
    func findCheckout(
        _ reference: CheckoutReference, since time: Timestamp
    ) async throws(GatewayError) -> GatewayCheckout?

    /// The checkout in its present state.
    func checkout(_ id: String) async throws(GatewayError) -> GatewayCheckout

    /// Closes the checkout where the gateway can, and returns its present state: it may just have
    /// been paid.
    func closeCheckout(_ id: String) async throws(GatewayError) -> GatewayCheckout

    /// Refunds money, once for each key however often it is called.
    func refund(_ order: RefundOrder) async throws(GatewayError) -> GatewayRefund

    /// All refunds of a payment in their present state.
    func refunds(of paymentID: String) async throws(GatewayError) -> [GatewayRefund]

    /// A dispute in its present state.
    func dispute(_ id: String) async throws(GatewayError) -> GatewayDispute

    /// The event of a webhook request.
    ///
    /// - Throws: ``WebhookRefusal``; the body is not parsed before its signature is verified.
    func event(_ delivery: WebhookDelivery, at now: Timestamp) throws(WebhookRefusal)
        -> GatewayEvent

    /// The events that the gateway could not deliver; none if it does not list them.
    func undeliveredEvents() async throws(GatewayError) -> [GatewayEvent]
}

extension PaymentGateway {
    package func undeliveredEvents() async throws(GatewayError) -> [GatewayEvent] { [] }

    /// A gateway without disputes.
    package func dispute(_ id: String) async throws(GatewayError) -> GatewayDispute {
        throw .refused(code: "resource_missing", detail: "no such dispute")
    }
}

/// A refund to be made.
package struct RefundOrder: Sendable {
    package let reference: RefundReference
    /// The gateway's id of the payment.
    package let paymentID: String
    /// Minor units of `currency`.
    package let amount: Int64
    /// The payment's currency.
    package let currency: Currency

    package init(
        reference: RefundReference, paymentID: String, amount: Int64, currency: Currency
    ) {
        self.reference = reference
        self.paymentID = paymentID
        self.amount = amount
        self.currency = currency
    }
}

/// An amount or a currency that a gateway does not support.
package struct UnpayableOrder: Error, Equatable {
    /// A sentence that is safe to show.
    package let detail: String
}

extension UnpayableOrder {
    /// An order of `sum` outside a limit of the gateway.
    ///
    /// - Parameter bound: The limit in words and as an amount of the same currency.
    init(_ sum: Money, mustBe bound: String, _ limit: Int64) {
        let limit = Money(amount: limit, currency: sum.currency)
        self.init(
            detail: "\(sum.text) cannot be paid online. A payment must be \(bound) \(limit.text).")
    }
}

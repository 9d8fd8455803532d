/// The state of a dispute, on the wire and in the database.
package enum DisputeStatus: String, CaseIterable, Sendable {
    /// The bank holds the money until it decides.
    case open
    /// The center keeps the money.
    case won
    /// The guest has the money back.
    case lost
}

/// A dispute in its gateway's present state: a guest's bank demands a payment back.
package struct GatewayDispute: Equatable, Sendable {
    /// The gateway's id, such as Stripe's `dp_…` or Razorpay's `disp_…`.
    package let id: String
    /// The gateway's id of the disputed payment.
    package let paymentID: String
    /// Minor units of the payment's currency.
    package let amount: Int64
    package let status: DisputeStatus

    package init(id: String, paymentID: String, amount: Int64, status: DisputeStatus) {
        self.id = id
        self.paymentID = paymentID
        self.amount = amount
        self.status = status
    }
}

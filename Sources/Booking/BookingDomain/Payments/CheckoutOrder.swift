import Timekeeping

/// What a guest is to pay for, as a gateway is told; every figure comes from our own rows.
package struct CheckoutOrder: Equatable, Sendable {
    /// What the gateway shall give back with all it says of this checkout.
    package let reference: CheckoutReference
    /// Minor units of `currency` for all seats together.
    package let amount: Int64
    /// The currency that the booking was made in, whatever the event's is now.
    package let currency: Currency
    /// The event's title, which the guest reads beside the amount.
    package let title: String
    /// How many seats `amount` pays for, 1–10.
    package let seats: Int
    /// Nil where the guest has given none.
    package let email: String?
    /// When the gateway shall stop taking the payment by itself.
    package let expiresAt: Timestamp

    /// The order of one try to pay.
    package init(
        reference: CheckoutReference, amount: Int64, currency: Currency, title: String,
        seats: Int, email: String?, expiresAt: Timestamp
    ) {
        self.reference = reference
        self.amount = amount
        self.currency = currency
        self.title = title
        self.seats = seats
        self.email = email
        self.expiresAt = expiresAt
    }

    /// What the guest reads at the gateway.
    package var description: String { seats == 1 ? title : "\(title), \(seats) seats" }
}

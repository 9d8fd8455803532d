import BookingDomain

/// A request that opens a checkout, with Stripe's fields.
package struct SandboxOrder: Sendable {
    /// In minor units of `currency`.
    package let amount: Int64
    package let currency: Currency
    package let description: String
    let reference: CheckoutReference
    /// The page after a payment.
    package let successURL: String
    /// The page after a cancellation.
    package let cancelURL: String
}

extension SandboxOrder {
    init?(_ form: FormContent) {
        let item = "line_items[0][price_data]"
        guard let amount = form["\(item)[unit_amount]"].flatMap({ Int64($0) }),
            let currency = form["\(item)[currency]"],
            let description = form["\(item)[product_data][name]"],
            let reference = CheckoutReference(metadata: { form["metadata[\($0)]"] }),
            let successURL = form["success_url"], let cancelURL = form["cancel_url"]
        else { return nil }
        self.init(
            amount: amount, currency: Currency(stored: currency.uppercased()),
            description: description, reference: reference, successURL: successURL,
            cancelURL: cancelURL)
    }

    /// Whether a repeated request is equal to this one; its addresses may differ.
    func matches(_ other: SandboxOrder) -> Bool {
        amount == other.amount && currency == other.currency && description == other.description
            && reference == other.reference
    }
}

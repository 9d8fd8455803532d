/// A request that opens a checkout, with Stripe's fields.
struct SandboxForm {
    private let form: FormContent
    let currency: String
    let description: String
    let bookingID: String
    let attempt: String
    let installation: String
    private let successAddress: String
    private let cancelAddress: String

    init?(_ form: FormContent) {
        guard let currency = form["line_items[0][price_data][currency]"],
            let description = form["line_items[0][price_data][product_data][name]"],
            let success = form["success_url"], let cancel = form["cancel_url"],
            let booking = form["metadata[booking_id]"], let attempt = form["metadata[attempt]"],
            let installation = form["metadata[installation]"]
        else { return nil }
        self.form = form
        self.currency = currency.uppercased()
        self.description = description
        successAddress = success
        cancelAddress = cancel
        bookingID = booking
        self.attempt = attempt
        self.installation = installation
    }

    var amount: Int64? { form["line_items[0][price_data][unit_amount]"].flatMap { Int64($0) } }
    var expiresAt: Int64 { form["expires_at"].flatMap { Int64($0) } ?? 0 }

    func success(_ id: String) -> String { filled(successAddress, id) }
    func cancel(_ id: String) -> String { filled(cancelAddress, id) }

    private func filled(_ address: String, _ id: String) -> String {
        address.replacing("{CHECKOUT_SESSION_ID}", with: id)
    }
}

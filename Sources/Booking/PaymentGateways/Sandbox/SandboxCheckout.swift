import BookingDomain
import JSONCoding
import SQLite
import Timekeeping

/// A checkout of the sandbox.
package struct SandboxCheckout: Sendable {
    /// Stripe's states of a checkout.
    package enum State: String, Sendable {
        case open
        case complete
        case expired
    }

    /// `cs_test_` and 18 random bytes in Base64URL, a secret that opens the checkout's page.
    package let id: String
    /// In minor units of `currency`.
    package let amount: Int64
    package let currency: Currency
    package let description: String
    /// The page after a payment, with the checkout's ID.
    package let successAddress: String
    /// The page after a cancellation.
    package let cancelAddress: String
    /// A paid checkout may be `expired`: only the payments say whether it is paid.
    package let state: State
    /// Whether the guest chose to pay after the checkout expires.
    package let paysLate: Bool
    let reference: CheckoutReference

    static let columns: SQL = """
        id, amount, currency, description, success_url, cancel_url, state, pays_late,
        booking_id, attempt, installation
        """

    init(row: borrowing Row) {
        var columns = row.columns
        id = columns.next()
        amount = columns.next()
        currency = Currency(stored: columns.next())
        description = columns.next()
        successAddress = columns.next()
        cancelAddress = columns.next()
        state = State(rawValue: columns.next()) ?? .expired
        paysLate = columns.next()
        let bookingID: Int64 = columns.next()
        let attempt: Int64 = columns.next()
        reference = CheckoutReference(
            installation: columns.next(), bookingID: BookingID(bookingID),
            attempt: attempt)
    }

    /// Whether the checkout was opened by an equal request.
    func matches(_ form: SandboxForm) -> Bool {
        amount == form.amount && currency.code == form.currency && description == form.description
            && "\(reference.bookingID)" == form.bookingID && "\(reference.attempt)" == form.attempt
            && reference.installation == form.installation
    }
}

/// The `checkout.session` of Stripe that the sandbox reports.
struct SandboxSession: JSONWritable {
    let checkout: SandboxCheckout
    /// Nil while unpaid.
    let paymentID: String?

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("id", checkout.id)
            json.member("object", "checkout.session")
            json.member("status", checkout.state.rawValue)
            json.member("payment_status", paymentID == nil ? "unpaid" : "paid")
            json.member("payment_intent", paymentID)
            json.member("amount_total", checkout.amount)
            json.member("currency", checkout.currency.code.lowercased())
            json.member("client_reference_id", "\(checkout.reference.bookingID)")
            json.member("livemode", false)
            json.memberObject("metadata") { json in
                for (name, value) in GatewayMetadata.pairs(of: checkout.reference) {
                    json.member(named: name, value)
                }
            }
        }
    }
}
